// SPDX-License-Identifier: GPL-3.0-or-later
// Two validators of others accept our surveys and our form as FHIR R4, and whatever they refuse our
// own check refuses: @asymmetrik/fhir-json-schema-validator and @medplum/core, under node, where
// packaging/test could install them.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "devices/fhir_response.h"
#include "devices/fhir_response_check.h"
#include "kiosk/survey_form.h"
#include "tests/files.h"

using nlohmann::json;

namespace {

const std::filesystem::path kModules = KIOSK_BINARY_DIR "/peers/node_modules";
const std::string kForm = KIOSK_SOURCE_DIR "/config/survey/epi-survey.json";

struct Word {
  bool by_schema = false;
  bool by_structure = false;
};

// One a resource. Empty if the validators are not installed: then it has said so.
std::vector<Word> judged(const std::vector<std::string>& resources) {
  const std::filesystem::path folder = KIOSK_BINARY_DIR "/peers-test";
  std::filesystem::create_directories(folder);
  {
    std::ofstream out(folder / "surveys");
    for (const std::string& resource : resources) out << resource << '\n';
  }
  const std::string command = "NODE_PATH='" + kModules.string() +
                              "' node '" KIOSK_SOURCE_DIR "/tests/peers/accept_survey.cjs' < '" +
                              (folder / "surveys").string() + "' 2>&1";
  std::FILE* const answers = popen(command.c_str(), "r");
  REQUIRE(answers != nullptr);
  std::string said;
  std::array<char, 4096> part{};
  for (std::size_t size = 0; (size = std::fread(part.data(), 1, part.size(), answers)) > 0;) {
    said.append(part.data(), size);
  }
  INFO(said);
  const int status = pclose(answers);
  if (status != 0 || said.starts_with("skipped:")) {
    const bool no_node = said.find("not found") != std::string::npos;
    REQUIRE((no_node || said.starts_with("skipped:")));
    std::printf("skipped: the validators of FHIR are not installed, or node is not (%s)\n",
                kModules.c_str());
    return {};
  }
  std::vector<Word> words;
  std::istringstream lines(said);
  for (std::string schema, structure; lines >> schema >> structure;) {
    REQUIRE((schema == "accepted" || schema == "refused"));
    REQUIRE((structure == "accepted" || structure == "refused"));
    words.push_back({schema == "accepted", structure == "accepted"});
  }
  REQUIRE(words.size() == resources.size());
  return words;
}

const visit::SurveyForm& form() {
  static const visit::SurveyForm kRead = [] {
    auto read = kiosk::read_survey_form(kForm);
    if (!read) FAIL(read.error());
    return std::move(*read);
  }();
  return kRead;
}

// A yes, a fever and a cough, told by anybody; or all well.
std::string survey(visit::Answerer answerer, bool ill, devices::SurveyNames::Subject subject) {
  visit::SurveyAnswers answers(form());
  REQUIRE(answer_as(form(), answers, answerer));
  while (const auto next = next_question(form(), answers)) {
    const visit::Question& asked = form().questions[*next];
    if (asked.kind == visit::QuestionKind::temperature) {
      REQUIRE(set_temperature(form(), answers, *next, ill ? 380 : 366));
    } else if (asked.kind == visit::QuestionKind::declaration) {
      REQUIRE(declare(form(), answers, *next, true));
    } else if (asked.kind == visit::QuestionKind::symptoms && ill) {
      REQUIRE(choose(form(), answers, *next, 0));
      REQUIRE(choose(form(), answers, *next, 1));
    } else {
      REQUIRE(choose(form(), answers, *next, ill ? 0 : asked.options.size() - 1));
    }
  }
  visit::Identity person;
  person.name = visit::Secret("王秀英");
  person.number = visit::Secret("990101193804120011");
  const devices::SurveyNames names{
      subject,
      "urn:ietf:rfc:3986",
      {"https://hospital.example/id-NI", "https://hospital.example/id-HMT",
       "https://hospital.example/id-FR"},
      "https://hospital.example/badges",
      "https://hospital.example/kiosks",
      "GC07"};
  const auto text = devices::write_response(
      form(), answers, person, names,
      {"urn:uuid:6b1a4f36-0000-4000-8000-000000000001",
       visit::Moment{std::chrono::milliseconds{1611628920000}}, "0011223344556677"});
  REQUIRE(text);
  return std::string(text->reveal());
}

std::string form_text() { return json::parse(files::contents(kForm)).dump(); }

struct Bad {
  const char* name;
  std::function<void(json&)> change;
};

json& answer(json& response, std::size_t item) { return response["item"][item]["answer"][0]; }

constexpr std::size_t kQ4 = 4;
constexpr std::size_t kQ6 = 6;
constexpr std::size_t kQ7 = 7;
constexpr std::size_t kDeclared = 8;

// The first five are wrong for anybody who knows FHIR, the others only for who knows the form.
const std::vector<Bad>& bad_kinds() {
  static const std::vector<Bad> kKinds{
      {"status", [](json& r) { r["status"] = "done"; }},
      {"no linkId", [](json& r) { r["item"][kQ7].erase("linkId"); }},
      {"text for boolean", [](json& r) { answer(r, kDeclared)["valueBoolean"] = "true"; }},
      {"unknown field", [](json& r) { r["colour"] = "GREEN"; }},
      {"date", [](json& r) { r["authored"] = "20.01.2021"; }},
      {"two values", [](json& r) { answer(r, kQ7)["valueString"] = "36.6"; }},
      {"required missing", [](json& r) { r["item"].erase(kQ4); }},
      {"unknown link", [](json& r) { r["item"][kQ4]["linkId"] = "q9"; }},
      {"code not offered", [](json& r) { answer(r, kQ4)["valueCoding"]["code"] = "maybe"; }},
      {"none and a fever",
       [](json& r) {
         json fever = answer(r, kQ6);
         fever["valueCoding"]["code"] = "FEVER";
         r["item"][kQ6]["answer"].push_back(fever);
       }},
      {"form version",
       [](json& r) { r["questionnaire"] = r["questionnaire"].get<std::string>() + "1"; }},
  };
  return kKinds;
}
constexpr std::size_t kWrongForAnybody = 5;

}  // namespace

TEST_CASE("two validators of others accept our form and each survey of ours") {
  std::vector<std::string> resources{form_text()};
  for (const auto answerer :
       {visit::Answerer::self, visit::Answerer::relative, visit::Answerer::staff}) {
    for (const bool ill : {false, true}) {
      for (const auto subject :
           {devices::SurveyNames::Subject::identifier, devices::SurveyNames::Subject::contained}) {
        resources.push_back(survey(answerer, ill, subject));
      }
    }
  }
  const auto words = judged(resources);
  for (std::size_t i = 0; i < words.size(); ++i) {
    INFO(resources[i].substr(0, 300));
    CHECK(words[i].by_schema);
    CHECK(words[i].by_structure);
  }
}

TEST_CASE(
    "eleven bad kinds: none gets past our check, and those that FHIR forbids not past others'") {
  const std::string good =
      survey(visit::Answerer::self, false, devices::SurveyNames::Subject::identifier);
  REQUIRE(devices::check_response(form(), good));
  std::vector<std::string> resources;
  for (const Bad& bad : bad_kinds()) {
    json response = json::parse(good);
    bad.change(response);
    resources.push_back(response.dump());
    INFO(bad.name);
    CHECK_FALSE(devices::check_response(form(), resources.back()));
  }
  REQUIRE(resources.size() == 11);
  const auto words = judged(resources);
  for (std::size_t i = 0; i < words.size(); ++i) {
    INFO(bad_kinds()[i].name);
    if (i < kWrongForAnybody) CHECK_FALSE((words[i].by_schema && words[i].by_structure));
    std::printf("%s: the schema %s it, the structure %s it\n", bad_kinds()[i].name,
                words[i].by_schema ? "accepts" : "refuses",
                words[i].by_structure ? "accepts" : "refuses");
  }
}

TEST_CASE("whatever others refuse of a survey of ours with one thing changed, we refuse") {
  // A relative's, which has everything in it.
  std::vector<std::string> resources;
  const json good = json::parse(
      survey(visit::Answerer::relative, true, devices::SurveyNames::Subject::identifier));
  const json flat = good.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    for (const json& odd : {json(7), json("x y")}) {
      json other = good;
      other[json::json_pointer(pointer)] = odd;
      resources.push_back(other.dump());
    }
  }
  const auto words = judged(resources);
  int refused = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].by_schema && words[i].by_structure) continue;
    ++refused;
    INFO(resources[i]);
    CHECK_FALSE(devices::check_response(form(), resources[i]));
  }
  if (!words.empty()) CHECK(refused > 60);
}
