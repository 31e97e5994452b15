// SPDX-License-Identifier: GPL-3.0-or-later
// The history survey through the real binaries: a question a page, nothing forgotten, nothing
// against sense, looked through before it is signed.
#include <catch2/catch.hpp>

#include "tests/whole/household.h"
#include "tests/whole/survey.h"

namespace whole {

namespace {

using Codes = std::vector<std::string>;

// Wang's, from welcome to the survey's first question.
void up_to_survey(Stage& stage) {
  stage.up_to_paper();
  stage.play("press survey\nexpect survey-question\n");
}

}  // namespace

TEST_CASE("a question a page, by hand: each answer reaches the hospital as it was given") {
  Stage stage;
  up_to_survey(stage);
  CHECK(shows(stage, "第 1 题，共 7 题"));
  CHECK(shows(stage, "这14天里，|去过或住过中高风险地区"));
  for (const char* word : {"\"是\"", "\"否\"", "\"不清楚\""}) CHECK(shows(stage, word));
  const std::string fortnight = line_with(stage, "lead");
  stage.play("press item_1\nexpect text \"接触过|感染新冠病毒的人吗\"\n");
  CHECK(line_with(stage, "lead") == fortnight);
  stage.play("press item_2\nexpect text \"从有病例的地方来\"\n");
  stage.play("press item_3\nexpect text \"有2个或更多的人\"\npress item_2\n");
  stage.play("expect text \"这28天里，|去过国外吗\"\n");
  CHECK(line_with(stage, "lead") != fortnight);  // a window of its own
  stage.play("press item_2\nexpect text \"不舒服吗\"\npress item_1\nexpect survey-symptoms\n");
  stage.play("expect text \"发烧（37.3℃或更高）\"\npress item_2\nexpect text \"item_2 on\"\n");
  // The other part: eleven in all.
  stage.play("press yes\nexpect text \"拉肚子\"\npress item_5\nexpect text \"item_5 on\"\n");
  stage.play("press yes\n" + degrees("373") + "expect survey-review\n");
  CHECK(line_with(stage, "去过有风险|的地方").find("\"是\" strong") != std::string::npos);
  CHECK(line_with(stage, "接触过|新冠病人").find("\"否\"") != std::string::npos);
  CHECK(line_with(stage, "接触过|发热的人").find("\"不清楚\"") != std::string::npos);
  CHECK(line_with(stage, "有不舒服").find("干咳和拉肚子") != std::string::npos);
  CHECK(line_with(stage, "体温").find("37.3 ℃") != std::string::npos);
  CHECK(documents(stage).empty());  // looked through, not signed
  stage.play(kHandIn);
  REQUIRE(arrive(stage, 1));
  const auto document = documents(stage).front();
  CHECK(subject(document) == "990101195202290047");
  CHECK(answers(document, "by") == Codes{"self"});
  CHECK(answers(document, "q1") == Codes{"yes"});
  CHECK(answers(document, "q2") == Codes{"no"});
  CHECK(answers(document, "q3") == Codes{"unknown"});
  CHECK(answers(document, "q6") == Codes{"DRY_COUGH", "DIARRHOEA"});
  CHECK(answers(document, "q7") == Codes{"37.3"});
  CHECK(answers(document, "declared") == Codes{"true"});
  CHECK(answers(document, "relation").empty());
}

TEST_CASE("H18: no question is passed by, and whoever feels nothing feels nothing else") {
  Stage stage;
  up_to_survey(stage);
  stage.play("press item_2\npress item_2\npress item_2\nexpect text \"有2个或更多的人\"\n");
  // q4 open: nothing finishes, nothing skips.
  for (const char* button : {"hand_in", "skip", "yes", "item_4"}) {
    INFO(button);
    CHECK_FALSE(stage.player().press(button));
  }
  CHECK(shows(stage, "有2个或更多的人"));
  stage.play("press item_2\npress item_2\nexpect text \"不舒服吗\"\npress item_1\n");
  // Unwell, and none of these: asked again.
  stage.play("expect survey-symptoms\npress yes\nexpect text \"拉肚子\"\npress yes\n");
  stage.play("expect text \"不舒服吗\"\npress item_1\nexpect survey-symptoms\npress item_1\n");
  stage.play("expect text \"item_1 on\"\npress yes\npress yes\nexpect survey-temperature\n");
  stage.play("press skip\nexpect survey-review\n");
  CHECK(line_with(stage, "有不舒服").find("发烧") != std::string::npos);
  // The control above; now none, which drives the fever out.
  stage.play("press back\nexpect survey-temperature\npress back\nexpect text \"不舒服吗\"\n");
  stage.play(kWell);
  CHECK(line_with(stage, "有不舒服").find("发烧") == std::string::npos);
  stage.play(kHandIn);
  REQUIRE(arrive(stage, 1));
  CHECK(answers(documents(stage).front(), "q6") == Codes{"none"});
  CHECK(answers(documents(stage).front(), "q7").empty());
}

TEST_CASE(
    "an infrared thermometer fills in the temperature, and a spoilt reading fills in nothing") {
  Stage stage;
  stage.up_to_paper();
  stage.play(histories("nnnnn") + "press item_2\nexpect survey-temperature\n");
  CHECK(shows(stage, "体温枪对准额头按一下"));
  stage.play("thermometer garble\nthermometer 38.6\npause 2\nexpect survey-temperature\n");
  stage.play("thermometer 38.2\nexpect survey-review\n");
  CHECK(line_with(stage, "体温").find("38.2 ℃") != std::string::npos);
  stage.play(kHandIn);
  CHECK(shows(stage, "请先去发热门诊"));
  REQUIRE(arrive(stage, 1));
  CHECK(answers(documents(stage).front(), "q7") == Codes{"38.2"});
  stage.play("press no_print\npress have_all\nexpect welcome\n");
  // Pulled out, the figures are typed; what nobody has is not believed.
  stage.play("card lift\nthermometer pull\npause 3\n");
  stage.up_to_paper();
  stage.play(histories("nnnnn") + "press item_2\nexpect survey-temperature\n");
  CHECK_FALSE(shows(stage, "体温枪"));
  CHECK(shows(stage, "打三个数字"));
  stage.play(degrees("999") + "expect text \"这个数不像体温\"\n");
  stage.play(degrees("372") + "expect survey-review\n");
  stage.play(kHandIn);
  CHECK(shows(stage, "可以直接去看病"));
}

TEST_CASE("looked through before it is signed: a row is changed, and only then handed in") {
  Stage stage;
  stage.up_to_paper();
  stage.play(histories("ynnnn") + kWell);
  CHECK(line_with(stage, "去过有风险|的地方").find("\"是\" strong") != std::string::npos);
  stage.play("press item_1\nexpect survey-question\npress item_2\nexpect survey-review\n");
  CHECK(line_with(stage, "去过有风险|的地方").find("\"否\"") != std::string::npos);
  CHECK(outbox(stage, "list").out.empty());
  CHECK(documents(stage).empty());
  stage.play(kHandIn);
  REQUIRE(arrive(stage, 1));
  CHECK(answers(documents(stage).front(), "q1") == Codes{"no"});
}

}  // namespace whole
