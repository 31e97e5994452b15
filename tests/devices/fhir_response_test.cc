// SPDX-License-Identifier: GPL-3.0-or-later
// A finished survey becomes a QuestionnaireResponse that another's check takes in, and what is no
// good one is refused by name.
#include "devices/fhir_response.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "devices/fhir_response_check.h"
#include "devices/sandbox/service/rules/response_check.h"
#include "kiosk/survey_form.h"
#include "tests/files.h"
#include "tests/kiosk/visit/people.h"

using nlohmann::json;
using Trouble = devices::ResponseTrouble;

namespace {

const std::string kForm = KIOSK_SOURCE_DIR "/config/survey/epi-survey.json";
const std::string kBase = "https://green-channel.example/fhir/";
const std::string kNumber = "990101193804120011";

// Places in the form.
constexpr std::size_t kRelation = 1;
constexpr std::size_t kQ1 = 2;
constexpr std::size_t kQ4 = 5;
constexpr std::size_t kQ5 = 6;
constexpr std::size_t kQ6 = 7;
constexpr std::size_t kQ7 = 8;
constexpr std::size_t kDeclared = 9;
constexpr std::size_t kNo = 1;
constexpr std::size_t kNone = 11;

// Places among the items of what a person answers herself: no relation.
constexpr std::size_t kItemQ4 = 4;
constexpr std::size_t kItemQ6 = 6;
constexpr std::size_t kItemQ7 = 7;
constexpr std::size_t kItemDeclared = 8;

const visit::SurveyForm& form() {
  static const visit::SurveyForm kRead = [] {
    auto read = kiosk::read_survey_form(kForm);
    if (!read) FAIL(read.error());
    return std::move(*read);
  }();
  return kRead;
}

visit::Identity person() {
  visit::Identity identity;
  identity.name = visit::Secret("王秀英");
  identity.number = visit::Secret(kNumber);
  return identity;
}

devices::SurveyNames names(devices::SurveyNames::Subject subject) {
  return {
      subject,
      "urn:ietf:rfc:3986",
      {kBase + "NamingSystem/id-NI", kBase + "NamingSystem/id-HMT", kBase + "NamingSystem/id-FR"},
      "https://hospital.example/badges",
      "https://hospital.example/kiosks",
      "GC07"};
}

devices::SurveyRecord record() {
  return {"urn:uuid:6b1a4f36-0000-4000-8000-000000000001", visit::test::kNow, ""};
}

visit::SurveyAnswers well(visit::Answerer answerer = visit::Answerer::self) {
  visit::SurveyAnswers answers(form());
  REQUIRE(answer_as(form(), answers, answerer));
  if (answerer == visit::Answerer::relative) REQUIRE(choose(form(), answers, kRelation, 1));
  for (std::size_t i = kQ1; i <= kQ5; ++i) REQUIRE(choose(form(), answers, i, kNo));
  REQUIRE(choose(form(), answers, kQ6, kNone));
  REQUIRE(set_temperature(form(), answers, kQ7, 370));
  REQUIRE(declare(form(), answers, kDeclared, true));
  return answers;
}

std::string written(
    const visit::SurveyAnswers& answers,
    devices::SurveyNames::Subject subject = devices::SurveyNames::Subject::identifier,
    const devices::SurveyRecord& as = record()) {
  const auto text = devices::write_response(form(), answers, person(), names(subject), as);
  REQUIRE(text);
  return std::string(text->reveal());
}

visit::SurveyAnswers at_random(std::minstd_rand& chance) {
  visit::SurveyAnswers answers(form());
  while (const auto next = next_question(form(), answers)) {
    const visit::Question& asked = form().questions[*next];
    if (!asked.required && chance() % 3 == 0) {
      REQUIRE(skip(form(), answers, *next));
    } else if (asked.kind == visit::QuestionKind::temperature) {
      REQUIRE(set_temperature(form(), answers, *next, 340 + static_cast<int>(chance() % 91)));
    } else if (asked.kind == visit::QuestionKind::declaration) {
      REQUIRE(declare(form(), answers, *next, true));
    } else {
      REQUIRE(choose(form(), answers, *next, chance() % asked.options.size()));
      if (asked.kind == visit::QuestionKind::symptoms)
        REQUIRE(choose(form(), answers, *next, chance() % asked.options.size()));
    }
  }
  return answers;
}

json coding(const std::string& system, const std::string& code) {
  return {{"valueCoding", {{"system", kBase + "CodeSystem/" + system}, {"code", code}}}};
}

// Our good one with one change is refused for that one reason.
void refused(Trouble trouble, const std::function<void(json&)>& change) {
  json response = json::parse(written(well()));
  REQUIRE(devices::check_response(form(), response.dump()));
  change(response);
  INFO(response.dump());
  const auto checked = devices::check_response(form(), response.dump());
  REQUIRE_FALSE(checked);
  CHECK(static_cast<int>(checked.error()) == static_cast<int>(trouble));
}
void accepted(const std::function<void(json&)>& change) {
  json response = json::parse(written(well()));
  change(response);
  INFO(response.dump());
  CHECK(devices::check_response(form(), response.dump()));
}

json& answer(json& response, std::size_t at) { return response["item"][at]["answer"][0]; }

}  // namespace

TEST_CASE("a finished survey is written in FHIR's order, byte by byte the same each time") {
  const std::string text = written(well());
  CHECK(text == written(well()));
  const std::string head =
      R"({"resourceType":"QuestionnaireResponse",)"
      R"("identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:6b1a4f36-0000-4000-8000-000000000001"},)"
      R"("questionnaire":"https://green-channel.example/fhir/Questionnaire/epi-survey|2",)"
      R"("status":"completed",)"
      R"("subject":{"type":"Patient","identifier":{"system":"https://green-channel.example/fhir/NamingSystem/id-NI","value":"990101193804120011"}},)"
      R"("authored":"2021-01-26T10:42:00+08:00",)"
      R"("author":{"type":"Device","identifier":{"system":"https://hospital.example/kiosks","value":"GC07"}},)"
      R"("source":{"type":"Patient","identifier":{"system":"https://green-channel.example/fhir/NamingSystem/id-NI","value":"990101193804120011"}},)"
      R"("item":[{"linkId":"by","answer":[{"valueCoding":{"system":"https://green-channel.example/fhir/CodeSystem/survey-by","code":"self"}}]},)";
  CHECK(text.substr(0, head.size()) == head);
  // A tenth is kept where it is none.
  CHECK(text.ends_with(
      R"({"linkId":"q7","answer":[{"valueDecimal":37.0}]},{"linkId":"declared","answer":[{"valueBoolean":true}]}]})"));
  // Nobody's name goes where the number is enough.
  CHECK(text.find("王秀英") == std::string::npos);
}

TEST_CASE("who answered is the source, and whoever took it down the author") {
  const json relative = json::parse(written(well(visit::Answerer::relative)));
  CHECK(relative["source"] == json{{"reference", "#relative"}});
  CHECK(relative["author"]["type"] == "Device");
  CHECK(relative["contained"][0]["resourceType"] == "RelatedPerson");
  CHECK(relative["contained"][0]["patient"] == relative["subject"]);
  CHECK(relative["contained"][0]["relationship"][0]["coding"][0]["code"] == "CHILD");
  CHECK(relative["item"][1]["linkId"] == "relation");

  devices::SurveyRecord by_staff = record();
  by_staff.badge = "0011223344556677";
  const json staff = json::parse(
      written(well(visit::Answerer::staff), devices::SurveyNames::Subject::identifier, by_staff));
  CHECK(staff["source"] == staff["author"]);
  CHECK(staff["source"]["type"] == "Practitioner");
  CHECK(staff["source"]["identifier"]["value"] == "0011223344556677");
  CHECK_FALSE(staff.contains("contained"));

  // Staff without a badge answer for nobody.
  const auto nobody =
      devices::write_response(form(), well(visit::Answerer::staff), person(),
                              names(devices::SurveyNames::Subject::identifier), record());
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error() == devices::WriteTrouble::not_fit);
}

TEST_CASE("what is not finished, or would be no JSON, is not written") {
  visit::SurveyAnswers answers = well();
  answers[kQ4] = {};
  const auto to = names(devices::SurveyNames::Subject::contained);
  const auto unfinished = devices::write_response(form(), answers, person(), to, record());
  REQUIRE_FALSE(unfinished);
  CHECK(unfinished.error() == devices::WriteTrouble::unfinished);
  visit::Identity broken = person();
  broken.name = visit::Secret("\xFF\xFE");
  const auto text = devices::write_response(form(), well(), broken, to, record());
  REQUIRE_FALSE(text);
  CHECK(text.error() == devices::WriteTrouble::not_fit);
  // Control: quotes, backslashes and line ends are only escaped.
  visit::Identity odd = person();
  odd.name = visit::Secret("王\"秀\\英\n𠅤");
  const auto good = devices::write_response(form(), well(), odd, to, record());
  REQUIRE(good);
  CHECK(json::parse(good->reveal())["contained"][0]["name"][0]["text"] == "王\"秀\\英\n𠅤");
}

TEST_CASE("whatever is answered is read back as it was, and another's check takes it in") {
  const auto theirs = service::Questionnaire::parse(files::contents(kForm));
  REQUIRE(theirs);
  std::minstd_rand chance(20210126);
  devices::SurveyRecord by_anybody = record();
  by_anybody.badge = "0011223344556677";
  for (int round = 0; round < 400; ++round) {
    const visit::SurveyAnswers answers = at_random(chance);
    for (const auto subject :
         {devices::SurveyNames::Subject::identifier, devices::SurveyNames::Subject::contained}) {
      const std::string text = written(answers, subject, by_anybody);
      const auto read = devices::read_response(form(), text);
      REQUIRE(read);
      for (std::size_t i = 0; i < answers.size(); ++i) {
        REQUIRE((*read)[i].options == answers[i].options);
        REQUIRE((*read)[i].tenths == answers[i].tenths);
      }
      // The practice service takes no author and no source (docs/wire.md).
      if (subject == devices::SurveyNames::Subject::contained) {
        const auto issues = service::check_response(*theirs, service::Json::parse(text));
        INFO((issues.empty() ? "" : issues[0].expression + " " + issues[0].text));
        REQUIRE(issues.empty());
      }
    }
  }
}

TEST_CASE("the eleven bad kinds are refused, each by its name") {
  refused(Trouble::status, [](json& r) { r["status"] = "done"; });
  refused(Trouble::link_missing, [](json& r) { r["item"][kItemQ7].erase("linkId"); });
  refused(Trouble::wrong_type, [](json& r) { answer(r, kItemDeclared)["valueBoolean"] = "true"; });
  refused(Trouble::not_one_value, [](json& r) { answer(r, kItemQ7)["valueString"] = "36.6"; });
  refused(Trouble::unknown_field, [](json& r) { r["colour"] = "GREEN"; });
  refused(Trouble::date, [](json& r) { r["authored"] = "2021-02-30T09:30:00+08:00"; });
  refused(Trouble::required, [](json& r) { r["item"].erase(kItemQ4); });
  refused(Trouble::unknown_link, [](json& r) { r["item"][kItemQ4]["linkId"] = "q9"; });
  refused(Trouble::not_offered,
          [](json& r) { answer(r, kItemQ4)["valueCoding"]["code"] = "maybe"; });
  refused(Trouble::contradiction, [](json& r) {
    r["item"][kItemQ6]["answer"].push_back(coding("survey-symptom", "FEVER"));
  });
  refused(Trouble::form_version,
          [](json& r) { r["questionnaire"] = kBase + "Questionnaire/epi-survey|1"; });
}

TEST_CASE("their neighbours are refused too") {
  refused(Trouble::status, [](json& r) { r.erase("status"); });
  refused(Trouble::status, [](json& r) { r["status"] = "in-progress"; });
  refused(Trouble::link_missing, [](json& r) { r["item"][kItemQ7]["linkId"] = 7; });
  refused(Trouble::wrong_type, [](json& r) { answer(r, kItemQ7) = {{"valueString", "36.6"}}; });
  refused(Trouble::wrong_type, [](json& r) { answer(r, kItemQ4) = {{"valueBoolean", false}}; });
  refused(Trouble::wrong_type, [](json& r) { answer(r, kItemQ7)["valueDecimal"] = "36.6"; });
  refused(Trouble::not_one_value, [](json& r) { answer(r, kItemQ7) = json::object(); });
  refused(Trouble::unknown_field, [](json& r) { r["item"][kItemQ4]["comment"] = 1; });
  refused(Trouble::unknown_field, [](json& r) { answer(r, kItemQ4)["comment"] = 1; });
  refused(Trouble::unknown_field,
          [](json& r) { answer(r, kItemQ4)["valueCoding"]["userSelected"] = true; });
  refused(Trouble::unknown_field, [](json& r) { r["subject"]["name"] = "王秀英"; });
  for (const char* date : {"", "20.01.2021", "2021-01-20T09:30:00", "2021-01-20T09:30+08:00"})
    refused(Trouble::date, [&](json& r) { r["authored"] = date; });
  refused(Trouble::date, [](json& r) { r.erase("authored"); });
  refused(Trouble::required, [](json& r) { r["item"][kItemQ4].erase("answer"); });
  refused(Trouble::structure, [](json& r) { r["item"][kItemQ4]["answer"] = json::array(); });
  refused(Trouble::required, [](json& r) { r["item"].erase(kItemDeclared); });
  refused(Trouble::required, [](json& r) { r.erase("item"); });
  refused(Trouble::required, [](json& r) { answer(r, 0) = coding("survey-by", "relative"); });
  refused(Trouble::not_offered,
          [](json& r) { answer(r, kItemQ4)["valueCoding"]["system"] = "http://snomed.info/sct"; });
  refused(Trouble::not_offered,
          [](json& r) { answer(r, kItemQ4) = coding("survey-symptom", "FEVER"); });
  refused(Trouble::contradiction,
          [](json& r) { r["item"][kItemQ4]["answer"].push_back(coding("survey-answer", "yes")); });
  refused(Trouble::repeated, [](json& r) { r["item"].push_back(r["item"][kItemQ4]); });
  refused(Trouble::repeated, [](json& r) {
    r["item"][kItemQ6]["answer"].push_back(coding("survey-symptom", "none"));
  });
  refused(Trouble::not_asked, [](json& r) {
    r["item"].push_back({{"linkId", "relation"}, {"answer", {coding("survey-relation", "CHILD")}}});
  });
  for (const double degrees : {33.9, 43.1, 36.65, -1.0, 1e300})
    refused(Trouble::out_of_range, [&](json& r) { answer(r, kItemQ7)["valueDecimal"] = degrees; });
  refused(Trouble::not_declared, [](json& r) { answer(r, kItemDeclared)["valueBoolean"] = false; });
  refused(Trouble::form_version, [](json& r) { r.erase("questionnaire"); });
  refused(Trouble::identifier, [](json& r) { r.erase("identifier"); });
  refused(Trouble::identifier, [](json& r) { r["identifier"]["value"] = ""; });
  refused(Trouble::subject, [](json& r) { r.erase("subject"); });
  refused(Trouble::subject, [](json& r) { r["subject"].erase("identifier"); });
  refused(Trouble::subject, [](json& r) { r["source"] = {{"reference", "#relative"}}; });
  refused(Trouble::structure, [](json& r) { r["resourceType"] = "Patient"; });
  refused(Trouble::structure, [](json& r) { r["subject"]["type"] = "Group"; });
  refused(Trouble::structure, [](json& r) { r["id"] = "a b"; });
  refused(Trouble::structure, [](json& r) { r["item"][kItemQ4]["text"] = 7; });
  refused(Trouble::structure, [](json& r) { answer(r, kItemQ4)["valueCoding"]["display"] = 7; });
  refused(Trouble::subject, [](json& r) { r["subject"]["identifier"]["system"] = "a b"; });
  // Controls.
  accepted([](json&) {});
  accepted([](json& r) { r["authored"] = "2021-01-20"; });
  accepted([](json& r) { r["item"].erase(kItemQ7); });
  accepted([](json& r) { answer(r, kItemQ4)["valueCoding"]["display"] = "否"; });
  for (const double degrees : {34.0, 43.0})
    accepted([&](json& r) { answer(r, kItemQ7)["valueDecimal"] = degrees; });
  accepted([](json& r) { answer(r, kItemQ6) = coding("survey-symptom", "FEVER"); });
}

TEST_CASE("what is no response at all is refused without a stumble") {
  for (const char* text : {"", "{", "null", "[]", "7", "{}", R"({"item":7})",
                           R"({"resourceType":"QuestionnaireResponse"})"})
    CHECK_FALSE(devices::check_response(form(), text));
  CHECK(devices::check_response(form(), "{").error() == Trouble::no_json);
  // Every place of good ones, made into something else, one at a time.
  for (const auto answerer : {visit::Answerer::self, visit::Answerer::relative}) {
    for (const auto subject :
         {devices::SurveyNames::Subject::identifier, devices::SurveyNames::Subject::contained}) {
      const json good = json::parse(written(well(answerer), subject));
      int refused = 0;
      const json flat = good.flatten();
      for (const auto& [pointer, value] : flat.items()) {
        for (const json& odd :
             {json(), json(7), json("x"), json::array(), json::object(), json::array({json()})}) {
          json other = good;
          // The place itself, and the one that holds it.
          other[json::json_pointer(pointer)] = odd;
          refused += devices::check_response(form(), other.dump()) ? 0 : 1;
          other = good;
          other[json::json_pointer(pointer).parent_pointer()] = odd;
          refused += devices::check_response(form(), other.dump()) ? 0 : 1;
        }
      }
      CHECK(refused > 200);
    }
  }
}
