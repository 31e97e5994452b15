// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/itinerary.h"

#include <catch2/catch.hpp>

#include "tests/files.h"

namespace {

using service::Json;

Json reference() {
  auto json = service::parse_json(
      files::contents(std::string(KIOSK_SOURCE_DIR) + "/config/policy/reference.json"));
  REQUIRE(json);
  return *json;
}

// Where reading it fails, or "" if it does not.
std::string fault(const Json& document) {
  const auto policy = service::read_policy(document);
  return policy ? "" : policy.error().path;
}

std::vector<std::string> no_levels(std::string_view) { return {}; }

service::Instant at(const char* text) {
  const auto instant = service::parse_instant(text);
  REQUIRE(instant);
  return *instant;
}

}  // namespace

TEST_CASE("an area lies in its prefecture, its municipality, or stands for itself") {
  CHECK(service::city_of("420106") == "420100");
  CHECK(service::city_of("110108") == "110000");
  CHECK(service::city_of("500101") == "500000");
  CHECK(service::city_of("429004") == "429004");
  CHECK(service::city_of("42") == "42");
}

TEST_CASE("the policy form as it was handed out, without itinerary and commuters, is accepted") {
  Json old = reference();
  old.erase("itinerary");
  old["scenes"]["ENTER_BEIJING"].erase("commuter");
  const auto policy = service::read_policy(old);
  REQUIRE(policy);
  service::Facts facts;
  facts.trips = {{"420106", at("2021-01-10"), at("2021-01-12")}};
  CHECK_FALSE(service::look_back(*policy, facts, no_levels, at("2021-01-20T09:30")));
  const auto with = service::read_policy(reference());
  REQUIRE(with);
  CHECK(service::look_back(*with, facts, no_levels, at("2021-01-20T09:30")));
  // Before the first version there was none.
  CHECK_FALSE(service::look_back(*with, facts, no_levels, at("2020-02-28T23:59")));
}

TEST_CASE("what is wrong in the optional members is named by its path") {
  CHECK(fault(reference()).empty());
  const auto with = [](const char* pointer, const Json& value) {
    Json document = reference();
    document[Json::json_pointer(pointer)] = value;
    return fault(document);
  };
  CHECK(with("/itinerary/versions/1/from", "2020-02-29") == "itinerary.versions[1].from");
  CHECK(with("/itinerary/versions/0/days", 0) == "itinerary.versions[0].days");
  CHECK(with("/itinerary/minStayHours", "4") == "itinerary.minStayHours");
  CHECK(with("/itinerary/star/until", "2021-01-08") == "itinerary.star.until");
  CHECK(with("/itinerary/starr", 1) == "itinerary.starr");
  CHECK(with("/scenes/ENTER_BEIJING/commuter/scene", "NOWHERE") ==
        "scenes.ENTER_BEIJING.commuter.scene");
  CHECK(with("/scenes/ENTER_BEIJING/commuter/scene", "ENTER_BEIJING") ==
        "scenes.ENTER_BEIJING.commuter.scene");
  CHECK(with("/scenes/ENTER_BEIJING/commuter/to", "Beijing") == "scenes.ENTER_BEIJING.commuter.to");
}

TEST_CASE("two policies have the same rules whatever is noted beside them, and only then") {
  const auto policy = service::read_policy(reference());
  Json noted = reference();
  noted["note"] = "looked through";
  Json other = reference();
  other["areaRules"]["MEDIUM"]["days"] = 7;
  REQUIRE(policy);
  CHECK(policy->same_rules(*service::read_policy(noted)));
  CHECK_FALSE(policy->same_rules(*service::read_policy(other)));
}

TEST_CASE("trips and the commuters' entry are read, written and read again alike") {
  const auto json = service::parse_json(R"({
    "trips":[{"area":"420106","enteredAt":"2021-01-10T08:00:00+08:00","leftAt":"2021-01-11T08:00:00+08:00"},
             {"area":"440304","enteredAt":"2021-01-12T08:00:00+08:00"}],
    "commuter":{"to":"110000","since":"2020-12-01T00:00:00+08:00","firstEntryAt":"2020-12-03T08:00:00+08:00"}})");
  REQUIRE(json);
  CHECK(service::write(service::read_facts(service::JsonView(*json, ""))) == *json);
  const auto refused = [](const char* text) {
    const auto facts = service::parse_json(text);
    REQUIRE(facts);
    try {
      service::read_facts(service::JsonView(*facts, ""));
    } catch (const service::Malformed& malformed) {
      return malformed.path;
    }
    return std::string();
  };
  CHECK(refused(R"({"trips":[{"enteredAt":"2021-01-10"}]})") == "trips[0].area");
  CHECK(
      refused(R"({"trips":[{"area":"420106","enteredAt":"2021-01-10","leftAt":"2021-01-09"}]})") ==
      "trips[0].leftAt");
  CHECK(refused(R"({"commuter":{"to":"110000"}})") == "commuter.since");
}
