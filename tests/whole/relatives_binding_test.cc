// SPDX-License-Identifier: GPL-3.0-or-later
// Bound, listed and unbound at the kiosk, through the real binaries: by both cards, for a day or
// for longer, and ended from either side.
#include <catch2/catch.hpp>

#include "tests/whole/household.h"

namespace whole {

namespace {

// The verdict of somebody chosen, to the page that says whom.
std::string agreed(const std::string& verdict) {
  return "press its_me\nwait " + verdict + "\npress no_print\nwait choose-person\n";
}

}  // namespace

TEST_CASE("bound at the kiosk, listed the next time, unbound at the kiosk, listed no more") {
  Stage stage;
  sit_down(stage, "hui");
  stage.play(bind_by_card("add_person", "wang") + "wait confirm\n" + agreed("verdict-green"));
  get_up(stage);
  sit_down(stage, "hui");
  CHECK(shows(stage, "孙𠅤"));
  choose(stage, "王秀英");
  stage.play("press end_binding\nexpect end-binding\nexpect text \"王*英\"\npress no\n");
  stage.play("expect choose-person\nexpect text \"王秀英\"\n");
  choose(stage, "王秀英");
  stage.play("press end_binding\nexpect end-binding\npress yes\nwait choose-person\n");
  CHECK_FALSE(shows(stage, "王秀英"));
  get_up(stage);
  sit_down(stage, "hui");
  CHECK_FALSE(shows(stage, "王秀英"));
  CHECK(shows(stage, "孙𠅤"));
}

TEST_CASE("who was here with their card for a day is not bound for longer") {
  Stage stage;
  sit_down(stage, "hui");
  stage.play(bind_by_card("person_here", "wang") + "wait confirm\n" + agreed("verdict-green"));
  const std::string here = line_with(stage, "王秀英");
  const std::string bound = line_with(stage, "孙𠅤");
  const auto until = [](const std::string& line) { return line.substr(line.find("到 ")); };
  CHECK(until(here) != until(bound));
  get_up(stage);
  stage.play("service ahead 2\n");
  sit_down(stage, "hui");
  CHECK_FALSE(shows(stage, "王秀英"));
  CHECK(shows(stage, "孙𠅤"));
  get_up(stage);
  // Half a year later the other is over too.
  stage.play("service ahead 181\n");
  sit_down(stage, "hui");
  CHECK_FALSE(shows(stage, "孙𠅤"));
}

TEST_CASE("the bound person's own page says who may act for them, and they can end it") {
  Stage stage;
  stage.up_to_confirm("sun");
  stage.play("press its_me\nwait verdict-green\nexpect text \"孙*可以替您办\"\n");
  stage.play("press no_print\npress have_all\nexpect welcome\n");
  // The control: nobody acts for wang.
  stage.up_to_confirm("wang");
  stage.play("press its_me\nwait verdict-green\n");
  CHECK_FALSE(shows(stage, "替您办"));
  stage.play("press no_print\npress have_all\nexpect welcome\n");

  sit_down(stage, "sun");
  stage.play("press who_acts_for_me\nexpect agents\n");
  const std::string line = line_with(stage, "person-choice");
  CHECK(line.find("\"孙*\"") != std::string::npos);
  CHECK(line.find("孙慧") == std::string::npos);  // masked
  stage.play("press item_1\nexpect end-binding\nexpect text \"不让这位|替您办\"\npress yes\n");
  stage.play("wait choose-person\n");
  CHECK_FALSE(offers(stage, "who_acts_for_me"));
  get_up(stage);
  sit_down(stage, "hui");
  CHECK_FALSE(shows(stage, "孙𠅤"));
}

}  // namespace whole
