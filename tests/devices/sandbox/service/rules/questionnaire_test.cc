// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/questionnaire.h"

#include <catch2/catch.hpp>

#include <set>

#include "devices/sandbox/service/rules/response_check.h"
#include "tests/files.h"

using service::check_response;
using service::Issue;
using service::Json;
using service::Questionnaire;

namespace {

const std::string kBase = "https://green-channel.example/fhir/";

std::string form_text() {
  return files::contents(std::string(KIOSK_SOURCE_DIR) + "/config/survey/epi-survey.json");
}

Questionnaire form() {
  auto form = Questionnaire::parse(form_text());
  if (!form) FAIL(form.error().path + " " + form.error().reason);
  return *form;
}

Json coding(const std::string& system, const std::string& code) {
  return Json{{"valueCoding", {{"system", kBase + "CodeSystem/" + system}, {"code", code}}}};
}

Json item(const std::string& link, const Json& answer) {
  return Json{{"linkId", link}, {"answer", Json::array({answer})}};
}

// A good one: she answers herself, was nowhere, has a cough.
Json good() {
  Json items = Json::array({item("by", coding("survey-by", "self"))});
  for (const char* link : {"q1", "q2", "q3", "q4", "q5"}) {
    items.push_back(item(link, coding("survey-answer", "no")));
  }
  items.push_back(item("q6", coding("survey-symptom", "DRY_COUGH")));
  items.push_back(item("q7", Json{{"valueDecimal", 36.6}}));
  items.push_back(item("declared", Json{{"valueBoolean", true}}));
  return Json{{"resourceType", "QuestionnaireResponse"},
              {"identifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:uuid:1"}}},
              {"questionnaire", kBase + "Questionnaire/epi-survey|2"},
              {"status", "completed"},
              {"authored", "2021-01-20T09:30:00+08:00"},
              {"item", items}};
}

constexpr std::size_t kBy = 0;
constexpr std::size_t kQ4 = 4;
constexpr std::size_t kQ6 = 6;
constexpr std::size_t kQ7 = 7;
constexpr std::size_t kDeclared = 8;

// The good one with one change is refused, for that one reason, at that one place.
void refused(const std::function<void(Json&)>& change, const std::string& expression,
             std::string_view code) {
  const Questionnaire asked = form();
  Json response = good();
  REQUIRE(check_response(asked, response).empty());
  change(response);
  const auto issues = check_response(asked, response);
  std::string told;
  for (const Issue& issue : issues) told += issue.expression + " " + issue.text + "\n";
  INFO(told);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].severity == "error");
  CHECK(issues[0].code == code);
  CHECK(issues[0].expression == expression);
}

Json& answer(Json& response, std::size_t at) { return response["item"][at]["answer"][0]; }

const std::string kRoot = "QuestionnaireResponse";

void accepted(const std::function<void(Json&)>& change) {
  Json response = good();
  change(response);
  std::string told;
  for (const Issue& issue : check_response(form(), response)) {
    told += issue.expression + " " + issue.text + "\n";
  }
  CHECK(told.empty());
}

}  // namespace

TEST_CASE("a survey that is not finished is refused") {
  refused([](Json& r) { r["status"] = "done"; }, kRoot + ".status", "value");
  refused([](Json& r) { r["status"] = "in-progress"; }, kRoot + ".status", "value");
  accepted([](Json& r) { r["status"] = "amended"; });
}

TEST_CASE("an answer that does not say which question it answers is refused") {
  refused([](Json& r) { r["item"][kQ7].erase("linkId"); }, kRoot + ".item[7].linkId", "required");
}

TEST_CASE("true in quotes is no true") {
  refused([](Json& r) { answer(r, kDeclared)["valueBoolean"] = "true"; },
          kRoot + ".item[8].answer[0].valueBoolean", "value");
}

TEST_CASE("an answer with two values is refused") {
  refused([](Json& r) { answer(r, kQ7)["valueString"] = "36.6"; }, kRoot + ".item[7].answer[0]",
          "structure");
  refused([](Json& r) { answer(r, kQ7) = Json::object(); }, kRoot + ".item[7].answer[0]",
          "structure");
}

TEST_CASE("a member that is not known here is refused, at every level") {
  refused([](Json& r) { r["colour"] = "GREEN"; }, kRoot + ".colour", "structure");
  refused([](Json& r) { r["item"][kQ4]["comment"] = 1; }, kRoot + ".item[4].comment", "structure");
  refused([](Json& r) { answer(r, kQ4)["extension"] = Json::array(); },
          kRoot + ".item[4].answer[0].extension", "structure");
  refused([](Json& r) { answer(r, kQ4)["valueCoding"]["userSelected"] = true; },
          kRoot + ".item[4].answer[0].valueCoding.userSelected", "structure");
  // What somebody put into a member's name is not repeated.
  refused([](Json& r) { r["王秀英 990101193804120011"] = 1; }, kRoot, "structure");
}

TEST_CASE("a date that is none is refused") {
  for (const char* date : {"2021-02-30T09:30:00+08:00", "20.01.2021", "2021-01-20T09:30:00",
                           "2021-01-20T09:30+08:00", ""}) {
    refused([&](Json& r) { r["authored"] = date; }, kRoot + ".authored", "value");
  }
  accepted([](Json& r) { r["authored"] = "2021-01-20"; });
  accepted([](Json& r) { r["authored"] = "2021-01-20T01:30:00.123Z"; });
  refused([](Json& r) { r.erase("authored"); }, kRoot + ".authored", "required");
}

TEST_CASE("H18: a question that must be answered and is not is missed") {
  refused([](Json& r) { r["item"].erase(kQ4); }, kRoot + ".item", "required");
  refused([](Json& r) { r["item"][kQ4].erase("answer"); }, kRoot + ".item[4].answer", "required");
  refused([](Json& r) { r["item"][kQ4]["answer"] = Json::array(); }, kRoot + ".item[4].answer",
          "required");
  refused([](Json& r) { r["item"].erase(kDeclared); }, kRoot + ".item", "required");
  // Negative control: the temperature may be left out.
  accepted([](Json& r) { r["item"].erase(kQ7); });
}

TEST_CASE("an answer to a question that nobody asked is refused") {
  refused([](Json& r) { r["item"].push_back(item("q9", coding("survey-answer", "no"))); },
          kRoot + ".item[9].linkId", "not-found");
}

TEST_CASE("a code that was not offered is refused") {
  refused([](Json& r) { answer(r, kQ4)["valueCoding"]["code"] = "maybe"; },
          kRoot + ".item[4].answer[0].valueCoding", "code-invalid");
  refused([](Json& r) { answer(r, kQ4)["valueCoding"]["system"] = "http://snomed.info/sct"; },
          kRoot + ".item[4].answer[0].valueCoding", "code-invalid");
  refused([](Json& r) { answer(r, kQ4) = coding("survey-symptom", "FEVER"); },
          kRoot + ".item[4].answer[0].valueCoding", "code-invalid");
}

TEST_CASE("H18: none of these and a fever cannot both be true") {
  refused(
      [](Json& r) {
        r["item"][kQ6]["answer"] =
            Json::array({coding("survey-symptom", "none"), coding("survey-symptom", "FEVER")});
      },
      kRoot + ".item[6].answer", "business-rule");
  accepted([](Json& r) { answer(r, kQ6) = coding("survey-symptom", "none"); });
  accepted([](Json& r) { r["item"][kQ6]["answer"].push_back(coding("survey-symptom", "FEVER")); });
}

TEST_CASE("answers to another form, or another version of it, are refused") {
  for (const char* other :
       {"Questionnaire/epi-survey|1", "Questionnaire/epi-survey", "Questionnaire/another|1"}) {
    refused([&](Json& r) { r["questionnaire"] = kBase + other; }, kRoot + ".questionnaire",
            "value");
  }
}

TEST_CASE("an answer of another type is refused") {
  refused(
      [](Json& r) {
        answer(r, kQ7) = Json{{"valueString", "36.6"}};
      },
      kRoot + ".item[7].answer[0]", "value");
  refused([](Json& r) { answer(r, kQ7)["valueDecimal"] = "36.6"; },
          kRoot + ".item[7].answer[0].valueDecimal", "value");
  refused(
      [](Json& r) {
        answer(r, kQ4) = Json{{"valueBoolean", false}};
      },
      kRoot + ".item[4].answer[0]", "value");
}

TEST_CASE("a question is answered once") {
  refused([](Json& r) { r["item"].push_back(r["item"][kQ4]); }, kRoot + ".item[9].linkId",
          "duplicate");
  refused([](Json& r) { r["item"][kQ4]["answer"].push_back(coding("survey-answer", "yes")); },
          kRoot + ".item[4].answer", "structure");
  refused(
      [](Json& r) { r["item"][kQ6]["answer"].push_back(coding("survey-symptom", "DRY_COUGH")); },
      kRoot + ".item[6].answer[1].valueCoding", "duplicate");
}

TEST_CASE("a temperature that no living person has is refused, to the tenth") {
  const std::string place = kRoot + ".item[7].answer[0].valueDecimal";
  refused([](Json& r) { answer(r, kQ7)["valueDecimal"] = 29.9; }, place, "value");
  refused([](Json& r) { answer(r, kQ7)["valueDecimal"] = 45.1; }, place, "value");
  accepted([](Json& r) { answer(r, kQ7)["valueDecimal"] = 30; });
  accepted([](Json& r) { answer(r, kQ7)["valueDecimal"] = 45.0; });
}

TEST_CASE("the relation is asked of a relative, and of nobody else") {
  refused([](Json& r) { answer(r, kBy) = coding("survey-by", "relative"); }, kRoot + ".item",
          "required");
  refused(
      [](Json& r) { r["item"].push_back(item("relation", coding("survey-relation", "CHILD"))); },
      kRoot + ".item[9]", "business-rule");
  accepted([](Json& r) {
    answer(r, kBy) = coding("survey-by", "relative");
    r["item"].push_back(item("relation", coding("survey-relation", "CHILD")));
  });
}

TEST_CASE("whose survey it is may be told, as one patient and the pointer to them") {
  const auto told = [](Json& r) {
    r["subject"] = {{"reference", "#patient"}};
    r["contained"] =
        Json::array({{{"resourceType", "Patient"},
                      {"id", "patient"},
                      {"identifier", Json::array({{{"system", kBase + "NamingSystem/id-NI"},
                                                   {"value", "990101193804120011"}}})},
                      {"name", Json::array({{{"text", "王秀英"}}})}}});
  };
  accepted(told);
  const auto told_but = [&](const std::function<void(Json&)>& change) {
    return [=](Json& r) {
      told(r);
      change(r);
    };
  };
  refused(told_but([](Json& r) { r.erase("subject"); }), kRoot + ".subject", "structure");
  refused(told_but([](Json& r) { r.erase("contained"); }), kRoot + ".contained", "structure");
  refused(told_but([](Json& r) { r["contained"][0]["phone"] = 1; }), kRoot + ".contained[0].phone",
          "structure");
  refused(told_but([](Json& r) { r["contained"][0]["birthDate"] = "1938-13-12"; }),
          kRoot + ".contained[0].birthDate", "value");
}

TEST_CASE("what is no response at all is refused without a stumble") {
  const Questionnaire asked = form();
  for (const char* text : {"null", "[]", "7", "{}", R"({"item":7})", R"({"item":[7,{"linkId":7}]})",
                           R"({"item":[{"linkId":"q6","answer":[7]}]})",
                           R"({"item":[{"linkId":"q6","answer":[{"valueCoding":7}]}]})",
                           R"({"item":[{"linkId":"q1","item":[[[]]]}],"contained":[7]})"}) {
    CHECK_FALSE(check_response(asked, Json::parse(text)).empty());
  }
  Json many = good();
  many["item"] = Json(std::vector<Json>(1000, Json::object()));
  CHECK(check_response(asked, many).size() == service::kMostIssues);
}

TEST_CASE("an outcome speaks FHIR") {
  const Json outcome = service::operation_outcome({{"error", "value", "A.b", "is wrong"}});
  CHECK(outcome == Json::parse(R"({"resourceType":"OperationOutcome","issue":[
    {"severity":"error","code":"value","details":{"text":"is wrong"},"expression":["A.b"]}]})"));
}

TEST_CASE("a form with a rule that would not be checked is not taken") {
  const auto spoilt = [](const std::function<void(Json&)>& change) {
    Json text = Json::parse(form_text());
    change(text);
    return !Questionnaire::parse(text.dump()).has_value();
  };
  CHECK_FALSE(spoilt([](Json&) {}));
  CHECK(spoilt([](Json& f) { f["item"][2]["type"] = "open-choice"; }));
  CHECK(spoilt([](Json& f) { f["item"][3]["linkId"] = "q1"; }));
  CHECK(spoilt([](Json& f) { f["item"][1]["enableWhen"][0]["operator"] = ">"; }));
  CHECK(spoilt([](Json& f) { f["item"][1]["enableWhen"][0]["question"] = "q9"; }));
  CHECK(spoilt([](Json& f) { f["item"][2].erase("answerOption"); }));
  CHECK(spoilt([](Json& f) { f["status"] = "draft"; }));
  CHECK(spoilt([](Json& f) { f.erase("version"); }));
}

TEST_CASE("every sentence of the form is there in both languages, with its numbers in it") {
  const Json text = Json::parse(form_text());
  const auto english = [](const Json& side) {
    const Json& translation = side["extension"][0];
    CHECK(translation["url"] == "http://hl7.org/fhir/StructureDefinition/translation");
    CHECK(translation["extension"][0]["valueCode"] == "en");
    return translation["extension"][1]["valueString"].get<std::string>();
  };
  CHECK_FALSE(english(text["_title"]).empty());
  std::set<std::string> links;
  int windows = 0;
  for (const Json& one : text["item"]) {
    links.insert(one["linkId"]);
    const std::string zh = one["text"];
    const std::string en = english(one["_text"]);
    for (const Json& extension : one.value("extension", Json::array())) {
      if (!extension.contains("valueInteger")) continue;
      const std::string number = std::to_string(extension["valueInteger"].get<int>());
      INFO(zh);
      CHECK(zh.find(number) != std::string::npos);
      CHECK(en.find(number) != std::string::npos);
      ++windows;
    }
    for (const Json& option : one.value("answerOption", Json::array())) {
      CHECK_FALSE(option["valueCoding"]["display"].get<std::string>().empty());
      CHECK_FALSE(english(option["valueCoding"]["_display"]).empty());
    }
  }
  CHECK(windows == 6);  // five windows of days and the two cases
  CHECK(links == std::set<std::string>{"by", "relation", "q1", "q2", "q3", "q4", "q5", "q6", "q7",
                                       "declared"});
  CHECK(text["item"][7]["answerOption"].size() == 12);  // eleven symptoms and none of them
}
