// SPDX-License-Identifier: GPL-3.0-or-later
// Where a survey leads, through the real binaries: beside the colour, never changing it, with the
// way there on a sheet of its own.
#include <catch2/catch.hpp>

#include "tests/whole/desk.h"
#include "tests/whole/household.h"
#include "tests/whole/paper.h"
#include "tests/whole/survey.h"

namespace whole {

namespace {

void is_routed(Stage& stage, const char* words, const char* colour) {
  CHECK(shows(stage, words));
  CHECK(line_with(stage, "\"健康码\"").find(colour) != std::string::npos);
  CHECK(shows(stage, "不会改变健康码的颜色"));
}

}  // namespace

TEST_CASE(
    "pass, buffer, fever clinic, isolate: the farthest of all answers, the colour as it was") {
  Stage stage;
  stage.up_to_paper();
  stage.play(histories("nnnnn") + kWell + kHandIn);
  is_routed(stage, "可以直接去看病", "绿码");
  stage.play(kAway);
  stage.up_to_paper();
  stage.play(histories("nnunn") + kWell + kHandIn);
  is_routed(stage, "请先去缓冲区", "绿码");
  stage.play(kAway);
  stage.up_to_paper();
  stage.play(histories("unnny") + kWell + kHandIn);
  is_routed(stage, "请先去发热门诊", "绿码");
  stage.play(kAway);
  // The same answers beside other colours.
  stage.up_to_confirm("li");
  stage.play("press its_me\nwait verdict-yellow\n" + histories("nnnnn") + kWell + kHandIn);
  is_routed(stage, "请先去缓冲区", "黄码");
  stage.play(kAway);
  stage.up_to_confirm("zhao");
  stage.play("press its_me\nwait verdict-red\n" + histories("nnnnn") + kWell + kHandIn);
  is_routed(stage, "请在这里等", "红码");
  CHECK(arrive(stage, 5));
}

TEST_CASE("H19: a yes leads to the fever clinic on a second sheet, and the code stays green") {
  const SheetReader reader = sheet_reader();
  Stage stage;
  stage.up_to_paper();
  stage.play(histories("nynnn") + kWell + kHandIn + "press print\nwait take 60\n");
  CHECK(shows(stage, "两张纸"));
  const auto sheets = stage.bench().sheets();
  REQUIRE(sheets.size() == 2);
  CHECK(signed_on(stage, sheets[0]).at("colour") == "green");
  CHECK(signed_on(stage, sheets[0]).at("verdict") == "ok");
  const std::string way = letters_on(stage, reader, sheets[1]);
  INFO(way);
  for (const char* word : {"就诊指引", sheets[1].c_str(), "王秀英", "去发热门诊", "出门左转",
                           "接触过新冠病人", "本人回答"})
    CHECK(says(way, word));
  CHECK_FALSE(says(way, "去缓冲区"));
  CHECK(code_on(stage, sheets[1]) == sheets[1]);  // of the person nothing stands in it
  REQUIRE(arrive(stage, 1));
  stage.play("press have_all\nexpect welcome\ncard lift\n");
}

TEST_CASE(
    "H12: with neither card nor phone: the form to fill in, the questions, and the way there") {
  const SheetReader reader = sheet_reader();
  Stage stage;
  stage.play(sign_in("badge") + "press item_5\nwait take 60\nexpect text \"登记单\"\n");
  stage.play("press have_all\nexpect desk\npress item_2\nexpect type-number\npress no_card\n");
  stage.play("expect survey-question\npress item_2\npress item_2\npress item_1\npress item_2\n");
  stage.play("press item_2\nexpect text \"不舒服吗\"\n" + std::string(kWell) + kHandIn);
  CHECK(shows(stage, "请先去发热门诊"));
  CHECK(line_with(stage, "\"健康码\"").empty());
  stage.play("press print\nwait take 60\npress have_all\nexpect desk\n" + std::string(kSignOut));
  const auto sheets = stage.bench().sheets();
  REQUIRE(sheets.size() == 2);
  CHECK(says(letters_on(stage, reader, sheets[0]), "登记"));
  const std::string way = letters_on(stage, reader, sheets[1]);
  INFO(way);
  CHECK(says(way, "去发热门诊"));
  CHECK(says(way, "接触过发热的人"));
  CHECK(says(way, "工作人员代答"));
  // Nobody's answers reach the hospital's server without a person.
  CHECK(outbox(stage, "list").out.empty());
  CHECK(documents(stage).empty());
}

}  // namespace whole
