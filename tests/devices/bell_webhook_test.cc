// SPDX-License-Identifier: GPL-3.0-or-later
// Calls over the wire: a real HTTPS server of the deployment's authority, and those that are not.
#include "devices/bell_webhook.h"

#include <httplib.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "devices/clock.h"
#include "devices/sandbox/service/practice/practice_ca.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// 2021-01-26 10:42 in Shanghai.
constexpr visit::Moment kMorning{1611628920000ms};
constexpr BellHookPace kQuick{.connect = 3s, .total = 5s, .first_pause = 10ms};

service::Lifetime lifetime() {
  const auto today = std::chrono::floor<std::chrono::milliseconds>(now());
  return {today - 24h, today + 24h};
}

template <class Condition>
bool soon(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

// A hospital's paging service.
class Pager {
 public:
  Pager() {
    const auto own = ca_.server({"127.0.0.1"}, lifetime());
    write("ca.pem", ca_.certificate());
    write("server.pem", own.certificate);
    write("server.key", own.key);
    server_ = std::make_unique<httplib::SSLServer>(path("server.pem").c_str(),
                                                   path("server.key").c_str());
    REQUIRE(server_->is_valid());
    server_->Post("/bell", [this](const httplib::Request& request, httplib::Response& response) {
      std::unique_lock lock(mutex_);
      heard_.push_back(request.body);
      headers_ = request.headers;
      const auto gate = gate_;
      response.status = status_;
      if (statuses_.size() > heard_.size() - 1) response.status = statuses_[heard_.size() - 1];
      lock.unlock();
      if (gate.valid()) gate.wait();
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    REQUIRE(port_ > 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  ~Pager() {
    server_->stop();
    thread_.join();
  }
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  [[nodiscard]] BellHook hook() const {
    return {"https://127.0.0.1:" + std::to_string(port_) + "/bell", path("ca.pem"), "GC07"};
  }
  // What the first requests are answered, then 204.
  void answer(std::vector<int> statuses) {
    const std::lock_guard lock(mutex_);
    statuses_ = std::move(statuses);
  }
  void answer_when(std::shared_future<void> gate) {
    const std::lock_guard lock(mutex_);
    gate_ = std::move(gate);
  }
  [[nodiscard]] std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  [[nodiscard]] httplib::Headers headers() {
    const std::lock_guard lock(mutex_);
    return headers_;
  }
  [[nodiscard]] std::string another_authority() {
    write("other.pem", service::PracticeCa("Somebody else's CA", lifetime()).certificate());
    return path("other.pem");
  }

 private:
  [[nodiscard]] std::string path(const char* name) const { return folder_.path() / name; }
  void write(const char* name, const std::string& text) { std::ofstream(path(name)) << text; }

  files::Folder folder_;
  service::PracticeCa ca_{"Practice hospital CA", lifetime()};
  std::unique_ptr<httplib::SSLServer> server_;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> heard_;
  httplib::Headers headers_;
  std::vector<int> statuses_;
  int status_ = 204;
  std::shared_future<void> gate_;
  std::thread thread_;
};

std::string call_of(const std::string& body) { return json::parse(body)["call"]; }

}  // namespace

TEST_CASE("a call and its answer arrive in order, and say machine, reason and time, and no more") {
  Pager pager;
  BellWebhook bell(
      pager.hook(), [] { return kMorning; }, kQuick);
  bell.ring(visit::Call::no_card);
  bell.answered();
  REQUIRE(soon([&] { return bell.sent() == 2; }));
  const auto heard = pager.heard();
  REQUIRE(heard.size() == 2);
  CHECK(json::parse(heard[0]) ==
        json{{"machine", "GC07"}, {"call", "no_card"}, {"at", "2021-01-26T10:42:00+08:00"}});
  CHECK(json::parse(heard[1]) ==
        json{{"machine", "GC07"}, {"call", "answered"}, {"at", "2021-01-26T10:42:00+08:00"}});
  const auto headers = pager.headers();
  CHECK(headers.find("Content-Type")->second == "application/json");
  CHECK(headers.count("X-Device-Id") + headers.count("Authorization") == 0);
  CHECK(bell.lost() == 0);
}

TEST_CASE("a server of another authority hears nothing of a call") {
  Pager pager;
  BellHook hook = pager.hook();
  hook.ca_file = pager.another_authority();
  BellWebhook bell(
      hook, [] { return kMorning; }, kQuick);
  bell.ring(visit::Call::asked);
  REQUIRE(soon([&] { return bell.lost() == 1; }));
  CHECK(pager.heard().empty());
  // The control: the same server, under its own authority.
  BellWebhook right(
      pager.hook(), [] { return kMorning; }, kQuick);
  right.ring(visit::Call::asked);
  REQUIRE(soon([&] { return right.sent() == 1; }));
  CHECK(pager.heard().size() == 1);
}

TEST_CASE("a server in trouble is tried again, a few times, and the next call is sent on") {
  Pager pager;
  BellWebhook bell(
      pager.hook(), [] { return kMorning; }, kQuick);
  SECTION("it recovers") {
    pager.answer({503, 500, 429});
    bell.ring(visit::Call::asked);
    REQUIRE(soon([&] { return bell.sent() == 1; }));
    CHECK(pager.heard().size() == 4);
    CHECK(bell.lost() == 0);
  }
  SECTION("it does not") {
    pager.answer(std::vector<int>(BellWebhook::kTries, 503));
    bell.ring(visit::Call::asked);
    bell.ring(visit::Call::red_code);
    REQUIRE(soon([&] { return bell.sent() == 1; }));
    CHECK(bell.lost() == 1);
    REQUIRE(pager.heard().size() == BellWebhook::kTries + 1);
    CHECK(call_of(pager.heard().back()) == "red_code");
  }
  SECTION("it says no for good") {
    pager.answer({404});
    bell.ring(visit::Call::asked);
    REQUIRE(soon([&] { return bell.lost() == 1; }));
    CHECK(pager.heard().size() == 1);
  }
}

TEST_CASE("whoever rings does not wait; of too many calls the oldest are dropped") {
  Pager pager;
  std::promise<void> open;
  pager.answer_when(open.get_future().share());
  BellWebhook bell(
      pager.hook(), [] { return kMorning; }, kQuick);
  bell.ring(visit::Call::asked);
  REQUIRE(soon([&] { return pager.heard().size() == 1; }));
  // The server holds the first one; none of these waits for it.
  const int kMore = 100;
  for (int i = 0; i < kMore - 1; ++i) bell.ring(visit::Call::no_card);
  bell.answered();
  const int kept = static_cast<int>(BellWebhook::kMostWaiting);
  CHECK(bell.lost() == kMore - kept);
  open.set_value();
  REQUIRE(soon([&] { return bell.sent() == kept + 1; }));
  CHECK(call_of(pager.heard().back()) == "answered");
}

TEST_CASE("a kiosk that ends does not wait for a pager that is silent") {
  Pager pager;
  std::promise<void> open;
  pager.answer_when(open.get_future().share());
  {
    BellWebhook bell(pager.hook(), [] { return kMorning; },
                     {.connect = 60s, .total = 60s, .first_pause = 60s});
    bell.ring(visit::Call::asked);
    REQUIRE(soon([&] { return pager.heard().size() == 1; }));
  }
  open.set_value();
}

TEST_CASE("a hook without https, authority or machine is none") {
  const BellHook good{"https://pager.example:8443/bell", "ca.pem", "GC07"};
  CHECK(is_usable(good));
  CHECK_FALSE(is_usable({"http://pager.example/bell", "ca.pem", "GC07"}));
  CHECK_FALSE(is_usable({"https://", "ca.pem", "GC07"}));
  CHECK_FALSE(is_usable({"https://pager.example/b ell", "ca.pem", "GC07"}));
  CHECK_FALSE(is_usable({"https://pager.example/bell", "", "GC07"}));
  CHECK_FALSE(is_usable({"https://pager.example/bell", "ca.pem", ""}));
}

}  // namespace devices
