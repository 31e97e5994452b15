// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/rate_limit.h"

#include <catch2/catch.hpp>

#include "devices/sandbox/service/wire/error.h"
#include "tests/devices/sandbox/service/running_service.h"

using namespace std::chrono;
using service::Instant;
using service_test::inquiry;
using service_test::RunningService;

namespace {

const Instant kStart = *service::parse_instant("2021-01-20T09:30");

std::vector<service::DeviceSettings> devices() {
  return {{"GC07", service::Role::kiosk, {}}, {"GC08", service::Role::kiosk, {}}};
}

// "" if it was let in, else the error's name and the wait.
std::string outcome(service::RateLimit& limit, const std::string& device, Instant now) {
  try {
    limit.admit(device, now);
    return "";
  } catch (const service::Refusal& refusal) {
    REQUIRE(refusal.retry_after);
    return std::string(service::entry(refusal.code).name) + " " +
           std::to_string(refusal.retry_after->count());
  }
}

}  // namespace

TEST_CASE("a bucket gives its burst at once, then what comes back, and says how long that takes") {
  service::TokenBucket bucket(2, 3);
  CHECK_FALSE(bucket.take(kStart));
  CHECK_FALSE(bucket.take(kStart));
  CHECK_FALSE(bucket.take(kStart));
  const auto wait = bucket.take(kStart);
  REQUIRE(wait);
  CHECK(*wait == milliseconds{500});
  CHECK(bucket.take(kStart + milliseconds{499}));
  CHECK_FALSE(bucket.take(kStart + milliseconds{500}));
  CHECK(bucket.take(kStart + milliseconds{500}));
  // It does not hold more than its burst, however long nobody came.
  const Instant later = kStart + hours{5};
  for (int i = 0; i < 3; ++i) CHECK_FALSE(bucket.take(later));
  CHECK(bucket.take(later));
}

TEST_CASE("whoever waits as long as they were told finds a token, at any rate") {
  for (const double rate : {0.3, 1.0, 3.0, 7.0, 50.0, 333.0}) {
    service::TokenBucket bucket(rate, 1);
    Instant now = kStart;
    REQUIRE_FALSE(bucket.take(now));
    for (int i = 0; i < 100; ++i) {
      const auto wait = bucket.take(now);
      REQUIRE(wait);
      now += *wait;
      REQUIRE_FALSE(bucket.take(now));
    }
  }
}

TEST_CASE("a clock set back gives no tokens, and does not stop the bucket for ever") {
  service::TokenBucket bucket(1, 1);
  CHECK_FALSE(bucket.take(kStart));
  CHECK(bucket.take(kStart - hours{1}));
  CHECK_FALSE(bucket.take(kStart - hours{1} + seconds{1}));
}

TEST_CASE("no device takes another's tokens; strangers share one bucket") {
  service::RateLimit limit({1, 2, 1000, 1000}, devices());
  CHECK(outcome(limit, "GC07", kStart).empty());
  CHECK(outcome(limit, "GC07", kStart).empty());
  CHECK(outcome(limit, "GC07", kStart) == "E_RATE_LIMITED 1000");
  CHECK(outcome(limit, "GC08", kStart).empty());
  CHECK(outcome(limit, "someone", kStart).empty());
  CHECK(outcome(limit, "someone else", kStart).empty());
  CHECK(outcome(limit, "a third", kStart) == "E_RATE_LIMITED 1000");
  CHECK(outcome(limit, "GC08", kStart).empty());
}

TEST_CASE("another issuer speaks for many kiosks: only the bucket of all binds it") {
  service::RateLimit limit({1, 1, 4, 3}, {{"issuer-44", service::Role::issuer, {}}});
  for (int i = 0; i < 3; ++i) CHECK(outcome(limit, "issuer-44", kStart).empty());
  CHECK_FALSE(outcome(limit, "issuer-44", kStart).empty());
}

TEST_CASE("when all together are too many, the service is busy, and nobody's own token is lost") {
  service::RateLimit limit({1, 1, 4, 1}, devices());
  CHECK(outcome(limit, "GC07", kStart).empty());
  CHECK(outcome(limit, "GC08", kStart) == "E_BUSY 250");
  CHECK(outcome(limit, "GC08", kStart + milliseconds{250}).empty());
}

TEST_CASE("H28: of 50 people queuing at one kiosk only as many are served as the bucket holds") {
  RunningService running;
  running.settings().limits = {2, 10, 1000, 1000};
  running.restart();
  int served = 0;
  int told_to_wait = 0;
  for (int i = 0; i < 50; ++i) {
    const auto reply = running.query();
    if (reply.status == 200) ++served;
    if (reply.status == 429) {
      ++told_to_wait;
      CHECK(reply.json()["code"] == "E_RATE_LIMITED");
      CHECK(reply.headers.at("retry-after") == "1");
      CHECK(reply.json()["retryAfterMs"] == 500);
    }
  }
  CHECK(served == 10);
  CHECK(told_to_wait == 40);
  running.set_time("2021-01-20T09:30:02");
  served = 0;
  for (int i = 0; i < 50; ++i) served += running.query().status == 200 ? 1 : 0;
  CHECK(served == 4);
  // Negative control: with room for all, all are served.
  running.settings().limits = {2, 50, 1000, 1000};
  running.restart();
  served = 0;
  for (int i = 0; i < 50; ++i) served += running.query().status == 200 ? 1 : 0;
  CHECK(served == 50);
}

TEST_CASE("an empty bucket stops before the body is looked at, but neither health nor practice") {
  RunningService running;
  running.settings().limits = {1, 1, 1000, 1000};
  running.restart();
  CHECK(running.query().status == 200);
  // Unsigned, and no JSON: neither is looked at any more.
  CHECK(running.kiosk().post("/v1/status/query", std::string("{"), {{"X-Signature", "0"}}).status ==
        429);
  CHECK(running.kiosk().get("/v1/keys").status == 429);
  CHECK(running.kiosk().get("/v1/health").status == 200);
  running.seed(service::Json::object());
  service::PracticeClient neighbour(running.door("GC08"));
  CHECK(neighbour.post("/v1/status/query", inquiry()).status == 200);
}

TEST_CASE("too many in all is 503 with the time to wait") {
  RunningService running;
  running.settings().limits = {100, 100, 1, 1};
  running.restart();
  CHECK(running.query().status == 200);
  service::PracticeClient neighbour(running.door("GC08"));
  const auto reply = neighbour.post("/v1/status/query", inquiry());
  CHECK(reply.status == 503);
  CHECK(reply.json()["code"] == "E_BUSY");
  CHECK(reply.headers.at("retry-after") == "1");
}
