// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include <chrono>

#include "tests/devices/sandbox/service/running_service.h"

using service::Json;
using service_test::inquiry;
using service_test::RunningService;

TEST_CASE("an issuer without practice knows no practice path and no invented person") {
  RunningService running(/*practice=*/false);
  for (const char* path : {"/_test/clock", "/_test/seed", "/_test/faults"}) {
    const auto reply = running.kiosk().post(path, Json::object());
    CHECK(reply.status == 404);
    CHECK(reply.json()["code"] == "E_NOT_FOUND");
  }
  CHECK(running.query().json()["code"] == "E_BAD_ID");
  const Json real{{"kind", "NI"}, {"number", "110101190001010014"}, {"name", "测试甲"}};
  CHECK(running.query(Json{{"idDoc", real}}).json()["state"] == "NOT_FOUND");
}

TEST_CASE("practice takes no number of a real area into its store") {
  RunningService running;
  const Json real{{"kind", "NI"}, {"number", "110101190001010014"}, {"name", "测试甲"}};
  const auto reply =
      running.kiosk().post("/_test/seed", Json{{"residents", Json::array({{{"idDoc", real}}})}});
  CHECK(reply.status == 400);
  CHECK(reply.json()["code"] == "E_BAD_ID");
}

TEST_CASE("the practice clock moves rules and certificates, not the checking of requests") {
  RunningService running;
  running.seed(Json{{"events", Json::array({{{"type", "CLOSE_CONTACT"}, {"at", "2021-01-15"}}})}});
  const auto clock = [&](const Json& body) {
    REQUIRE(running.kiosk().post("/_test/clock", body).status == 200);
  };
  clock(Json{{"now", "2021-01-29T08:00:00+08:00"}});
  CHECK(running.query().json()["colour"] == "YELLOW");
  running.set_time("2021-01-20T09:40");  // ten minutes pass on the machine
  CHECK(running.query().json()["asOf"] == "2021-01-29T08:10:00+08:00");
  clock(Json{{"now", "2021-01-29T08:00:00+08:00"}, {"frozen", true}});
  running.set_time("2021-01-20T09:50");
  CHECK(running.query().json()["asOf"] == "2021-01-29T08:00:00+08:00");
  clock(Json{{"skewSeconds", 301}});
  CHECK(running.query().json()["code"] == "E_CLOCK_SKEW");
  clock(Json{{"real", true}});
  CHECK(running.query().json()["asOf"] == "2021-01-20T09:50:00+08:00");
}

TEST_CASE(
    "seeding clears when asked, replaces whom it knows, and changes nothing if one part is wrong") {
  RunningService running;
  running.seed(Json{{"nationalPush", "HIGH"}});
  running.seed(Json{{"nationalPush", "MEDIUM"}});
  CHECK(running.query().json()["colour"] == "YELLOW");
  const auto broken = running.kiosk().post(
      "/_test/seed",
      Json{{"clear", true}, {"residents", Json::array({{{"idDoc", Json::object()}}})}});
  CHECK(broken.status == 400);
  CHECK(broken.json()["fields"][0] == "residents[0].idDoc.kind");
  CHECK(running.query().json()["colour"] == "YELLOW");
  REQUIRE(running.kiosk().post("/_test/seed", Json{{"clear", true}}).status == 200);
  CHECK(running.query().json()["state"] == "NOT_FOUND");
}

TEST_CASE("an ordered trouble meets as many requests as it was ordered for") {
  RunningService running;
  running.seed(Json::object());
  const auto order = [&](const Json& fault) {
    Json body = fault;
    body["path"] = "/v1/status/query";
    REQUIRE(running.kiosk().post("/_test/faults", body).status == 200);
  };
  order(Json{{"status", 503}, {"count", 2}, {"retryAfterMs", 1500}});
  for (int i = 0; i < 2; ++i) {
    const auto busy = running.query();
    CHECK(busy.status == 503);
    CHECK(busy.json()["code"] == "E_BUSY");
    CHECK(busy.json()["retryAfterMs"] == 1500);
    CHECK(busy.headers.at("retry-after") == "2");
  }
  CHECK(running.query().status == 200);

  const std::pair<int, const char*> codes[] = {{429, "E_RATE_LIMITED"},
                                               {500, "E_INTERNAL"},
                                               {502, "E_UPSTREAM"},
                                               {504, "E_UPSTREAM_TIMEOUT"}};
  for (const auto& [status, code] : codes) {
    order(Json{{"status", status}});
    CHECK(running.query().json()["code"] == code);
  }
  order(Json{{"status", 503}, {"count", 0}});
  CHECK(running.query().status == 503);
  CHECK(running.query().status == 503);
  REQUIRE(running.kiosk().post("/_test/faults", Json{{"clear", true}}).status == 200);
  CHECK(running.query().status == 200);
}

TEST_CASE("an answer can be cut short in good form, cut off, replaced, or late") {
  RunningService running;
  running.seed(Json::object());
  const auto order = [&](const Json& fault) {
    Json body = fault;
    body["path"] = "/v1/status/query";
    REQUIRE(running.kiosk().post("/_test/faults", body).status == 200);
  };
  order(Json{{"truncate", 40}});
  const auto cut = running.query();
  CHECK(cut.status == 200);
  CHECK(cut.body.size() == 40);
  CHECK(cut.json().is_null());

  order(Json{{"drop", 40}});
  CHECK(running.query().status == 0);
  CHECK(running.query().status == 200);

  order(Json{{"body", R"({"state":"BLUE"})"}});
  CHECK(running.query().json() == Json{{"state", "BLUE"}});

  order(Json{{"delayMs", 300}});
  const auto begun = std::chrono::steady_clock::now();
  CHECK(running.query().status == 200);
  CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(300));
}

TEST_CASE("ending the service does not wait for a delay or a kept connection") {
  auto running = std::make_unique<RunningService>();
  running->seed(Json::object());
  service::PracticeClient idle(running->door());
  REQUIRE(idle.get("/v1/health").status == 200);
  const auto begun = std::chrono::steady_clock::now();
  running.reset();
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
}

TEST_CASE("health names the load, the issuer and the policy") {
  RunningService running;
  CHECK(running.kiosk().get("/v1/health").json() ==
        Json{{"load", "OK"},
             {"issuer", "99"},
             {"policy", {{"id", "REF-CN-2021"}, {"version", "1"}}},
             {"time", "2021-01-20T09:30:00+08:00"}});
}
