// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets that count no more, told to services that answer, fail, wait and forget.
#include "devices/slip_revoker.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>

#include "devices/clock.h"
#include "devices/https_exchange.h"
#include "devices/sandbox/cast.h"
#include "tests/devices/inbox.h"
#include "tests/devices/raw_service.h"
#include "tests/devices/real_service.h"

namespace devices {

using namespace std::chrono_literals;
using devices_test::http;
using devices_test::RawAnswer;
using devices_test::RawService;
using devices_test::RealService;
using visit::SheetReason;

namespace {

// In memory, as a record on the disk would hold it.
class Queue : public RevocationQueue {
 public:
  void add(Revocation revocation) {
    const std::lock_guard held(lock_);
    waiting_.push_back(std::move(revocation));
  }
  std::optional<Revocation> next_revocation() override {
    const std::lock_guard held(lock_);
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front();
  }
  void revoked(std::string_view slip) override {
    const std::lock_guard held(lock_);
    if (broken_-- > 0) return;
    std::erase_if(waiting_, [&](const Revocation& one) { return one.slip == slip; });
  }
  void fail(int times) {
    const std::lock_guard held(lock_);
    broken_ = times;
  }
  std::size_t size() {
    const std::lock_guard held(lock_);
    return waiting_.size();
  }

 private:
  std::mutex lock_;
  std::deque<Revocation> waiting_;
  int broken_ = 0;
};

// What the revoker told, in order.
class News {
 public:
  std::function<void(RevocationNews)> tell() {
    return [this](RevocationNews news) {
      const std::lock_guard held(lock_);
      news_.push_back(news);
      came_.notify_all();
    };
  }
  RevocationNews next() {
    std::unique_lock held(lock_);
    REQUIRE(came_.wait_for(held, 10s, [this] { return !news_.empty(); }));
    const RevocationNews news = news_.front();
    news_.pop_front();
    return news;
  }
  // Whatever else was told on the way.
  void until(RevocationNews wanted) {
    while (next() != wanted) continue;
  }

 private:
  std::mutex lock_;
  std::condition_variable came_;
  std::deque<RevocationNews> news_;
};

RevokerPlan quick_plan() {
  RevokerPlan plan;
  plan.first_retry = 20ms;
  plan.longest_retry = 100ms;
  plan.connect = 2s;
  plan.total = 5s;
  return plan;
}

constexpr const char* kSlip = "0123456789ABCDEF";

std::string revoked(const std::string& slip = kSlip) {
  return http(200, R"({"id":")" + slip + R"(","seq":1,"revokedAt":"2021-01-20T09:30:00+08:00"})");
}
std::string not_found() {
  return http(404, R"({"code":"E_NOT_FOUND","message":"x","requestId":"x"})");
}

std::string signed_slip(RealService& service) {
  nlohmann::json body = {{"idDoc", sandbox::document_of(*sandbox::person_named("wang"))},
                         {"purpose", "HOSPITAL_OUTPATIENT"},
                         {"actor", {{"kind", "SELF"}}},
                         {"consent", true},
                         {"kind", "STATUS_SLIP"}};
  return service.ask("/v1/certificates", body, 201)["id"];
}

}  // namespace

TEST_CASE("each waiting slip is taken back by its service, with its reason, and leaves the queue") {
  RealService service;
  const std::string lost = signed_slip(service);
  const std::string reprinted = signed_slip(service);
  const std::string kept = signed_slip(service);
  Queue queue;
  queue.add({lost, SheetReason::lost});
  News news;
  SlipRevoker revoker({service.source()}, queue, now, news.tell(), quick_plan());
  CHECK(news.next() == RevocationNews::told);
  queue.add({reprinted, SheetReason::reprinted});
  revoker.look_now();
  CHECK(news.next() == RevocationNews::told);
  HttpsExchange exchange(service.source(), 2s);
  const auto list = exchange.get("/v1/revocations?since=0", 5s, {});
  REQUIRE(list);
  const auto entries = nlohmann::json::parse(list->body)["revoked"];
  REQUIRE(entries.size() == 2);
  CHECK(entries[0]["id"] == lost);
  CHECK(entries[0]["reason"] == "LOST");
  CHECK(entries[1]["id"] == reprinted);
  CHECK(entries[1]["reason"] == "REPRINTED");
  CHECK(list->body.find(kept) == std::string::npos);  // control
}

TEST_CASE("a service that is away is told when it is back") {
  RealService service;
  const std::string slip = signed_slip(service);
  service.process().stop();
  Queue queue;
  queue.add({slip, SheetReason::withdrawn});
  News news;
  SlipRevoker revoker({service.source()}, queue, now, news.tell(), quick_plan());
  for (int i = 0; i < 3; ++i) CHECK(news.next() == RevocationNews::waiting);
  CHECK(queue.size() == 1);
  REQUIRE(service.process().resume());
  news.until(RevocationNews::told);
  CHECK(queue.size() == 0);
  // Taken back twice, as after a lost answer, it is taken back all the same.
  queue.add({slip, SheetReason::lost});
  revoker.look_now();
  news.until(RevocationNews::told);
  CHECK(queue.size() == 0);
}

TEST_CASE("a slip is taken back by whichever of the services has signed it") {
  RealService province;
  RealService national;
  const std::string slip = signed_slip(national);
  Queue queue;
  queue.add({slip, SheetReason::misprint});
  News news;
  SlipRevoker revoker({province.source(), national.source()}, queue, now, news.tell(),
                      quick_plan());
  CHECK(news.next() == RevocationNews::told);
  // One that none of them knows is done too, and so is what no service could have signed.
  queue.add({kSlip, SheetReason::lost});
  queue.add({"../../status/query", SheetReason::lost});
  revoker.look_now();
  CHECK(news.next() == RevocationNews::unknown);
  CHECK(news.next() == RevocationNews::unknown);
}

TEST_CASE("while one service is silent, another's not knowing proves nothing") {
  RawService knows_not;
  knows_not.say({{not_found()}});
  RawService silent;
  silent.say({{http(500, "")}, {http(500, "")}, {revoked()}});
  Queue queue;
  queue.add({kSlip, SheetReason::lost});
  News news;
  const SlipRevoker revoker({knows_not.source(), silent.source()}, queue, now, news.tell(),
                            quick_plan());
  CHECK(news.next() == RevocationNews::waiting);
  CHECK(queue.size() == 1);
  CHECK(news.next() == RevocationNews::waiting);
  CHECK(news.next() == RevocationNews::told);
}

TEST_CASE("nothing but the service's own word ends the waiting") {
  RawService service;
  service.say({{http(200, "")},
               {revoked("FEDCBA9876543210")},
               {http(404, "<html>")},
               {http(302, "", "Location: https://127.0.0.1:1/\r\n")},
               {http(403, "{}")},
               {revoked().substr(0, 60), RawAnswer::End::cut},
               {revoked()}});
  Queue queue;
  queue.add({kSlip, SheetReason::lost});
  News news;
  const SlipRevoker revoker({service.source()}, queue, now, news.tell(), quick_plan());
  for (int i = 0; i < 6; ++i) CHECK(news.next() == RevocationNews::waiting);
  CHECK(news.next() == RevocationNews::told);
  const auto asked = service.asked();
  REQUIRE(asked.size() == 7);
  CHECK(asked[0].text.starts_with("POST /v1/certificates/0123456789ABCDEF/revoke HTTP/1.1\r\n"));
  CHECK(asked[0].text.ends_with(R"({"reason":"LOST"})"));
  CHECK(asked[0].header("X-Signature").size() == 64);
}

TEST_CASE("a wait that was asked for is kept, whatever is put into the queue meanwhile") {
  RawService service;
  service.say({{http(503, R"({"code":"E_BUSY","message":"x","requestId":"x","retryAfterMs":700})")},
               {revoked()}});
  Queue queue;
  queue.add({kSlip, SheetReason::lost});
  News news;
  SlipRevoker revoker({service.source()}, queue, now, news.tell(), quick_plan());
  CHECK(news.next() == RevocationNews::waiting);
  for (int i = 0; i < 20; ++i) revoker.look_now();
  CHECK(news.next() == RevocationNews::told);
  const auto asked = service.asked();
  REQUIRE(asked.size() == 2);
  CHECK(asked[1].at - asked[0].at >= 690ms);
}

TEST_CASE("looking now ends a long rest, and an end calls back what is under way") {
  RawService service;
  service.say({{http(500, "")}, {revoked()}});
  RevokerPlan slow = quick_plan();
  slow.first_retry = slow.longest_retry = 1h;
  Queue queue;
  queue.add({kSlip, SheetReason::lost});
  News news;
  {
    SlipRevoker revoker({service.source()}, queue, now, news.tell(), slow);
    CHECK(news.next() == RevocationNews::waiting);
    revoker.look_now();
    CHECK(news.next() == RevocationNews::told);
  }
  RawService silent;
  silent.say({{"", RawAnswer::End::hang}});
  slow.total = 1h;
  queue.add({kSlip, SheetReason::lost});
  { const SlipRevoker leaving({silent.source()}, queue, now, news.tell(), slow); }
  CHECK(queue.size() == 1);
}

TEST_CASE("a queue that cannot write down what is done makes nobody be asked without a pause") {
  RawService service;
  service.say({{revoked()}});
  Queue queue;
  queue.add({kSlip, SheetReason::lost});
  queue.fail(2);
  News news;
  const SlipRevoker revoker({service.source()}, queue, now, news.tell(), quick_plan());
  CHECK(news.next() == RevocationNews::told);
  CHECK(news.next() == RevocationNews::waiting);
  CHECK(news.next() == RevocationNews::told);
  CHECK(news.next() == RevocationNews::waiting);
  CHECK(news.next() == RevocationNews::told);
  CHECK(service.asked().size() == 3);
}

TEST_CASE("waits grow up to the longest and are spread by chance") {
  const RevokerPlan plan;
  const auto pause = [&](int failures, double chance) {
    return pause_after(plan, failures, [chance] { return chance; });
  };
  CHECK(pause(1, 0.5) == 2s);
  CHECK(pause(2, 0.5) == 4s);
  CHECK(pause(5, 0.5) == 32s);
  CHECK(pause(60, 0.5) == 10min);
  CHECK(pause(1, 0.0) == 1s);
  CHECK(pause(60, 0.999) < 15min);
}

}  // namespace devices
