// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "devices/sandbox/service/rules/declaration_check.h"
#include "tests/devices/sandbox/service/desks/counter.h"

using service::Json;
using service_test::code_of;
using service_test::Counter;
using service_test::petition;
using service_test::RunningService;

namespace {

// Complete and well, but for what `change` says; null takes a member away.
Json declaration(const Json& change = Json::object()) {
  Json body = petition(Json{{"phone", "000-0000"},
                            {"tempC", 36.5},
                            {"symptoms", Json::array()},
                            {"riskStay", false},
                            {"contact", false},
                            {"stays", Json::array()}});
  for (const auto& [key, value] : change.items()) {
    if (value.is_null()) {
      body.erase(key);
    } else {
      body[key] = value;
    }
  }
  return body;
}

std::string declare(Counter& counter, const Json& change = Json::object()) {
  const auto reply = counter.send("/v1/declarations", declaration(change));
  REQUIRE(reply.status == 201);
  CHECK(reply.json()["state"] == "RECEIVED");
  return reply.json()["id"];
}

// What came of it: the state and the codes of the reasons.
Json outcome(Counter& counter, const std::string& id) {
  counter.chores();
  const Json told = counter.get("/v1/declarations/" + id);
  Json out = Json::array({told["state"]});
  for (const Json& reason : told["reasons"]) {
    CHECK_FALSE(reason["text"]["zh"].get<std::string>().empty());
    CHECK_FALSE(reason["text"]["en"].get<std::string>().empty());
    out.push_back(reason["code"]);
  }
  return out;
}

Json returned(const char* code) { return Json::array({"RETURNED", code}); }
const Json kAccepted = Json::array({"ACCEPTED"});

}  // namespace

TEST_CASE("a declaration is looked through in the background, and accepted it brings a code") {
  Counter counter;
  counter.running().seed(Json::object());
  const std::string id = declare(counter);
  CHECK(id.size() == 32);
  const Json before = counter.get("/v1/declarations/" + id);
  CHECK(before["state"] == "RECEIVED");
  CHECK_FALSE(before.contains("qr"));

  CHECK(outcome(counter, id) == kAccepted);
  const Json told = counter.get("/v1/declarations/" + id);
  const std::string qr = told["qr"];
  CHECK(qr.starts_with("GC1:99:"));
  CHECK(told["until"] == "2021-07-19T09:30:00+08:00");  // 180 days
  const Json shown =
      counter.running()
          .kiosk()
          .post("/v1/codes/verify", Json{{"qr", qr}, {"purpose", "HOSPITAL_OUTPATIENT"}})
          .json();
  CHECK(shown["valid"] == true);
  CHECK(shown["state"] == "GREEN");
  // Looking through once more changes nothing.
  CHECK(outcome(counter, id) == kAccepted);
  CHECK(counter.get("/v1/declarations/" + id)["qr"] == qr);
  CHECK(counter.running().kiosk().get("/v1/declarations/" + std::string(32, '0')).status == 404);
}

TEST_CASE("an incomplete declaration comes back with what is missing; the next one replaces it") {
  Counter counter;
  counter.running().seed(Json::object());
  const std::string first = declare(counter, Json{{"contact", nullptr}, {"phone", nullptr}});
  CHECK(outcome(counter, first) == returned("D_INCOMPLETE"));
  const Json told = counter.get("/v1/declarations/" + first);
  CHECK(told["reasons"][0]["fields"] == Json::array({"phone", "contact"}));
  CHECK_FALSE(told.contains("qr"));

  const std::string second = declare(counter);
  CHECK(outcome(counter, second) == kAccepted);
  CHECK(counter.get("/v1/declarations/" + first)["state"] == "REPLACED");
  const std::string third = declare(counter);
  CHECK(outcome(counter, third) == kAccepted);
  const Json replaced = counter.get("/v1/declarations/" + second);
  CHECK(replaced["state"] == "REPLACED");
  CHECK_FALSE(replaced.contains("qr"));
}

TEST_CASE("who denies a risk area that the record knows gets it back, and no colour moves") {
  Counter counter;
  const auto left = [](const char* day) {
    return Json{{"visits", Json::array({{{"level", "MEDIUM"}, {"leftAt", day}}})}};
  };
  counter.running().seed(left("2021-01-06"));
  CHECK(outcome(counter, declare(counter)) == returned("D_RISK_STAY"));
  CHECK(counter.running().query().json()["colour"] == "YELLOW");
  // Controls: the truth is accepted and still no green; a stay that counts no more is nothing to
  // tell.
  CHECK(outcome(counter, declare(counter, Json{{"riskStay", true}})) == kAccepted);
  CHECK(counter.running().query().json()["colour"] == "YELLOW");
  counter.running().seed(left("2021-01-05"));
  CHECK(outcome(counter, declare(counter)) == kAccepted);
}

TEST_CASE("a trip that is known must be among the stays") {
  Counter counter;
  counter.running().seed(Json{{"trips", Json::array({{{"area", "990300"},
                                                      {"enteredAt", "2021-01-12T10:00"},
                                                      {"leftAt", "2021-01-14T10:00"}}})}});
  CHECK(outcome(counter, declare(counter)) == returned("D_STAY_LEFT_OUT"));
  const auto stay = [](const char* area, const char* from, const char* to) {
    return Json{{"stays", Json::array({{{"area", area}, {"from", from}, {"to", to}}})}};
  };
  // Another city, or another week, is not it.
  CHECK(outcome(counter, declare(counter, stay("990400", "2021-01-12", "2021-01-14"))) ==
        returned("D_STAY_LEFT_OUT"));
  CHECK(outcome(counter, declare(counter, stay("990300", "2021-01-02", "2021-01-11"))) ==
        returned("D_STAY_LEFT_OUT"));
  CHECK(outcome(counter, declare(counter, stay("990302", "2021-01-12", "2021-01-12"))) ==
        kAccepted);
}

TEST_CASE("a temperature that nobody has comes back") {
  Counter counter;
  counter.running().seed(Json::object());
  for (const double temperature : {33.9, 43.1}) {
    CHECK(outcome(counter, declare(counter, Json{{"tempC", temperature}})) ==
          returned("D_TEMPERATURE"));
  }
  // It was a mistake, so it makes nobody ill.
  CHECK(counter.running().query().json()["colour"] == "GREEN");
  for (const double temperature : {34.0, 43.0}) {
    CHECK(outcome(counter, declare(counter, Json{{"tempC", temperature}})) == kAccepted);
  }
}

TEST_CASE("another name, or a person without a record, is told of that and of nothing else") {
  Counter counter;
  counter.running().seed(Json{{"visits", Json::array({{{"level", "HIGH"}}})}});
  Json other = service_test::resident();
  other["name"] = "别人";
  CHECK(outcome(counter, declare(counter, Json{{"idDoc", other}, {"tempC", nullptr}})) ==
        returned("D_NAME"));
  const Json stranger = service_test::person("19500101", 7, "生人");
  CHECK(outcome(counter, declare(counter, Json{{"idDoc", stranger}})) == returned("D_NO_RECORD"));
}

TEST_CASE("a fever declared counts for that day, and no other declaration takes it back") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto colour = [&] { return counter.running().query().json()["colour"]; };
  CHECK(colour() == "GREEN");
  declare(counter, Json{{"tempC", 37.2}});
  CHECK(colour() == "GREEN");
  declare(counter, Json{{"tempC", 37.3}});
  const Json ill = counter.running().query().json();
  CHECK(ill["colour"] == "YELLOW");
  CHECK(ill["reasons"][0]["code"] == "Y_SYMPTOM");
  CHECK(ill["reasons"][0]["params"]["fever"] == true);
  CHECK(ill["reasons"][0]["params"]["symptoms"] == false);
  declare(counter);
  CHECK(colour() == "YELLOW");
  declare(counter, Json{{"symptoms", Json::array({"DRY_COUGH"})}});
  const Json worse = counter.running().query().json()["reasons"][0]["params"];
  CHECK(worse["fever"] == true);
  CHECK(worse["symptoms"] == true);
  counter.running().set_time("2021-01-20T23:59");
  CHECK(colour() == "YELLOW");
  counter.running().set_time("2021-01-21T00:00");
  CHECK(colour() == "GREEN");
}

TEST_CASE("a declaration under a wrong name makes nobody ill") {
  Counter counter;
  counter.running().seed(Json::object());
  Json other = service_test::resident();
  other["name"] = "别人";
  declare(counter, Json{{"idDoc", other}, {"tempC", 39}});
  CHECK(counter.running().query().json()["colour"] == "GREEN");
  declare(counter, Json{{"tempC", 39}});
  CHECK(counter.running().query().json()["colour"] == "YELLOW");
}

TEST_CASE("a declaration needs consent, a good form and a key; the same key is the same one") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto declared = [&](const Json& change) {
    return counter.send("/v1/declarations", declaration(change));
  };
  CHECK(code_of(declared(Json{{"consent", false}})) == "E_CONSENT");
  for (const Json& wrong :
       {Json{{"tempC", "36.5"}}, Json{{"symptoms", "none"}}, Json{{"stays", Json::array({1})}},
        Json{{"mood", "good"}},
        Json{{"proofs", Json::array({{{"kind", "NAT"}, {"day", "2021-01-21"}}})}},
        Json{
            {"stays",
             Json::array({{{"area", "990300"}, {"from", "2021-01-12"}, {"to", "2021-01-11"}}})}}}) {
    CHECK(code_of(declared(wrong)) == "E_BAD_REQUEST");
  }
  auto& kiosk = counter.running().kiosk();
  CHECK(kiosk.post("/v1/declarations", declaration()).status == 400);
  const auto key = Counter::key();
  const auto once = kiosk.post("/v1/declarations", declaration(), key);
  const auto twice = kiosk.post("/v1/declarations", declaration(), key);
  CHECK(once.status == 201);
  CHECK(twice.body == once.body);
  CHECK(twice.headers.at("idempotency-replayed") == "true");
  CHECK(kiosk.post("/v1/declarations", declaration(), Counter::key()).body != once.body);
}
