// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/running_service.h"

using service::Json;
using service_test::inquiry;
using service_test::RunningService;

TEST_CASE("a resident in good order is green until nothing changes, with the policy named") {
  RunningService running;
  running.seed(Json{{"nat", Json::array({{{"sampledAt", "2021-01-19T08:00"},
                                          {"result", "NEGATIVE"},
                                          {"reportedAt", "2021-01-19T16:20"},
                                          {"org", "练习检测所"}}})}});
  const auto reply = running.query();
  REQUIRE(reply.status == 200);
  CHECK(reply.json() == Json::parse(R"({
    "state":"GREEN","colour":"GREEN","word":null,
    "reasons":[{"code":"G_NO_ABNORMAL",
      "text":{"zh":"14天内没去过中高风险地区，也没接触过病例。",
              "en":"No stay in a risk area and no contact with a case in the last 14 days."},
      "params":{"days":14}}],
    "until":null,"asOf":"2021-01-20T09:30:00+08:00","validUntil":"2021-01-22T09:30:00+08:00",
    "expiresAt":"2021-01-20T10:00:00+08:00",
    "source":"LOCAL","sourceName":null,"transcodedFrom":null,
    "nat":{"result":"NEGATIVE","sampledAt":"2021-01-19T08:00:00+08:00",
      "reportedAt":"2021-01-19T16:20:00+08:00","org":"练习检测所","ageHours":25.5,
      "within":["H48","H72","D7","D14"]},
    "antibody":null,"vaccination":[],"itinerary":null,
    "decision":"PASS","scene":{"id":"HOSPITAL_OUTPATIENT","natHours":null},
    "policy":{"id":"REF-CN-2021","version":"1","name":{"zh":"参考规则","en":"Reference rules"}},
    "issuer":{"code":"99","name":{"zh":"练习健康码","en":"Practice health code"},"practice":true},
    "maskedName":"王*英","maskedId":"990***********0011","agents":[]})"));
}

TEST_CASE("a yellow answer tells day, place and days left, and when it will change") {
  RunningService running;
  REQUIRE(
      running.kiosk()
          .post("/_test/seed",
                Json{{"areas",
                      Json::array({{{"area", "990200"}, {"zh", "东湖区"}, {"en", "East Lake"}}})}})
          .status == 200);
  running.seed(Json{
      {"visits",
       Json::array({{{"level", "MEDIUM"}, {"area", "990200"}, {"leftAt", "2021-01-10T18:00"}}})}});
  const Json reply = running.query().json();
  CHECK(reply["colour"] == "YELLOW");
  CHECK(reply["decision"] == "FEVER_CLINIC_OR_BUFFER");
  CHECK(reply["until"] == "2021-01-25T00:00:00+08:00");
  CHECK(reply["reasons"] == Json::parse(R"([{"code":"Y_MEDIUM_RISK_AREA",
    "text":{"zh":"1月10日离开中风险地区（东湖区），这一条算到1月24日。",
            "en":"You left a medium-risk area (East Lake) on 10 January; this counts until 24 January."},
    "params":{"level":"MEDIUM","present":false,"day":"2021-01-10","days":14,"daysLeft":5,
      "endsOn":"2021-01-25","area":"990200","areaName":"东湖区","areaNameEn":"East Lake"}}])"));
}

TEST_CASE("until is the midnight from which the same facts give another colour") {
  RunningService running;
  running.seed(Json{{"events", Json::array({{{"type", "CLOSE_CONTACT"}, {"at", "2021-01-15"}}})}});
  const Json reply = running.query().json();
  CHECK(reply["colour"] == "RED");
  CHECK(reply["until"] == "2021-01-29T00:00:00+08:00");
  running.set_time("2021-01-28T23:59:59");
  CHECK(running.query().json()["colour"] == "RED");
  running.set_time("2021-01-29T00:00");
  CHECK(running.query().json()["colour"] == "YELLOW");
  // Home monitoring ends in waiting for a test: yellow still, so no date is known.
  CHECK(running.query().json()["until"] == nullptr);
}

TEST_CASE("nobody's record is NOT_FOUND, late data UNKNOWN: staff help, no colour, no mask") {
  RunningService running;
  Json reply = running.query().json();
  CHECK(reply["state"] == "NOT_FOUND");
  CHECK(reply["colour"] == nullptr);
  CHECK(reply["reasons"][0]["code"] == "N_NO_RECORD");
  CHECK(reply["decision"] == "STAFF_ASSIST_MANUAL");
  CHECK(reply["maskedName"] == nullptr);
  CHECK(reply["maskedId"] == nullptr);
  running.seed(Json{{"dataDelayed", true}});
  reply = running.query().json();
  CHECK(reply["state"] == "UNKNOWN");
  CHECK(reply["colour"] == nullptr);
  CHECK(reply["decision"] == "STAFF_ASSIST_MANUAL");
}

TEST_CASE("H14: another name than the record's is refused and nothing is told") {
  RunningService running;
  running.seed(Json::object());
  const Json wrong{{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "王秀兰"}};
  const auto reply = running.query(Json{{"idDoc", wrong}});
  CHECK(reply.status == 422);
  CHECK(reply.json()["code"] == "E_NAME_MISMATCH");
  CHECK(reply.json().size() == 4);
  CHECK(reply.body.find("王") == std::string::npos);
}

TEST_CASE("spaces, middle dots and letter case do not make another name") {
  RunningService running;
  running.seed(Json::object(), "990101197001010028", "阿依古丽·吐尔逊");
  for (const char* name : {"阿依古丽・吐尔逊", "阿依古丽•吐尔逊", " 阿依古丽 · 吐尔逊 "}) {
    const Json doc{{"kind", "NI"}, {"number", "990101197001010028"}, {"name", name}};
    CHECK(running.query(Json{{"idDoc", doc}}).status == 200);
  }
}

TEST_CASE("a name outside the basic plane is kept whole") {
  RunningService running;
  running.seed(Json::object(), RunningService::kNumber, "孙𠅤");
  const Json doc{{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "孙𠅤"}};
  CHECK(running.query(Json{{"idDoc", doc}}).json()["maskedName"] == "孙*");
}

TEST_CASE("H10: a number that was misread is refused before anything is looked up") {
  RunningService running;
  running.seed(Json::object());
  const auto refused = [&](const char* number, const char* kind = "NI") {
    const Json doc{{"kind", kind}, {"number", number}, {"name", RunningService::kName}};
    const auto reply = running.query(Json{{"idDoc", doc}});
    return reply.status == 400 ? std::string(reply.json()["code"]) : std::to_string(reply.status);
  };
  CHECK(refused("990101193804120012") == "E_BAD_ID");  // check digit
  CHECK(refused("990101193804120101") == "E_BAD_ID");  // two digits exchanged
  CHECK(refused("99010119380412001") == "E_BAD_ID");   // one lost
  CHECK(refused("110101190001010014") == "E_BAD_ID");  // a real area in practice
  CHECK(refused("990101193804120011", "ZZ") == "E_BAD_REQUEST");
  CHECK(refused("990101193804120011") == "200");
}

TEST_CASE("H16: without consent nothing is looked at") {
  RunningService running;
  running.seed(Json::object());
  const auto reply = running.query(Json{{"consent", false}, {"idDoc", Json::object()}});
  CHECK(reply.status == 403);
  CHECK(reply.json()["code"] == "E_CONSENT");
}

TEST_CASE("a scene with a test window says which test it wants") {
  RunningService running;
  running.seed(
      Json{{"nat", Json::array({{{"sampledAt", "2021-01-13T09:29"}, {"result", "NEGATIVE"}}})}});
  const Json inpatient = running.query(Json{{"purpose", "HOSPITAL_INPATIENT"}}).json();
  CHECK(inpatient["colour"] == "GREEN");
  CHECK(inpatient["decision"] == "NAT_NEEDED");
  CHECK(inpatient["scene"] == Json{{"id", "HOSPITAL_INPATIENT"}, {"natHours", 168}});
  CHECK(running.query().json()["decision"] == "PASS");
}

TEST_CASE("H19: what is measured and answered at the machine counts for this answer only") {
  RunningService running;
  running.seed(Json::object());
  const Json feverish = running.query(Json{{"measured", {{"tempC", 37.3}}}}).json();
  CHECK(feverish["reasons"][0]["code"] == "Y_SYMPTOM");
  CHECK(feverish["reasons"][0]["params"] ==
        Json{{"feverC", 37.3}, {"fever", true}, {"symptoms", false}});
  const Json answered = running.query(Json{{"survey", {{"q1", false}, {"q4", true}}}}).json();
  CHECK(answered["colour"] == "GREEN");
  CHECK(answered["decision"] == "FEVER_CLINIC_OR_BUFFER");
  CHECK(running.query().json()["decision"] == "PASS");
}

TEST_CASE(
    "an unknown member, a wrong type or a missing one is named by its path, never by its value") {
  RunningService running;
  const auto field = [&](const Json& change) {
    const auto reply = running.query(change);
    REQUIRE(reply.status == 400);
    CHECK(reply.json()["code"] == "E_BAD_REQUEST");
    return std::string(reply.json()["fields"][0]);
  };
  CHECK(field(Json{{"extra", 1}}) == "extra");
  CHECK(field(Json{{"purpose", "MOON"}}) == "purpose");
  CHECK(field(Json{{"consent", "yes"}}) == "consent");
  CHECK(field(Json{{"actor", {{"kind", "NOBODY"}}}}) == "actor.kind");
  CHECK(field(Json{{"actor", {{"kind", "STAFF"}}}}) == "actor.staffId");
  CHECK(field(Json{{"idDoc", {{"kind", "NI"}}}}) == "idDoc.number");
  CHECK(field(Json{{"measured", {{"tempC", "warm"}}}}) == "measured.tempC");
  CHECK(field(Json{{"survey", {{"q1", "yes"}}}}) == "survey.q1");
}

TEST_CASE("an agent without a delegation is refused") {
  RunningService running;
  running.seed(Json::object());
  const auto reply = running.query(Json{{"actor", {{"kind", "AGENT"}, {"delegationId", "D1"}}}});
  CHECK(reply.status == 403);
  CHECK(reply.json()["code"] == "E_DELEGATION");
}

TEST_CASE("antibody and vaccination are shown and never colour") {
  RunningService running;
  running.seed(
      Json{{"antibody",
            Json::array(
                {{{"sampledAt", "2021-01-02T10:00"}, {"igm", "POSITIVE"}, {"igg", "NEGATIVE"}}})},
           {"vaccination",
            Json::array({{{"vaccine", "灭活疫苗"}, {"dose", 2}, {"date", "2021-01-15"}},
                         {{"vaccine", "灭活疫苗"}, {"dose", 1}, {"date", "2020-12-18"}}})}});
  const Json reply = running.query().json();
  CHECK(reply["colour"] == "GREEN");
  CHECK(reply["antibody"] ==
        Json{{"sampledAt", "2021-01-02T10:00:00+08:00"}, {"igm", "POSITIVE"}, {"igg", "NEGATIVE"}});
  REQUIRE(reply["vaccination"].size() == 2);
  CHECK(reply["vaccination"][0]["dose"] == 1);
}

TEST_CASE("residents outlive the process") {
  RunningService running;
  running.seed(Json{{"nationalPush", "HIGH"}});
  CHECK(running.query().json()["colour"] == "RED");
  running.restart();
  CHECK(running.query().json()["colour"] == "RED");
}
