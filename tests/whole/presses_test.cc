// SPDX-License-Identifier: GPL-3.0-or-later
// How often people press, counted on the glass of the real kiosk: from welcome to paper, for
// themselves and for a relative; and a helper's survey by the keys of a keyboard.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "tests/whole/display.h"
#include "tests/whole/stage.h"

namespace whole {

using namespace std::chrono_literals;

namespace {

// Presses what this person sees, and counts.
class Finger {
 public:
  explicit Finger(Stage& stage) : stage_(stage) {}
  void press(const std::string& id, const std::string& wanted) {
    stage_.play("press " + id + "\nwait " + wanted + " 30\n");
    ++presses_;
  }
  // Whoever has read the question lays the card down, and has answered. That takes longer than the
  // two seconds in which a card answers nothing.
  void lay(const std::string& person, const std::string& wanted) {
    stage_.play("pause 4\ncard lay " + person + "\nwait " + wanted + " 30\n");
  }
  [[nodiscard]] int presses() const { return presses_; }

 private:
  Stage& stage_;
  int presses_ = 0;
};

void stand_before(Stage& stage) {
  stage.play(
      "wait welcome\nexpect text \"device card_reader works\"\nexpect text \"device printer "
      "works\"\n");
}

int for_themselves(Stage& stage, const std::string& person, const std::string& verdict) {
  stand_before(stage);
  Finger finger(stage);
  finger.press("check_code", "consent");
  finger.lay(person, "confirm");
  finger.press("its_me", verdict);
  finger.press("print", "take");
  stage.play("card lift\npress have_all\nwait welcome\n");
  return finger.presses();
}

int for_their_one(Stage& stage, const std::string& relative) {
  stand_before(stage);
  Finger finger(stage);
  finger.press("help_family", "consent");
  finger.lay(relative, "choose-person");
  finger.press("item_1", "confirm");
  finger.press("its_me", "verdict-green");
  finger.press("print", "take");
  stage.play("card lift\npress have_all\nwait choose-person\npress all_done\nwait take-card\n");
  stage.play("press have_all\nwait welcome\n");
  return finger.presses();
}

int median(std::vector<int> presses) {
  std::sort(presses.begin(), presses.end());
  return presses[presses.size() / 2];
}

void say(const char* who, const std::vector<int>& presses) {
  std::printf("presses from welcome to paper, %s:", who);
  for (const int each : presses) std::printf(" %d", each);
  std::printf("; median %d\n", median(presses));
}

// One key of a real keyboard, pressed once. A page that has just come takes none for half a second.
class Keyboard {
 public:
  explicit Keyboard(Stage& stage) : stage_(stage) {}
  void key(const std::string& name, const std::string& text) {
    std::this_thread::sleep_for(600ms);
    REQUIRE(run("xdotool key " + name).code == 0);
    ++keys_;
    const auto shown = stage_.player().wait_text(text, 10s);
    INFO((shown ? std::string{} : shown.error()));
    REQUIRE(shown);
  }
  [[nodiscard]] int keys() const { return keys_; }

 private:
  Stage& stage_;
  int keys_ = 0;
};

}  // namespace

TEST_CASE("whoever asks for themselves presses at most three times from welcome to paper") {
  Stage stage;
  std::vector<int> presses;
  for (const auto& [person, verdict] :
       {std::pair{"wang", "verdict-green"}, {"li", "verdict-yellow"}, {"zhao", "verdict-red"}}) {
    INFO(person);
    const std::size_t before = stage.bench().sheets().size();
    presses.push_back(for_themselves(stage, person, verdict));
    CHECK(stage.bench().sheets().size() > before);
  }
  say("for oneself", presses);
  CHECK(median(presses) <= 3);
}

TEST_CASE("a relative with one bound person presses at most five times from welcome to paper") {
  Stage stage;
  stage.play("bind jun wang\nbind he abdu\n");
  std::vector<int> presses;
  for (const char* relative : {"hui", "jun", "he"}) {
    INFO(relative);
    const std::size_t before = stage.bench().sheets().size();
    presses.push_back(for_their_one(stage, relative));
    CHECK(stage.bench().sheets().size() == before + 1);
  }
  say("for one's relative", presses);
  CHECK(median(presses) <= 5);
}

TEST_CASE("control: whoever answers the question by a press presses once more") {
  Stage stage;
  stand_before(stage);
  Finger finger(stage);
  finger.press("check_code", "consent");
  finger.press("agree", "lay-card");
  stage.play("card lay wang\nwait confirm 30\n");
  finger.press("its_me", "verdict-green");
  finger.press("print", "take");
  CHECK(finger.presses() == 4);
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("a helper's whole survey takes at most twelve keys when all answers are no") {
  const XServer x(1080, 1920);
  StageOptions options;
  options.surface = Surface::window;
  Stage stage(options);
  stand_before(stage);
  stage.play("press ask_staff\nwait call-staff\ncard lay badge\n" + std::string(kPin) +
             "wait desk\n");
  Keyboard survey(stage);
  survey.key("F2", "page type-number");
  // Whose it is: the number on a card that no reader reads.
  const std::string number = "990101195202290047";
  std::this_thread::sleep_for(600ms);
  REQUIRE(run("xdotool type --delay 150 " + number).code == 0);
  stage.play("expect text \"" + std::to_string(number.size()) + " 位\"\n");
  REQUIRE(run("xdotool key Return").code == 0);
  stage.play("expect text \"question 1 of 7\"\n");
  for (int question = 2; question <= 6; ++question) {
    survey.key("2", "question " + std::to_string(question) + " of 7");
  }
  survey.key("2", "page survey-temperature");
  survey.key("3", "entry \"℃\" \"3\"");
  survey.key("6", "\"36\"");
  survey.key("5", "page survey-review");
  survey.key("0", "page routed");
  std::printf("keys of a helper's survey, all answers no: %d, beside the number's own %zu\n",
              survey.keys(), number.size() + 1);
  CHECK(survey.keys() <= 12);
  CHECK(soon([&] { return stage.bench().surveys().size() == 1; }));
}

}  // namespace whole
