// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/household.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "tests/files.h"
#include "tests/golden.h"

namespace whole {

void sit_down(Stage& stage, const std::string& agent) {
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\nexpect text \"device printer "
      "works\"\npress help_family\nexpect consent\nexpect text \"看看您能替谁办\"\npress agree\n"
      "expect lay-card\n");
  stage.play("card lay " + agent + "\nwait choose-person\n");
}

void get_up(Stage& stage) {
  stage.play("press all_done\nexpect take-card\ncard lift\npress have_all\nexpect welcome\n");
}

namespace {

// How many parts the list has: its pager says 看别的（1/2）.
int parts_of(Stage& stage) {
  const std::string line = line_with(stage, "看别的（");
  const auto slash = line.find('/');
  return slash == std::string::npos ? 1 : std::atoi(line.c_str() + slash + 1);
}

// To the part on which the name stands; back at the first if there is none.
bool turn_to(Stage& stage, const std::string& name) {
  const int parts = parts_of(stage);
  for (int part = 1; part <= parts; ++part) {
    if (shows(stage, name)) return true;
    if (parts == 1) break;
    stage.play("press more_items\nexpect text \"（" + std::to_string(part % parts + 1) + "/" +
               std::to_string(parts) + "）\"\n");
  }
  return false;
}

}  // namespace

bool lists(Stage& stage, const std::string& name) {
  if (!turn_to(stage, name)) return false;
  while (parts_of(stage) > 1 && !shows(stage, "（1/")) stage.play("press more_items\npause 0.2\n");
  return true;
}

void touch(Stage& stage, const std::string& name) {
  REQUIRE(turn_to(stage, name));
  // person-choice item_2 "父母" "李明" / …
  std::istringstream line(line_with(stage, name));
  std::string kind;
  std::string button;
  line >> kind >> button;
  INFO(stage.player().now().text);
  REQUIRE(kind == "person-choice");
  stage.play("press " + button + "\n");
}

void choose(Stage& stage, const std::string& name) {
  touch(stage, name);
  stage.play("expect confirm\nexpect text \"" + name + "\"\n");
}

std::string line_with(Stage& stage, const std::string& word) {
  std::istringstream lines(stage.player().now().text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(word) != std::string::npos) return line;
  }
  return {};
}

bool shows(Stage& stage, const std::string& word) { return !line_with(stage, word).empty(); }

bool offers(Stage& stage, const std::string& button) {
  // action print primary printer "打印纸质证明"
  std::istringstream lines(stage.player().now().text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind;
    std::string id;
    words >> kind >> id;
    if (id == button || kind == button) return true;
  }
  return false;
}

int asked(Stage& stage, const std::string& what) {
  std::istringstream lines(files::contents(stage.bench().folder() / "issuers/42/service.log"));
  int count = 0;
  for (std::string line; std::getline(lines, line);)
    count += line.find(what + " ") != std::string::npos ? 1 : 0;
  return count;
}

}  // namespace whole
