// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped form of the history survey is read whole; one with a fault is refused in one
// sentence.
#include "kiosk/survey_form.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

namespace kiosk {

namespace {

using nlohmann::json;
using visit::Language;
using visit::QuestionKind;
using visit::Route;

const std::filesystem::path kShipped =
    std::filesystem::path(KIOSK_SOURCE_DIR) / "config/survey/epi-survey.json";

constexpr std::size_t kBy = 0;
constexpr std::size_t kRelation = 1;
constexpr std::size_t kQ1 = 2;
constexpr std::size_t kQ5 = 6;
constexpr std::size_t kQ6 = 7;
constexpr std::size_t kQ7 = 8;
constexpr std::size_t kDeclared = 9;

visit::SurveyForm shipped() {
  auto form = read_survey_form(kShipped);
  if (!form) FAIL(form.error());
  return std::move(*form);
}

json shipped_json() {
  std::ifstream in(kShipped);
  return json::parse(in);
}

// The extension of that name.
json& extension(json& in, const std::string& name) {
  for (json& one : in["extension"]) {
    if (one["url"].get<std::string>().ends_with(name)) return one;
  }
  FAIL("no extension " << name);
  return in;
}

void drop_extension(json& in, const std::string& name) {
  json kept = json::array();
  for (const json& one : in["extension"]) {
    if (!one["url"].get<std::string>().ends_with(name)) kept.push_back(one);
  }
  REQUIRE(kept.size() < in["extension"].size());
  if (kept.empty()) {
    in.erase("extension");
  } else {
    in["extension"] = kept;
  }
}

// What is said of the shipped form with one change.
std::string said_of(const std::function<void(json&)>& change) {
  json form = shipped_json();
  change(form);
  const auto read = parse_survey_form(form.dump());
  return read ? "" : read.error();
}

}  // namespace

TEST_CASE("the shipped form is read: its questions in order, its windows, its limits, its routes") {
  const visit::SurveyForm form = shipped();
  CHECK(form.name() == "epi-survey 2");
  CHECK(form.canonical() == "https://green-channel.example/fhir/Questionnaire/epi-survey|2");
  REQUIRE(form.questions.size() == 10);
  std::vector<std::string> links;
  std::vector<QuestionKind> kinds;
  for (const auto& question : form.questions) {
    links.push_back(question.link_id);
    kinds.push_back(question.kind);
  }
  CHECK(links == std::vector<std::string>{"by", "relation", "q1", "q2", "q3", "q4", "q5", "q6",
                                          "q7", "declared"});
  CHECK(kinds[kBy] == QuestionKind::answerer);
  CHECK(kinds[kRelation] == QuestionKind::relation);
  CHECK(std::count(kinds.begin(), kinds.end(), QuestionKind::history) == 5);
  CHECK(kinds[kQ6] == QuestionKind::symptoms);
  CHECK(kinds[kQ7] == QuestionKind::temperature);
  CHECK(kinds[kDeclared] == QuestionKind::declaration);

  REQUIRE(form.questions[kRelation].asked_if);
  CHECK(form.questions[kRelation].asked_if->question == kBy);
  CHECK(form.questions[kBy].options[form.questions[kRelation].asked_if->option].code == "relative");

  CHECK(form.questions[kQ1].window_days == 14);
  CHECK(form.questions[kQ5].window_days == 28);
  for (std::size_t i = kQ1; i <= kQ5; ++i) {
    for (const auto& option : form.questions[i].options) {
      CHECK(option.route == (option.code == "yes"  ? Route::fever_clinic
                             : option.code == "no" ? Route::pass
                                                   : Route::buffer));
    }
  }
  REQUIRE(form.questions[kQ6].options.size() == 12);
  for (const auto& option : form.questions[kQ6].options) {
    CHECK(option.exclusive == (option.code == "none"));
    CHECK(option.route == (option.exclusive ? Route::pass : Route::fever_clinic));
  }
  CHECK(form.questions[kQ7].least_tenths == 340);
  CHECK(form.questions[kQ7].most_tenths == 430);
  CHECK(form.questions[kQ7].fever_tenths == 373);
  CHECK(form.questions[kQ7].fever_route == Route::fever_clinic);
  CHECK_FALSE(form.questions[kQ7].required);
  CHECK(form.at_least == std::array{Route::pass, Route::buffer, Route::isolate});
}

TEST_CASE(
    "every sentence of the form is there in Chinese, both ways of writing it, and in English") {
  const visit::SurveyForm form = shipped();
  const auto whole = [](const visit::Wording& words) {
    INFO(words.in(Language::en));
    for (const Language language : {Language::zh_hans, Language::en, Language::zh_hant})
      CHECK_FALSE(words.texts[static_cast<std::size_t>(language)].empty());
  };
  whole(form.title);
  for (const auto& question : form.questions) {
    whole(question.text);
    whole(question.brief);
    for (const auto& option : question.options) whole(option.words);
  }
  CHECK(form.questions[kQ6].brief.in(Language::en) == "Unwell");
  CHECK(form.questions[kQ1].brief.in(Language::zh_hant) == "去過有風險的地方");
}

TEST_CASE("what a sentence says and what the rule counts is the same number") {
  const json form = shipped_json();
  const visit::SurveyForm read = shipped();
  for (std::size_t i = kQ1; i <= kQ5; ++i) {
    const std::string number = std::to_string(read.questions[i].window_days);
    for (const Language language : {Language::zh_hans, Language::en, Language::zh_hant})
      CHECK(read.questions[i].text.in(language).find(number) != std::string::npos);
  }
  const auto& fever = read.questions[kQ6].options[0];
  REQUIRE(fever.code == "FEVER");
  for (const Language language : {Language::zh_hans, Language::en, Language::zh_hant})
    CHECK(fever.words.in(language).find("37.3") != std::string::npos);
}

TEST_CASE("a form with a fault is refused, in one sentence that names the place") {
  CHECK(said_of([](json&) {}).empty());
  const std::vector<std::pair<std::string, std::function<void(json&)>>> faults{
      {"resourceType is not Questionnaire", [](json& f) { f["resourceType"] = "Patient"; }},
      {"status is not active", [](json& f) { f["status"] = "draft"; }},
      {"language is not zh-CN", [](json& f) { f["language"] = "en"; }},
      {"version is missing", [](json& f) { f.erase("version"); }},
      {"version is not a text", [](json& f) { f["version"] = 1; }},
      {"title has no translation to en", [](json& f) { f.erase("_title"); }},
      {"item is not a list with something in it", [](json& f) { f["item"] = json::array(); }},
      {"item[3].linkId stands twice", [](json& f) { f["item"][3]["linkId"] = "q1"; }},
      {"item[3].text has no translation to en", [](json& f) { f["item"][3].erase("_text"); }},
      {"item[3].text is missing", [](json& f) { f["item"][3].erase("text"); }},
      {"item[3].type is none of choice, decimal, boolean",
       [](json& f) { f["item"][3]["type"] = "open-choice"; }},
      {"item[3].modifierExtension is not known here",
       [](json& f) { f["item"][3]["modifierExtension"] = json::array(); }},
      {"item[3].item stands below a question",
       [](json& f) { f["item"][3]["item"] = json::array(); }},
      {"item[2] has no extension window-days",
       [](json& f) { drop_extension(f["item"][kQ1], "window-days"); }},
      {"item[2].extension[0].valueInteger is no number of days",
       [](json& f) { extension(f["item"][kQ1], "window-days")["valueInteger"] = 0; }},
      {"item[2].answerOption are not exactly yes, no, unknown",
       [](json& f) { f["item"][kQ1]["answerOption"].erase(2); }},
      {"item[2].answerOption are of no code system that is known here",
       [](json& f) {
         for (json& one : f["item"][kQ1]["answerOption"])
           one["valueCoding"]["system"] = "http://snomed.info/sct";
       }},
      {"item[2].answerOption are of more than one code system",
       [](json& f) {
         f["item"][kQ1]["answerOption"][1]["valueCoding"]["system"] = "http://snomed.info/sct";
       }},
      {"item[2].answerOption[0] has no extension survey-route",
       [](json& f) { drop_extension(f["item"][kQ1]["answerOption"][0], "survey-route"); }},
      {"item[2].answerOption[0].extension[0].valueCode is none of pass, buffer, fever-clinic, "
       "isolate",
       [](json& f) {
         extension(f["item"][kQ1]["answerOption"][0], "survey-route")["valueCode"] = "home";
       }},
      {"item[7].answerOption name a code twice",
       [](json& f) {
         json& options = f["item"][kQ6]["answerOption"];
         options[1]["valueCoding"]["code"] = options[0]["valueCoding"]["code"];
       }},
      {"item[7].answerOption have a code that excludes the others, or lack it among symptoms",
       [](json& f) { f["item"][kQ6]["answerOption"].erase(11); }},
      {"item[7] repeats and is no question about symptoms, or the other way round",
       [](json& f) { f["item"][kQ6].erase("repeats"); }},
      {"item[2] repeats and is no question about symptoms, or the other way round",
       [](json& f) { f["item"][kQ1]["repeats"] = true; }},
      {"item[8] has no extension fever-c",
       [](json& f) { drop_extension(f["item"][kQ7], "fever-c"); }},
      {"item[8] has no extension plausible-range",
       [](json& f) { drop_extension(f["item"][kQ7], "plausible-range"); }},
      {"whole tenths",
       [](json& f) { extension(f["item"][kQ7], "fever-c")["valueDecimal"] = 37.33; }},
      {"valueDecimal is out of the plausible range",
       [](json& f) { extension(f["item"][kQ7], "fever-c")["valueDecimal"] = 43.1; }},
      {"is empty, or wider than minValue and maxValue",
       [](json& f) {
         extension(f["item"][kQ7], "plausible-range")["valueRange"]["low"]["value"] = 29.9;
       }},
      {"code is not Cel",
       [](json& f) {
         extension(f["item"][kQ7], "questionnaire-unit")["valueCoding"]["code"] = "[degF]";
       }},
      {"item[1].enableWhen[0].operator is not =",
       [](json& f) { f["item"][kRelation]["enableWhen"][0]["operator"] = "!="; }},
      {"item[1].enableWhen[0] is on no answer to an earlier question",
       [](json& f) { f["item"][kRelation]["enableWhen"][0]["question"] = "q1"; }},
      {"item do not ask exactly once who answers",
       [](json& f) {
         f["item"].erase(kRelation);
         f["item"].erase(kBy);
       }},
      {"item do not always ask who answers", [](json& f) { f["item"][kBy]["required"] = false; }},
      {"does not say for each of GREEN, YELLOW, RED where it leads at least",
       [](json& f) { f["extension"].erase(2); }},
      {"valueCode is none of GREEN, YELLOW, RED",
       [](json& f) { f["extension"][2]["extension"][0]["valueCode"] = "BLUE"; }},
      {"translates into a language that is there",
       [](json& f) {
         json& side = f["item"][3]["_text"]["extension"];
         side.push_back(side[0]);
       }},
  };
  for (const auto& [sentence, change] : faults) {
    const std::string said = said_of(change);
    INFO(sentence << " / " << said);
    CHECK(said.find(sentence) != std::string::npos);
    CHECK(said.find('\n') == std::string::npos);
  }
}

TEST_CASE("a file that is none, or no JSON, is named") {
  const auto missing = read_survey_form("no-such-form.json");
  REQUIRE_FALSE(missing);
  CHECK(missing.error() == "no-such-form.json: cannot be read");
  for (const char* text : {"", "{", "null", "[]", "7", "\"a\"", "{}", "{\"item\":7}"}) {
    INFO(text);
    CHECK_FALSE(parse_survey_form(text));
  }
  CHECK(parse_survey_form("{").error() == "the form is no JSON");
}

TEST_CASE("whatever member is taken away, the form is read or refused, and nothing stumbles") {
  // Every place of the form, one at a time: removed, and made into something else.
  const json form = shipped_json();
  const json flat = form.flatten();
  int refused = 0;
  for (const auto& [pointer, value] : flat.items()) {
    json other = form;
    other[json::json_pointer(pointer)] = json::array({7});
    if (!parse_survey_form(other.dump())) ++refused;
  }
  CHECK(refused > 500);
}

}  // namespace kiosk
