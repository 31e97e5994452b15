// SPDX-License-Identifier: GPL-3.0-or-later
// The desk by a keyboard alone, in a real window on an X server: no finger touches the glass from
// the badge to the first page again.
#include <catch2/catch.hpp>
#include <cstdio>
#include <thread>

#include "kiosk/visit/staff.h"
#include "tests/whole/desk.h"
#include "tests/whole/display.h"

namespace whole {

namespace {

using namespace std::chrono_literals;

// Somebody at the keyboard who counts what they press. A page that has just come takes no key yet.
class Keyboard {
 public:
  explicit Keyboard(Stage& stage) : stage_(stage) {}

  // One key; until the page says so.
  void press(const std::string& key, const std::string& then) {
    std::this_thread::sleep_for(700ms);
    type(key);
    ++pressed_;
    const auto there = stage_.player().wait_text(then, 20s);
    INFO(key << ": " << (there ? std::string() : there.error()));
    REQUIRE(there);
  }
  // Keys of the same page, as fast as they come.
  void type(const std::string& keys) {
    const Ran ran = run("xdotool key --delay 20 " + keys);
    INFO(ran.out);
    REQUIRE(ran.code == 0);
  }
  void type_digits(const std::string& number) {
    std::this_thread::sleep_for(700ms);
    std::string keys;
    for (const char digit : number) (keys += digit) += ' ';
    type(keys);
  }
  [[nodiscard]] int pressed() const { return pressed_; }

 private:
  Stage& stage_;
  int pressed_ = 0;
};

}  // namespace

TEST_CASE(
    "a keyboard suffices at the desk: PIN, query, form, sheets, shift, devices and the way out") {
  const XServer x(1080, 1920);
  StageOptions options;
  options.surface = Surface::window;
  Stage stage(options);
  stage.visit("wang");
  Keyboard keyboard(stage);
  stage.play(
      "expect text \"device card_reader works\"\npress ask_staff\nexpect call-staff\n"
      "card lay supervisor\nwait enter-pin\n");
  keyboard.type_digits("246810");
  keyboard.press("Return", "page desk");

  keyboard.press("F1", "page type-number");
  keyboard.type_digits("990101195202290047");
  keyboard.press("Return", "page confirm");
  // The first comes to the way on, the second goes it.
  keyboard.press("Return Return", "page verdict-green");
  keyboard.press("Escape", "page confirm");
  keyboard.press("Escape", "page type-number");
  keyboard.press("Escape", "page desk");
  keyboard.press("F3", "page pick-sheet");
  keyboard.press("1", "page sheet-reason");
  keyboard.press("Escape", "page desk");
  keyboard.press("F4", "page pick-sheet");
  keyboard.press("1", "page sheet-reason");
  keyboard.press("2", "page desk");
  CHECK(stage.record().state == "voided");
  keyboard.press("F5", "page take");
  keyboard.press("Return Return", "page desk");
  CHECK(stage.bench().sheets().size() == 2);
  keyboard.press("F7", "page shift");
  keyboard.press("Escape", "page desk");
  keyboard.press("F8", "page devices");
  keyboard.press("9", "还空 ");
  keyboard.press("Escape", "page desk");
  keyboard.press("Escape", "page welcome");
  CHECK(noted(stage, visit::Entry::What::duty, visit::Duty::query) == 1);
}

TEST_CASE("a helper's whole survey takes at most twelve key presses when all answers are no") {
  const XServer x(1080, 1920);
  StageOptions options;
  options.surface = Surface::window;
  Stage stage(options);
  stage.play(
      "expect text \"device card_reader works\"\npress ask_staff\nexpect call-staff\n"
      "card lay badge\n" +
      std::string(kPin) + "wait desk\n");
  Keyboard whose(stage);
  whose.press("F2", "page type-number");
  whose.type_digits("990101195202290047");
  Keyboard survey(stage);
  survey.press("Return", "第 1 题");
  for (const char* next : {"第 2 题", "第 3 题", "第 4 题", "第 5 题", "不舒服"}) {
    survey.press("2", next);
  }
  survey.press("2", "page survey-temperature");
  stage.play("thermometer 36.5\nexpect survey-review\n");
  survey.press("0", "page routed");
  CHECK(survey.pressed() <= 12);
  std::printf("a helper's whole survey, all answers no: %d key presses\n", survey.pressed());
  REQUIRE(soon([&] { return stage.bench().surveys().size() == 1; }));
}

}  // namespace whole
