// SPDX-License-Identifier: GPL-3.0-or-later
// What the kiosk hears of its printer before anybody asks for paper, and what holds no sheet up:
// through the real binaries, with the printer's own count of its sheets.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "kiosk/visit/effect.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

bool was_held(Stage& stage) {
  const auto pages = stage.player().pages();
  return std::any_of(pages.begin(), pages.end(),
                     [](const sandbox::ShownPage& shown) { return shown.page == "held"; });
}

// By the kiosk's own journal.
int times_told(Stage& stage, visit::Call call) {
  std::ifstream journal(stage.bench().folder() / "journal.jsonl");
  int times = 0;
  for (std::string line; std::getline(journal, line);) {
    const auto entry = nlohmann::json::parse(line);
    times += entry.at("what") == "call" && entry.at("detail") == static_cast<int>(call) ? 1 : 0;
  }
  return times;
}

}  // namespace

TEST_CASE("what the printer says while idle takes the paper off the page before it is asked for") {
  Stage stage;
  for (const char* order :
       {"printer empty", "printer wrong", "printer toner", "printer waste", "printer off"}) {
    INFO(order);
    stage.up_to_paper();
    CHECK(stage.player().now().text.find("action print ") != std::string::npos);  // the control
    stage.play(std::string(order) + "\n" + "expect text \"action by_hand\"\n");
    CHECK(stage.player().now().text.find("action print ") == std::string::npos);
    stage.play(
        "press by_hand\nexpect call-staff\nexpect text \"用纸登记\"\nprinter ok\n"
        "press have_all\nexpect welcome\n");
  }
  CHECK(stage.bench().sheets().empty());
  CHECK(stage.record().serial.empty());
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("toner and a waste box near their ends ring for staff once each, and stop no sheet") {
  Stage stage;
  stage.play("expect welcome\nexpect text \"device printer works\"\n");
  CHECK(times_told(stage, visit::Call::supply_low) == 0);
  stage.play("printer toner 5\n");
  CHECK(soon([&] { return times_told(stage, visit::Call::supply_low) == 1; }));
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK_FALSE(was_held(stage));
  CHECK(times_told(stage, visit::Call::supply_low) == 1);
  // Only now: while it prints, ippeveprinter 2.4 cuts "marker-waste-almost-full-warning" off at 31
  // characters, and the box would be told of anew.
  stage.play("printer waste 95\n");
  CHECK(soon([&] { return times_told(stage, visit::Call::supply_low) == 2; }));
}

}  // namespace whole
