// SPDX-License-Identifier: GPL-3.0-or-later
// Whose words a survey is, through the real binaries: the person's, a relative's or the staff's, as
// the hospital's server keeps it.
#include <catch2/catch.hpp>

#include "tests/whole/desk.h"
#include "tests/whole/household.h"
#include "tests/whole/survey.h"

namespace whole {

namespace {

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("who answered stands in the document: the person, a relative and what they are to them") {
  Stage stage;
  stage.up_to_paper();
  // Her grandson stands beside her and answers: what is he to her?
  stage.play(histories("nnnnn") + kWell + "press answered_by_relative\npress hand_in\n");
  stage.play("expect survey-question\nexpect text \"您是这位的什么人\"\npress item_4\n");
  stage.play("expect survey-review\n" + std::string(kHandIn) + "press no_print\npress have_all\n");
  stage.play("expect welcome\ncard lift\n");
  sit_down(stage, "mei");
  choose(stage, "李明");
  stage.play("press its_me\nwait verdict-yellow\n" + histories("nnnnn") + kWell + kHandIn);
  REQUIRE(arrive(stage, 2));
  const auto all = documents(stage);
  CHECK(answers(all[0], "by") == Codes{"relative"});
  CHECK(answers(all[0], "relation") == Codes{"GRANDCHILD"});
  CHECK(all[0].at("source").at("reference") == "#relative");
  // The service knows what mei is to him: nobody asked.
  CHECK(subject(all[1]) == "990101194803120030");
  CHECK(answers(all[1], "by") == Codes{"relative"});
  CHECK(answers(all[1], "relation") == Codes{"CHILD"});
  // Of the relative nothing else is told.
  for (const auto& one : all) {
    CHECK(one.dump().find("吴梅") == std::string::npos);
    CHECK(one.dump().find("990101198509120089") == std::string::npos);
  }
}

TEST_CASE("whoever has no badge cannot say that staff answered") {
  Stage stage;
  stage.up_to_paper();
  stage.play(histories("nnnnn") + kWell);
  CHECK(offers(stage, "answered_by_self"));
  CHECK_FALSE(stage.player().press("answered_by_staff"));
  stage.play(kHandIn);
  REQUIRE(arrive(stage, 1));
  CHECK(answers(documents(stage).front(), "by") == Codes{"self"});
}

TEST_CASE("staff who fill it in stand in the document with their badge") {
  Stage stage;
  stage.play(sign_in("badge") + "press item_2\nexpect type-number\n" + typed("990101195202290047") +
             "expect survey-question\n");
  stage.play("press item_2\npress item_2\npress item_2\npress item_2\npress item_2\n");
  stage.play("expect text \"不舒服吗\"\n" + std::string(kWell) + kHandIn);
  REQUIRE(arrive(stage, 1));
  const auto document = documents(stage).front();
  CHECK(subject(document) == "990101195202290047");
  CHECK(answers(document, "by") == Codes{"staff"});
  CHECK(document.at("author").at("type") == "Practitioner");
  CHECK(document.at("author").at("identifier").at("value").get<std::string>().size() == 16);
}

}  // namespace whole
