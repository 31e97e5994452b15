// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/fhir_delivery.h"

#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "devices/clock.h"
#include "tests/devices/delivery_desk.h"

namespace devices {
namespace {

using devices_test::DeliveryDesk;
using devices_test::kMorning;
using devices_test::last_trouble;
using sandbox::FhirFault;
using sandbox::FhirIntake;
using namespace std::chrono_literals;

void run(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("surveys reach the server as they were, in their order, and nothing of them stays") {
  DeliveryDesk desk;
  std::vector<std::string> added;
  for (int i = 0; i < 5; ++i) added.push_back(desk.add());
  REQUIRE(desk.deliver());
  CHECK(desk.received() == added);
  const auto kept = desk.intake->received();
  REQUIRE(kept.size() == 5);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    CHECK(kept[i].document ==
          devices_test::synthetic_survey(FhirIntake::kIdentifierSystem, added[i]).reveal());
  }
  CHECK(desk.told(DeliveryKind::delivered) == 5);
  CHECK(desk.news.size() == 5);
  CHECK(desk.outbox->notes()->empty());
  CHECK(desk.courier->turn({}) == desk.plan.idle);
}

TEST_CASE("at most one request a second leaves, tokens and tries that fail among them") {
  DeliveryDesk desk;
  for (int i = 0; i < 4; ++i) desk.add();
  desk.plan.first_retry = 1ms;  // it is not the retry's pause that keeps them apart
  desk.plan.longest_retry = 1ms;
  desk.intake->suffer({FhirFault::failing, FhirFault::none, FhirFault::busy});
  REQUIRE(desk.deliver());
  const auto arrivals = desk.intake->arrivals();
  REQUIRE(arrivals.size() == 7);  // a token, four surveys, two of them twice
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    CAPTURE(i);
    CHECK(arrivals[i].at - arrivals[i - 1].at >= 1000ms);
  }
}

TEST_CASE("whatever a server does, each survey is there exactly once and in its order") {
  const FhirFault fault =
      GENERATE(FhirFault::busy, FhirFault::busy_for_a_while, FhirFault::failing, FhirFault::gone,
               FhirFault::dies_before, FhirFault::dies_after, FhirFault::garbage, FhirFault::page);
  CAPTURE(static_cast<int>(fault));
  DeliveryDesk desk;
  std::vector<std::string> added;
  for (int i = 0; i < 3; ++i) added.push_back(desk.add());
  desk.intake->suffer({FhirFault::none, fault, fault});
  REQUIRE(desk.deliver());
  CHECK(desk.received() == added);
  CHECK(desk.told(DeliveryKind::delivered) == 3);
  CHECK(desk.told(DeliveryKind::waiting) == 2);
  CHECK(desk.aside() == 0);
}

TEST_CASE("a server that keeps a survey and says nothing is asked again, and has it once") {
  DeliveryDesk desk;
  desk.plan.pace.total = 2s;
  const std::string first = desk.add();
  desk.intake->suffer({FhirFault::silent});
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{first});
  REQUIRE(desk.told(DeliveryKind::waiting) >= 1);
  CHECK(desk.news.front().why == FhirTrouble::unreachable);
  CHECK(desk.news.front().since == kMorning + 1000ms);
}

TEST_CASE("the control: a server without conditional create has a lost answer's survey twice") {
  sandbox::FhirIntakeOptions options;
  options.forgets_conditions = true;
  DeliveryDesk desk(std::move(options));
  const std::string first = desk.add();
  desk.intake->suffer({FhirFault::dies_after});
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{first, first});
}

TEST_CASE("a server that is down is found again by itself, and what it kept is not sent twice") {
  DeliveryDesk desk;
  const std::string first = desk.add();
  const std::string second = desk.add();
  desk.employ(desk.server());
  desk.intake->suffer({FhirFault::dies_after});
  desk.time.advance(desk.courier->turn({}));
  desk.stop();
  for (int i = 0; i < 3; ++i) desk.time.advance(desk.courier->turn({}));
  CHECK(last_trouble(desk) == FhirTrouble::unreachable);
  desk.start();
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{first, second});
}

TEST_CASE("a server that asks for time gets it") {
  DeliveryDesk desk;
  desk.add();
  desk.chance = 0;
  desk.intake->suffer({FhirFault::busy, FhirFault::busy_for_a_while});
  REQUIRE(desk.deliver());
  const auto arrivals = desk.intake->arrivals();
  REQUIRE(arrivals.size() == 4);
  CHECK(arrivals[1].status == 503);
  CHECK(arrivals[2].status == 429);
  CHECK(arrivals[3].status == 201);
  CHECK(arrivals[3].at - arrivals[2].at >= 120s);
  CHECK(arrivals[2].at - arrivals[1].at < 120s);  // the control
}

TEST_CASE("a pause that was promised is not cut short by a new survey") {
  DeliveryDesk desk;
  desk.add();
  desk.intake->suffer({FhirFault::busy_for_a_while});
  desk.employ(desk.server());
  const auto pause = desk.courier->turn({});
  CHECK(pause >= 120s);
  desk.add();
  desk.time.advance(60s);
  CHECK(desk.courier->turn({}) == pause - 60s);
  CHECK(desk.intake->arrivals().size() == 2);
}

TEST_CASE("tries grow rarer, are spread by chance, and never stop") {
  DeliveryDesk desk;
  desk.add();
  desk.employ(desk.server());
  desk.stop();
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 14; ++i) {
    desk.chance = i % 2 == 0 ? 0.0 : 0.999;
    pauses.push_back(desk.courier->turn({}));
    desk.time.advance(pauses.back());
  }
  CHECK(pauses[0] == 1s);  // half of the first
  CHECK(pauses[1] > 5900ms);
  CHECK(pauses[1] < 6s);
  for (const auto pause : pauses) CHECK(pause <= 15min);
  CHECK(pauses[12] == 5min);  // half of the longest
  CHECK(pauses[13] > 14min);
  CHECK(desk.told(DeliveryKind::waiting) == 14);
  CHECK(desk.waiting() == 1);
}

// ---- What staff must see

TEST_CASE("a survey that will never be taken is set aside, and the next ones go on") {
  DeliveryDesk desk;
  const std::string first = desk.add();
  const std::string second = desk.add();
  desk.intake->suffer({FhirFault::refused});
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{second});
  REQUIRE(desk.news.size() == 2);
  CHECK(desk.news[0].kind == DeliveryKind::set_aside);
  CHECK(desk.news[0].why == FhirTrouble::rejected);
  REQUIRE(desk.outbox->notes()->size() == 1);
  CHECK(desk.outbox->notes()->front().aside == AsideReason::rejected);
  // Staff have had the server put right.
  REQUIRE(desk.outbox->put_back(first));
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{second, first});
}

TEST_CASE("a survey that the server has several times is for people to look at") {
  DeliveryDesk desk;
  const std::string first = desk.add();
  const auto shelf = sandbox::ResponseShelf::open(desk.practice.shelf());
  REQUIRE(shelf);
  for (int i = 0; i < 2; ++i)
    (void)shelf->create({FhirIntake::kIdentifierSystem, first}, "{}", std::nullopt);
  REQUIRE(desk.deliver());
  REQUIRE(desk.outbox->notes()->size() == 1);
  CHECK(desk.outbox->notes()->front().aside == AsideReason::ambiguous);
  CHECK(desk.news.back().why == FhirTrouble::ambiguous);
  CHECK(desk.received().size() == 2);
}

TEST_CASE("a survey whose bytes were damaged here is told and holds up nobody") {
  DeliveryDesk desk;
  const std::string first = desk.add();
  const std::string second = desk.add();
  run(desk.folder.path() / "outbox.db",
      "UPDATE entry SET sealed = zeroblob(99) WHERE identifier = '" + first + "'");
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{second});
  CHECK(desk.news.front().kind == DeliveryKind::set_aside);
  CHECK_FALSE(desk.news.front().why);
}

TEST_CASE("after seven days staff are told once; the survey stays, and is still tried") {
  DeliveryDesk desk;
  const std::string first = desk.add();
  desk.time.advance(24h);
  const std::string second = desk.add();
  desk.employ(desk.server());
  desk.stop();
  desk.time.advance(std::chrono::days{6} - 1min);
  (void)desk.courier->turn({});
  CHECK(desk.told(DeliveryKind::too_old) == 0);
  desk.time.advance(1min);
  (void)desk.courier->turn({});
  (void)desk.courier->turn({});
  REQUIRE(desk.told(DeliveryKind::too_old) == 1);
  desk.time.advance(std::chrono::days{30});
  (void)desk.courier->turn({});
  CHECK(desk.told(DeliveryKind::too_old) == 1);
  CHECK(desk.waiting() == 2);
  // Staff print the first and erase it; now the second is the oldest.
  REQUIRE(desk.outbox->document(first)->has_value());
  REQUIRE(desk.outbox->erase(first));
  (void)desk.courier->turn({});
  CHECK(desk.told(DeliveryKind::too_old) == 2);
  desk.start();
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{second});
}

TEST_CASE("an address or a name that could not stand in a request is no configuration") {
  const DeliveryDesk desk;
  CHECK(is_usable(desk.server()));
  const auto spoilt = [&](auto spoil) {
    FhirServer server = desk.server();
    spoil(server);
    return !is_usable(server);
  };
  CHECK(spoilt([](FhirServer& s) { s.url = "http://hospital.example/fhir"; }));
  CHECK(spoilt([](FhirServer& s) { s.url = "https://"; }));
  CHECK(spoilt([](FhirServer& s) { s.url += "/"; }));
  CHECK(spoilt([](FhirServer& s) { s.url += "?x"; }));
  CHECK(spoilt([](FhirServer& s) { s.url += "\r\nX: y"; }));
  CHECK(spoilt([](FhirServer& s) { s.token_url = "http://hospital.example/token"; }));
  CHECK(spoilt([](FhirServer& s) { s.token_url = ""; }));  // and no certificate
  CHECK(spoilt([](FhirServer& s) { s.client_secret = visit::Secret(); }));
  CHECK(spoilt([](FhirServer& s) { s.identifier_system = ""; }));
  CHECK(spoilt([](FhirServer& s) { s.identifier_system = "urn:a|b"; }));
  CHECK(spoilt([](FhirServer& s) { s.certificate_file = "kiosk.pem"; }));  // and no key
}

// ---- The thread

namespace {

// What the thread tells, to be waited for.
class Told {
 public:
  [[nodiscard]] std::function<void(const DeliveryNews&)> hear() {
    return [this](const DeliveryNews& news) {
      const std::lock_guard held(mutex_);
      kinds_.push_back(news.kind);
      came_.notify_all();
    };
  }
  bool has(DeliveryKind kind, long often) {
    std::unique_lock held(mutex_);
    return came_.wait_for(held, 30s,
                          [&] { return std::count(kinds_.begin(), kinds_.end(), kind) >= often; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<DeliveryKind> kinds_;
};

}  // namespace

TEST_CASE("the thread delivers what lies there, sleeps, and is woken by what is added") {
  DeliveryDesk desk;
  desk.plan.pace.spacing = 1ms;
  Told told;
  const std::string first = desk.add();
  FhirDelivery delivery(desk.server(), desk.plan, *desk.outbox, told.hear());
  REQUIRE(told.has(DeliveryKind::delivered, 1));
  const std::string second = desk.add();
  delivery.look_now();
  REQUIRE(told.has(DeliveryKind::delivered, 2));
  CHECK(desk.received() == std::vector{first, second});
}

TEST_CASE("the thread ends in the middle of a request; the survey stays and is sent later") {
  DeliveryDesk desk;
  desk.plan.pace.spacing = 1ms;
  desk.plan.pace.total = std::chrono::minutes{10};
  const std::string first = desk.add();
  desk.intake->suffer({FhirFault::silent});
  Told told;
  {
    FhirDelivery delivery(desk.server(), desk.plan, *desk.outbox, told.hear());
    const auto until = steady() + 30s;
    while (desk.intake->received().empty() && steady() < until) std::this_thread::yield();
    CHECK(desk.waiting() == 1);
  }
  CHECK(desk.waiting() == 1);
  FhirDelivery again(desk.server(), desk.plan, *desk.outbox, told.hear());
  REQUIRE(told.has(DeliveryKind::delivered, 1));
  CHECK(desk.received() == std::vector{first});
}

}  // namespace devices
