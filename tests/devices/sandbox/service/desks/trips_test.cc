// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "devices/sandbox/service/rules/trip_list.h"
#include "tests/devices/sandbox/service/desks/counter.h"

using service::Json;
using service::Trip;
using service_test::at;
using service_test::code_of;
using service_test::Counter;
using service_test::petition;

namespace {

Json trip(const char* area, const char* entered, const Json& left = nullptr) {
  Json out{{"area", area}, {"enteredAt", entered}};
  if (!left.is_null()) out["leftAt"] = left;
  return out;
}

}  // namespace

TEST_CASE("declared trips come into the record: told again with their end, they end") {
  std::vector<Trip> trips{{"990300", at("2021-01-10T10:00"), {}}};
  merge({{"990400", at("2021-01-08T10:00"), at("2021-01-09T10:00")},
         {"990300", at("2021-01-10T10:00"), at("2021-01-11T10:00")}},
        trips);
  REQUIRE(trips.size() == 2);
  CHECK(trips[0].area == "990400");
  CHECK(trips[1].left == at("2021-01-11T10:00"));
  // Twice is once, and an end once told is not taken back.
  merge({{"990300", at("2021-01-10T10:00"), {}}}, trips);
  REQUIRE(trips.size() == 2);
  CHECK(trips[1].left == at("2021-01-11T10:00"));
  // Negative control: another moment is another trip.
  merge({{"990300", at("2021-01-10T10:01"), {}}}, trips);
  CHECK(trips.size() == 3);
}

TEST_CASE("a trip handed in is known from then on: a declaration that leaves it out comes back") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto state = [&] {
    const auto declared =
        counter.send("/v1/declarations", petition(Json{{"phone", "000-0000"},
                                                       {"tempC", 36.5},
                                                       {"symptoms", Json::array()},
                                                       {"riskStay", false},
                                                       {"contact", false},
                                                       {"stays", Json::array()}}));
    REQUIRE(declared.status == 201);
    counter.chores();
    return counter.get("/v1/declarations/" + std::string(declared.json()["id"]))["state"];
  };
  CHECK(state() == "ACCEPTED");
  const Json body = petition(
      Json{{"trips", Json::array({trip("990300", "2021-01-12T10:00", "2021-01-14T08:00")})}});
  const auto key = Counter::key();
  const auto once = counter.running().kiosk().post("/v1/trips", body, key);
  CHECK(once.status == 201);
  CHECK(counter.running().kiosk().post("/v1/trips", body, key).body == once.body);
  CHECK(state() == "RETURNED");
}

TEST_CASE("trips need a record, its name, consent, and must have happened") {
  Counter counter;
  const auto send = [&](const Json& one, const Json& change = Json::object()) {
    Json body = petition(Json{{"trips", Json::array({one})}});
    for (const auto& [key, value] : change.items()) body[key] = value;
    return code_of(counter.send("/v1/trips", body));
  };
  const Json good = trip("990300", "2021-01-12T10:00");
  CHECK(send(good) == "E_NO_RECORD");
  counter.running().seed(Json::object());
  CHECK(send(good) == "201");
  CHECK(send(good, Json{{"consent", false}}) == "E_CONSENT");
  Json other = service_test::resident();
  other["name"] = "别人";
  CHECK(send(good, Json{{"idDoc", other}}) == "E_NAME_MISMATCH");
  CHECK(send(trip("990300", "2021-01-21T10:00")) == "E_BAD_REQUEST");
  CHECK(send(trip("990300", "2021-01-12T10:00", "2021-01-21T10:00")) == "E_BAD_REQUEST");
  CHECK(send(trip("990300", "2021-01-12T10:00", "2021-01-11T10:00")) == "E_BAD_REQUEST");
  CHECK(send(trip("9903", "2021-01-12T10:00")) == "E_BAD_REQUEST");
  CHECK(code_of(counter.send("/v1/trips", petition(Json{{"trips", Json::array()}}))) ==
        "E_BAD_REQUEST");
}
