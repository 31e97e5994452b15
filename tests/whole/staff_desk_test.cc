// SPDX-License-Identifier: GPL-3.0-or-later
// What staff do for people at the desk: a number is typed for them, a survey filled in, somebody
// with neither card nor telephone goes on paper, and a code that is wrong is appealed against.
#include <catch2/catch.hpp>

#include "kiosk/visit/staff.h"
#include "kiosk/visit/state.h"
#include "kiosk/visit/verdict.h"
#include "tests/files.h"
#include "tests/whole/desk.h"
#include "tests/whole/paper.h"

namespace whole {

namespace {

using nlohmann::json;
using visit::Duty;
using visit::Entry;

const std::string kWang = "990101195202290047";
const std::string kLi = "990101194803120030";
const std::string kQian = "990101195001010061";

// The desk's figures come a moment after it.
bool counts(Stage& stage, int number, const std::string& what) {
  const std::string counter = "counter \"" + std::to_string(number) + "\" \"" + what + "\"";
  return soon([&] { return says(stage.player().now().text, counter); });
}

void appeal(Stage& stage, const std::string& number, const char* kind, const char* answer) {
  stage.play("press item_6\nexpect type-number\n" + typed(number) + "expect choose-appeal\npress " +
             kind + "\nwait appeal-taken 15\nexpect text \"" + answer +
             "\"\npress all_done\nexpect desk\n");
}

}  // namespace

TEST_CASE("staff type a number, the person agrees before anything is asked, and that is recorded") {
  Stage stage;
  stage.play(sign_in("badge") + "press item_1\nexpect type-number\n");
  // One figure wrong is seen before anybody is asked.
  stage.play(typed("990101195202290048") + "expect text \"有一位打错了\"\n" +
             "press key_erase\npress key_7\npress number_done\nexpect confirm\n");
  // It stands there hidden; what is pressed says that the person agrees.
  stage.play("expect text \"本人同意，往下查\"\n");
  CHECK_FALSE(says(stage.player().now().text, kWang));
  CHECK(noted(stage, Entry::What::duty, Duty::query) == 0);
  stage.play("press its_me\nwait verdict-green\n");
  CHECK(noted(stage, Entry::What::duty, Duty::query) == 1);
  CHECK(noted(stage, Entry::What::verdict, visit::Colour::green) == 1);
  // No name is known of a number: no signed sheet, and somebody writes by hand.
  CHECK_FALSE(stage.player().press("print").has_value());
  stage.play("press no_print\nexpect desk\nexpect text \"今天查询\"\n");
  CHECK(counts(stage, 1, "今天查询"));
  CHECK_FALSE(says(stage.player().now().text, "王"));
  // Who does not agree is not asked about.
  stage.play("press item_1\nexpect type-number\n" + typed(kLi) +
             "expect confirm\npress not_me\nexpect type-number\npress back\nexpect desk\n");
  CHECK(noted(stage, Entry::What::duty, Duty::query) == 1);
  CHECK(counts(stage, 1, "今天查询"));
  stage.play(kSignOut);
  for (const char* file : {"journal.jsonl", "kiosk.log", "shift.db", "store.db"}) {
    INFO(file);
    CHECK_FALSE(says(files::contents(stage.bench().folder() / file), kWang));
  }
}

TEST_CASE("staff ask by the card that somebody has after all, and the sheet is signed") {
  Stage stage;
  stage.play(sign_in("badge") +
             "press item_1\nexpect type-number\npress other_card\nexpect lay-card\n"
             "card add wang\nwait confirm\nexpect text \"本人同意\"\npress its_me\nwait "
             "verdict-green\npress print\nwait take 30\npress have_all\nwait desk\n");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK(stage.newest_is_verified());
  CHECK(noted(stage, Entry::What::duty, Duty::query) == 1);
  stage.play(kSignOut);
}

TEST_CASE("H12: who has neither card nor telephone leaves with the form, and the figures say so") {
  Stage stage;
  stage.play(sign_in("badge") + "press item_5\nwait take 30\nexpect text \"登记单\"\n");
  REQUIRE(stage.bench().sheets().size() == 1);
  const std::string form = words_on(stage, stage.bench().sheets().front());
  CHECK(says(form, "登记"));
  CHECK(says(form, "姓名"));
  CHECK_FALSE(says(stage.newest_code(), "HC1:"));  // nothing on it is signed
  CHECK(noted(stage, Entry::What::duty, Duty::register_person) == 1);
  stage.play("press have_all\nexpect desk\n");
  CHECK(counts(stage, 1, "打印"));
  CHECK(counts(stage, 0, "今天查询"));
  stage.play(kSignOut);
}

TEST_CASE("a survey that staff fill in reaches the hospital as theirs, about the person asked") {
  Stage stage;
  stage.play(sign_in("badge") + "press item_2\nexpect type-number\n" + typed(kWang) +
             "expect survey-question\n");
  // Five questions, then how one feels.
  for (int question = 1; question <= 5; ++question) {
    stage.play("expect text \"第 " + std::to_string(question) + " 题\"\npress item_2\n");
  }
  stage.play(
      "expect text \"不舒服\"\npress item_2\nexpect survey-temperature\nthermometer 36.5\n"
      "expect survey-review\nexpect text \"36.5\"\npress hand_in\nwait routed 15\n"
      "expect text \"可以直接去看病\"\n");
  CHECK(noted(stage, Entry::What::duty, Duty::survey) == 1);
  CHECK(noted(stage, Entry::What::survey_kept, 0) == 1);
  REQUIRE(soon([&] { return stage.bench().surveys().size() == 1; }));
  const json survey = json::parse(stage.bench().surveys().front());
  const std::string roll = files::contents(stage.bench().folder() / "staff.toml");
  const std::string badge = survey.at("author").at("identifier").at("value");
  INFO(survey.dump(1));
  CHECK(survey.at("author").at("type") == "Practitioner");
  CHECK(says(roll.substr(0, roll.find("[[member]]", 1)), badge));
  CHECK(survey.at("source") == survey.at("author"));
  CHECK(survey.at("subject").at("identifier").at("value") == kWang);
  stage.play("press print\nwait take 30\npress have_all\nexpect desk\n");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK(counts(stage, 0, "问卷待送"));
  stage.play(kSignOut);
}

TEST_CASE("an appeal is taken with its number, or refused in words that say why") {
  Stage stage;
  stage.play(sign_in("badge"));
  appeal(stage, kLi, "item_1", "申诉收到了");
  // Li's newest record is a day old: a colour has two days to follow.
  appeal(stage, kLi, "item_2", "还没有满 48 小时");
  appeal(stage, kQian, "item_1", "没有记录");
  stage.play("service down\n");
  appeal(stage, kLi, "item_1", "没有回答");
  stage.play("service ok\n");
  CHECK(noted(stage, Entry::What::duty, Duty::appeal) == 4);
  stage.play(kSignOut);
}

}  // namespace whole
