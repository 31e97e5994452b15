// SPDX-License-Identifier: GPL-3.0-or-later
// Members of the status reply that tell how long it holds, where somebody was, and whether they
// commute.
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/running_service.h"

using service::Json;
using service_test::inquiry;
using service_test::RunningService;

namespace {

Json json_of(const char* text) {
  const auto json = service::parse_json(text);
  REQUIRE(json);
  return *json;
}

void seed_areas(RunningService& running) {
  REQUIRE(running.kiosk()
              .post("/_test/seed", json_of(R"({"areas":[
                {"area":"420100","zh":"武汉市","en":"Wuhan"},
                {"area":"420111","zh":"洪山区","en":"Hongshan","level":"HIGH"}]})"))
              .status == 200);
}

}  // namespace

TEST_CASE("until on the screen is until on paper: one moment, whatever ends first") {
  RunningService running;
  int n = 0;
  const auto both = [&](const char* facts, const char* purpose) {
    running.seed(json_of(facts));
    const Json status = running.query(Json{{"purpose", purpose}}).json();
    Json body = inquiry(Json{{"purpose", purpose}});
    body["kind"] = "STATUS_SLIP";
    const auto slip = running.kiosk().post(
        "/v1/certificates", body, {{"Idempotency-Key", "0123456789abcdef-" + std::to_string(++n)}});
    REQUIRE(slip.status == 201);
    CHECK(slip.json()["expiresAt"] == status["validUntil"]);
    return std::string(status["validUntil"]);
  };
  CHECK(both("{}", "HOSPITAL_OUTPATIENT") == "2021-01-22T09:30:00+08:00");
  CHECK(both(R"({"visits":[{"level":"MEDIUM","leftAt":"2021-01-06"}]})", "HOSPITAL_OUTPATIENT") ==
        "2021-01-21T00:00:00+08:00");
  CHECK(both(R"({"nat":[{"sampledAt":"2021-01-14T08:00","result":"NEGATIVE"}]})",
             "HOSPITAL_INPATIENT") == "2021-01-21T08:00:00+08:00");
  running.set_time("2022-12-31T09:30");
  CHECK(both("{}", "HOSPITAL_OUTPATIENT") == "2023-01-01T00:00:00+08:00");
  // After the last signer's end nothing could be signed.
  running.set_time("2023-01-01T00:00");
  CHECK(running.query().json()["validUntil"] == nullptr);
}

TEST_CASE("without a colour nothing holds until any time") {
  RunningService running;
  CHECK(running.query().json()["validUntil"] == nullptr);
  running.seed(Json{{"dataDelayed", true}});
  CHECK(running.query().json()["validUntil"] == nullptr);
}

TEST_CASE("the itinerary tells city, day and star, and what the star means") {
  RunningService running;
  seed_areas(running);
  running.seed(json_of(R"({"trips":[
    {"area":"420106","enteredAt":"2021-01-10T08:00","leftAt":"2021-01-12T08:00"},
    {"area":"440304","enteredAt":"2021-01-15T08:00","leftAt":"2021-01-15T18:00"}]})"));
  CHECK(running.query().json()["itinerary"] ==
        json_of(R"({"days":14,"from":"2021-01-06","to":"2021-01-19",
    "places":[
      {"area":"440300","areaName":null,"areaNameEn":null,"day":"2021-01-15","star":false},
      {"area":"420100","areaName":"武汉市","areaNameEn":"Wuhan","day":"2021-01-12","star":true}],
    "starMeaning":{"zh":"星号只表示那个城市里有中高风险地区，不表示您去过那些地区。",
      "en":"The star says that a risk area lies in that city, not that you were there."}})"));
  CHECK(running.query().json()["state"] == "GREEN");
  // Nobody is starred: nothing needs to be explained.
  running.set_time("2021-01-27T09:30");
  CHECK(running.query().json()["itinerary"]["starMeaning"] == nullptr);
  CHECK(running.query().json()["itinerary"]["places"].size() == 1);
  running.set_time("2022-07-08T09:30");
  CHECK(running.query().json()["itinerary"]["days"] == 7);
  running.seed(Json::object());
  CHECK(running.query().json()["itinerary"] == nullptr);
}

TEST_CASE("a commuter is judged by the commuters' scene, and told until when") {
  RunningService running;
  const auto ask = [&](const char* facts) {
    running.seed(json_of(facts));
    const Json reply = running.query(Json{{"purpose", "ENTER_BEIJING"}}).json();
    return std::pair{std::string(reply["decision"]), reply["scene"]};
  };
  const auto [decision, scene] = ask(R"({
    "nat":[{"sampledAt":"2021-01-10T08:00","result":"NEGATIVE"}],
    "commuter":{"to":"110000","since":"2020-12-01","firstEntryAt":"2020-12-03"}})");
  CHECK(decision == "PASS");
  CHECK(scene == json_of(R"({"id":"ENTER_BEIJING","natHours":336,"commuter":true,
    "commuterUntil":"2021-01-24T08:00:00+08:00"})"));
  // The same sample does not do for anybody else, nor for a commuter's first entry.
  const auto [other, plain] =
      ask(R"({"nat":[{"sampledAt":"2021-01-10T08:00","result":"NEGATIVE"}]})");
  CHECK(other == "NAT_NEEDED");
  CHECK(plain == json_of(R"({"id":"ENTER_BEIJING","natHours":48})"));
  const auto [first, as_all] = ask(R"({"nat":[{"sampledAt":"2021-01-10T08:00","result":"NEGATIVE"}],
    "commuter":{"to":"110000","since":"2020-12-01"}})");
  CHECK(first == "NAT_NEEDED");
  CHECK(as_all == plain);
  // A commuter without a sample is told so.
  const auto [late, untested] =
      ask(R"({"commuter":{"to":"110000","since":"2020-12-01","firstEntryAt":"2020-12-03"}})");
  CHECK(late == "NAT_NEEDED");
  CHECK(untested["commuterUntil"] == nullptr);
}
