// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/survey.h"

#include <catch2/catch.hpp>

namespace whole {

using nlohmann::json;

std::string histories(std::string_view letters) {
  std::string script = "press survey\nexpect survey-question\n";
  for (const char letter : letters) {
    script += letter == 'y'   ? "press item_1\n"
              : letter == 'n' ? "press item_2\n"
                              : "press item_3\n";
  }
  return script + "expect text \"不舒服吗\"\n";
}

std::string degrees(std::string_view figures) {
  std::string script = "expect survey-temperature\n";
  for (const char figure : figures) script += std::string("press key_") + figure + "\n";
  return script;
}

void answer(Stage& stage, const std::string& person, const std::string& q1) {
  stage.up_to_confirm(person);
  stage.play("press its_me\nwait verdict-green\n" + histories(q1 + "nnnn") + kWell + kHandIn);
}

std::vector<json> documents(Stage& stage) {
  std::vector<json> all;
  for (const std::string& one : stage.bench().surveys()) all.push_back(json::parse(one));
  return all;
}

std::vector<std::string> answers(const json& document, std::string_view link) {
  std::vector<std::string> all;
  for (const json& item : document.at("item")) {
    if (item.at("linkId") != link) continue;
    for (const json& answer : item.at("answer")) {
      all.push_back(answer.contains("valueCoding")
                        ? answer["valueCoding"]["code"].get<std::string>()
                        : answer.begin()->dump());
    }
  }
  return all;
}

std::string subject(const json& document) {
  return document.at("subject").at("identifier").at("value").get<std::string>();
}

bool arrive(Stage& stage, std::size_t count) {
  constexpr std::chrono::seconds kRetries{60};
  if (!soon([&] { return stage.bench().surveys().size() >= count; }, kRetries)) return false;
  stage.play("pause 2\n");
  return stage.bench().surveys().size() == count;
}

Ran outbox(Stage& stage, const std::string& arguments) {
  const auto folder = stage.bench().folder();
  return run(program("kioskctl").string() + " surveys " + arguments + " --outbox " +
             (folder / "surveys.db").string() + " --key " + (folder / "surveys.key").string());
}

}  // namespace whole
