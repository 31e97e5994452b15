// SPDX-License-Identifier: GPL-3.0-or-later
// A relative acts for somebody, through the real binaries: whom they may act for, that each says
// yes for themselves, and that the relative's own code is nobody else's.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/whole/household.h"
#include "tests/whole/paper.h"

namespace whole {

namespace {

constexpr const char* kQueries = "POST /v1/status/query";

}  // namespace

TEST_CASE("a relative's own card tells for whom they may act, what, and until when") {
  Stage stage;
  sit_down(stage, "mei");
  for (const char* name : {"李明", "赵国华", "吴小雨"}) {
    INFO(name);
    CHECK(line_with(stage, name).find("查码、打印、问卷，|到 ") != std::string::npos);
  }
  CHECK(line_with(stage, "李明").find("父母") != std::string::npos);
  CHECK(line_with(stage, "赵国华").find("照顾") != std::string::npos);
  CHECK(line_with(stage, "吴小雨").find("孩子") != std::string::npos);
  CHECK(lists(stage, "我自己"));
  get_up(stage);
  // Another relative sees their own people and nobody else's.
  sit_down(stage, "hui");
  CHECK(shows(stage, "孙𠅤"));
  for (const char* name : {"李明", "赵国华", "吴小雨"}) CHECK_FALSE(shows(stage, name));
  get_up(stage);
}

TEST_CASE("H16: nothing of a person is asked before the page says they agreed, and no means no") {
  Stage stage;
  sit_down(stage, "mei");
  choose(stage, "李明");
  CHECK(shows(stage, "要本人同意才能查"));
  CHECK(asked(stage, kQueries) == 0);
  stage.play("press not_me\nexpect choose-person\n");
  CHECK(asked(stage, kQueries) == 0);
  // The control: yes asks, once.
  choose(stage, "李明");
  stage.play("press its_me\nwait verdict-yellow\n");
  CHECK(asked(stage, kQueries) == 1);
}

TEST_CASE("H16: whoever may no longer act is shown nothing, though the page had the name") {
  Stage stage;
  sit_down(stage, "hui");
  choose(stage, "孙𠅤");
  stage.play("service ahead 181\npress its_me\nwait not-found\n");
  for (const char* word : {"绿码", "黄码", "红码", "孙𠅤", "孙*", "0011"}) {
    INFO(word);
    CHECK_FALSE(shows(stage, word));
  }
  CHECK_FALSE(offers(stage, "print"));
}

TEST_CASE("H17: two cards together, and a relative's red code is not the elder's") {
  Stage stage;
  sit_down(stage, "jun");
  CHECK(line_with(stage, "person-choice").find("我自己") != std::string::npos);  // nobody yet
  stage.play(bind_by_card("person_here", "wang") + "wait confirm\nexpect text \"王秀英\"\n");
  stage.play("press its_me\nwait verdict-green\nexpect text \"王*英\"\n");
  for (const char* word : {"红码", "陈军", "0056"}) CHECK_FALSE(shows(stage, word));
  stage.play("press print\nwait take 30\n");
  REQUIRE(stage.bench().sheets().size() == 1);
  const auto content = signed_on(stage, stage.bench().sheets().back());
  CHECK(content.at("verdict") == "ok");
  CHECK(content.at("colour") == "green");
  CHECK(content.at("content").dump().find("990101********0047") != std::string::npos);
  CHECK(content.at("content").dump().find("陈*") != std::string::npos);
  CHECK(content.dump().find("陈军") == std::string::npos);
  stage.play("press have_all\nexpect choose-person\n");
  // Their own way they are told apart from it.
  touch(stage, "我自己");
  stage.play("expect confirm\nexpect text \"这是您吗\"\npress its_me\n");
  stage.play("wait verdict-red\nexpect text \"陈*\"\n");
  CHECK_FALSE(shows(stage, "王"));
}

}  // namespace whole
