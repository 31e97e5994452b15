// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "devices/sandbox/service/rules/appeal.h"
#include "devices/sandbox/service/rules/correction.h"
#include "tests/devices/sandbox/service/desks/counter.h"

using service::AppealState;
using service::Json;
using service_test::code_of;
using service_test::Counter;
using service_test::petition;
using service_test::RunningService;

namespace {

const Json kNote{{
                     "zh",
                     "已核对。",
                 },
                 {"en", "It was checked."}};

Json appeal(const std::string& kind, const Json& change = Json::object()) {
  Json body = petition(Json{{"kind", kind}, {"statement", "我没有去过那里。"}});
  for (const auto& [key, value] : change.items()) body[key] = value;
  return body;
}

std::string hand_in(Counter& counter, const Json& body) {
  const auto reply = counter.send("/v1/appeals", body);
  REQUIRE(reply.status == 202);
  CHECK(reply.json()["state"] == "RECEIVED");
  return "/v1/appeals/" + std::string(reply.json()["id"]);
}

std::string decide(Counter& counter, const std::string& path, const char* decision,
                   const Json& correction = nullptr) {
  Json body{{"decision", decision}, {"note", kNote}};
  if (!correction.is_null()) body["correction"] = correction;
  return code_of(counter.decide(path, body));
}

Json visit(const char* level, const char* left) {
  return Json{{"visits", Json::array({{{"level", level}, {"leftAt", left}}})}};
}

}  // namespace

TEST_CASE("an appeal goes one way only: review, perhaps more evidence, then one end") {
  using enum AppealState;
  const std::pair<AppealState, AppealState> allowed[] = {
      {received, in_review},       {in_review, upholding},      {in_review, rejected},
      {in_review, needs_evidence}, {needs_evidence, in_review}, {upholding, upheld}};
  for (const AppealState from :
       {received, in_review, needs_evidence, upholding, upheld, rejected}) {
    for (const AppealState to :
         {received, in_review, needs_evidence, upholding, upheld, rejected}) {
      const bool may = std::find(std::begin(allowed), std::end(allowed), std::pair(from, to)) !=
                       std::end(allowed);
      CHECK(may_follow(from, to) == may);
    }
    CHECK(service::appeal_state(name_of(from)) == from);
  }
  CHECK_FALSE(service::appeal_state("LOST"));
}

TEST_CASE("a correction takes away what was wrong, adds what was missing, and twice is once") {
  const Json form{
      {"drop", visit("MEDIUM", "2021-01-10")},
      {"add", {{"events", Json::array({{{"type", "DISCHARGED"}, {"at", "2021-01-05"}}})}}}};
  const auto correction = service::read_correction(service::JsonView(form, ""));
  service::Facts facts;
  CHECK(missing_in(correction, facts) == "drop.visits[0]");
  const Json seen = visit("MEDIUM", "2021-01-10");
  facts = service::read_facts(service::JsonView(seen, ""));
  facts.visits.push_back({"HIGH", "", {}, {}});
  CHECK(missing_in(correction, facts).empty());
  for (int i = 0; i < 2; ++i) {
    apply(correction, facts);
    REQUIRE(facts.visits.size() == 1);
    CHECK(facts.visits[0].level == "HIGH");
    CHECK(facts.events.size() == 1);
  }
  const Json nothing{{"drop", Json::object()}};
  CHECK_THROWS_AS(service::read_correction(service::JsonView(nothing, "")), service::Malformed);
}

TEST_CASE("an upheld appeal against a colour really changes it") {
  Counter counter;
  counter.running().seed(visit("MEDIUM", "2021-01-10"));
  CHECK(counter.running().query().json()["colour"] == "YELLOW");
  const std::string path =
      hand_in(counter, appeal("MISCODE", Json{{"evidence", Json::array({{{"kind", "TICKET"},
                                                                         {"day", "2021-01-10"},
                                                                         {"note", "火车票"}}})}}));
  CHECK(counter.get(path)["state"] == "RECEIVED");
  CHECK(counter.get(path)["note"] == nullptr);

  const Json correction{{"drop", visit("MEDIUM", "2021-01-10")}};
  CHECK(decide(counter, path, "UPHELD", correction) == "E_STATE");
  CHECK(decide(counter, path, "IN_REVIEW") == "200");
  CHECK(counter.get(path)["state"] == "IN_REVIEW");
  // A decision without the facts, or with some that are not there, is none.
  CHECK(decide(counter, path, "UPHELD") == "E_BAD_REQUEST");
  const auto wrong =
      counter.decide(path, Json{{"decision", "UPHELD"},
                                {"note", kNote},
                                {"correction", {{"drop", visit("HIGH", "2021-01-10")}}}});
  CHECK(code_of(wrong) == "E_BAD_REQUEST");
  CHECK(wrong.json()["fields"][0] == "correction.drop.visits[0]");
  CHECK(counter.running().query().json()["colour"] == "YELLOW");

  CHECK(decide(counter, path, "UPHELD", correction) == "200");
  CHECK(counter.running().query().json()["colour"] == "GREEN");
  const Json told = counter.get(path);
  CHECK(told["state"] == "UPHELD");
  CHECK(told["kind"] == "MISCODE");
  CHECK(told["note"] == kNote);
  for (const char* late : {"IN_REVIEW", "NEEDS_EVIDENCE", "REJECTED"}) {
    CHECK(decide(counter, path, late) == "E_STATE");
  }
  CHECK(decide(counter, path, "UPHELD", correction) == "E_STATE");
  counter.chores();
  CHECK(counter.running().query().json()["colour"] == "GREEN");
}

TEST_CASE("a rejected appeal changes nothing; more evidence brings it back to review") {
  Counter counter;
  counter.running().seed(visit("MEDIUM", "2021-01-10"));
  const std::string path = hand_in(counter, appeal("MISCODE"));
  const Json more{{"evidence", Json::array({{{"kind", "TICKET"}, {"day", "2021-01-10"}}})}};
  CHECK(code_of(counter.send(path + "/evidence", more)) == "E_STATE");
  CHECK(decide(counter, path, "NEEDS_EVIDENCE") == "E_STATE");
  CHECK(decide(counter, path, "IN_REVIEW") == "200");
  CHECK(decide(counter, path, "IN_REVIEW") == "E_STATE");
  CHECK(decide(counter, path, "NEEDS_EVIDENCE") == "200");
  CHECK(decide(counter, path, "REJECTED") == "E_STATE");
  CHECK(code_of(counter.send(path + "/evidence", Json{{"evidence", Json::array()}})) ==
        "E_BAD_REQUEST");
  CHECK(code_of(counter.send(path + "/evidence", more)) == "200");
  CHECK(counter.get(path)["state"] == "IN_REVIEW");
  CHECK(decide(counter, path, "REJECTED", Json{{"add", visit("LOW", "2021-01-10")}}) ==
        "E_BAD_REQUEST");
  CHECK(decide(counter, path, "REJECTED") == "200");
  CHECK(counter.get(path)["state"] == "REJECTED");
  CHECK(counter.running().query().json()["colour"] == "YELLOW");
}

TEST_CASE("a late conversion may be appealed 48 hours after its condition was met, not before") {
  Counter counter;
  counter.running().seed(
      Json{{"events", Json::array({{{"type", "CONFIRMED"}, {"at", "2020-12-01"}}})}});
  CHECK(counter.running().query().json()["colour"] == "RED");
  const auto hand = [&](const Json& met) {
    return counter.send("/v1/appeals", appeal("NOT_CONVERTED", Json{{"conditionMetAt", met}}));
  };
  const auto early = hand("2021-01-18T09:30:01");
  CHECK(code_of(early) == "E_TOO_EARLY");
  CHECK(early.status == 422);
  CHECK(early.json()["fields"] == Json::array({"conditionMetAt"}));
  CHECK(early.json()["from"] == "2021-01-20T09:30:01+08:00");
  const auto due = hand("2021-01-18T09:30:00");
  REQUIRE(due.status == 202);

  const std::string path = "/v1/appeals/" + std::string(due.json()["id"]);
  CHECK(decide(counter, path, "IN_REVIEW") == "200");
  const Json discharged{
      {"add",
       {{"events", Json::array({{{"type", "DISCHARGED"}, {"at", "2021-01-02"}}})},
        {"nat", Json::array({{{"sampledAt", "2021-01-17T08:00"}, {"result", "NEGATIVE"}}})}}}};
  CHECK(decide(counter, path, "UPHELD", discharged) == "200");
  const Json now = counter.running().query().json();
  CHECK(now["colour"] == "YELLOW");
  CHECK(now["reasons"][0]["code"] == "Y_HOME_MONITOR");
  CHECK(now["nat"]["result"] == "NEGATIVE");
}

TEST_CASE("where nobody says since when, an appeal counts from the newest fact that is known") {
  Counter counter;
  const auto hand = [&](const Json& facts) {
    counter.running().seed(facts);
    return code_of(counter.send("/v1/appeals", appeal("NOT_CONVERTED")));
  };
  const auto left = [](const char* at) {
    return Json{{"visits", Json::array({{{"level", "MEDIUM"}, {"leftAt", at}}})}};
  };
  CHECK(hand(left("2021-01-18T09:30:01")) == "E_TOO_EARLY");
  CHECK(hand(left("2021-01-18T09:30:00")) == "202");
  // A sample speaks when it is reported; one still to come does not.
  Json sampled = left("2021-01-10");
  sampled["nat"] = Json::array({{{"sampledAt", "2021-01-17T08:00"},
                                 {"result", "NEGATIVE"},
                                 {"reportedAt", "2021-01-18T16:00"}}});
  CHECK(hand(sampled) == "E_TOO_EARLY");
  sampled["nat"][0]["reportedAt"] = "2021-01-18T09:00";
  CHECK(hand(sampled) == "202");
  // Nothing is known that a code could be late to follow.
  CHECK(hand(Json::object()) == "202");
}

TEST_CASE("an appeal against a name corrects the record's name") {
  Counter counter;
  counter.running().seed(Json::object(), RunningService::kNumber, "王秀瑛");
  CHECK(code_of(counter.running().query()) == "E_NAME_MISMATCH");
  CHECK(code_of(counter.send("/v1/appeals", appeal("MISCODE"))) == "E_NAME_MISMATCH");
  const auto code = counter.send(
      "/v1/codes",
      petition(Json{
          {"idDoc", {{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "王秀瑛"}}}}));
  REQUIRE(code.status == 201);

  const std::string path = hand_in(counter, appeal("IDENTITY"));
  CHECK(decide(counter, path, "IN_REVIEW") == "200");
  CHECK(code_of(counter.running().query()) == "E_NAME_MISMATCH");
  CHECK(decide(counter, path, "UPHELD", Json{{"add", visit("LOW", "2021-01-10")}}) ==
        "E_BAD_REQUEST");
  CHECK(decide(counter, path, "UPHELD") == "200");
  CHECK(counter.running().query().json()["maskedName"] == "王*英");
  // A code given under the old name tells the new one.
  const Json shown = counter.running()
                         .kiosk()
                         .post("/v1/codes/verify",
                               Json{{"qr", code.json()["qr"]}, {"purpose", "HOSPITAL_OUTPATIENT"}})
                         .json();
  CHECK(shown["valid"] == true);
  CHECK(shown["maskedName"] == "王*英");
  // There is nothing more to correct.
  CHECK(code_of(counter.send("/v1/appeals", appeal("IDENTITY"))) == "E_BAD_REQUEST");
}

TEST_CASE("only the issuer's people see and decide appeals, a few at a time") {
  Counter counter;
  counter.running().seed(Json::object());
  for (int i = 0; i < 7; ++i) hand_in(counter, appeal("MISCODE"));
  const std::string path = hand_in(counter, appeal("MISCODE"));
  const Json wanted{{"state", "RECEIVED"}};
  CHECK(code_of(counter.send("/v1/appeals/list", wanted)) == "E_DEVICE");
  CHECK(code_of(counter.send(path + "/decision", Json{{"decision", "IN_REVIEW"}})) == "E_DEVICE");
  CHECK(counter.get(path)["state"] == "RECEIVED");

  const auto page = counter.as_operator("/v1/appeals/list", wanted);
  REQUIRE(page.status == 200);
  const Json first = page.json()["appeals"];
  REQUIRE(first.size() == 5);
  CHECK(first[0]["statement"] == "我没有去过那里。");
  CHECK(first[0]["maskedName"] == "王*英");
  CHECK(page.body.find(RunningService::kNumber) == std::string::npos);
  const Json rest =
      counter
          .as_operator("/v1/appeals/list", Json{{"state", "RECEIVED"}, {"after", first[4]["seq"]}})
          .json()["appeals"];
  REQUIRE(rest.size() == 3);
  CHECK("/v1/appeals/" + std::string(rest[2]["id"]) == path);
  CHECK(
      counter.as_operator("/v1/appeals/list", Json{{"state", "UPHELD"}}).json()["appeals"].empty());
  CHECK(code_of(counter.as_operator("/v1/appeals/list", Json{{"state", "LOST"}})) ==
        "E_BAD_REQUEST");
}

TEST_CASE("an appeal needs a record, consent and a form; the same key is the same appeal") {
  Counter counter;
  CHECK(code_of(counter.send("/v1/appeals", appeal("MISCODE"))) == "E_NO_RECORD");
  CHECK(code_of(counter.send("/v1/appeals", appeal("IDENTITY"))) == "E_NO_RECORD");
  counter.running().seed(Json::object());
  CHECK(code_of(counter.send("/v1/appeals", appeal("MISCODE", Json{{"consent", false}}))) ==
        "E_CONSENT");
  CHECK(code_of(counter.send("/v1/appeals", appeal("BORED"))) == "E_BAD_REQUEST");
  CHECK(code_of(counter.send("/v1/appeals", appeal("MISCODE", Json{{"statement", ""}}))) ==
        "E_BAD_REQUEST");
  CHECK(counter.running().kiosk().get("/v1/appeals/" + std::string(32, '0')).status == 404);
  const auto key = Counter::key();
  auto& kiosk = counter.running().kiosk();
  const auto once = kiosk.post("/v1/appeals", appeal("MISCODE"), key);
  CHECK(once.status == 202);
  CHECK(kiosk.post("/v1/appeals", appeal("MISCODE"), key).body == once.body);
  CHECK(counter.as_operator("/v1/appeals/list", Json{{"state", "RECEIVED"}})
            .json()["appeals"]
            .size() == 1);
}
