// SPDX-License-Identifier: GPL-3.0-or-later
// The shift's figures, on the screen and on paper, with nobody's name; the next shift begins with
// nothing.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/whole/desk.h"
#include "tests/whole/paper.h"

namespace whole {

namespace {

// A line of the page: fact "来访" "2".
bool stands(Stage& stage, const std::string& key, const std::string& value) {
  const std::string fact = "fact \"" + key + "\" \"" + value + "\"";
  return soon([&] { return says(stage.player().now().text, fact); });
}
bool counts(Stage& stage, const std::string& number, const std::string& what) {
  const std::string counter = "counter \"" + number + "\" \"" + what + "\"";
  return soon([&] { return says(stage.player().now().text, counter); });
}

bool names_nobody(const std::string& text) {
  for (const char* of : {"王秀英", "秀英", "李明", "王*英", "990101", "李护士"}) {
    if (says(text, of)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE(
    "the desk counts today without anybody's name; a shift ends on paper, the next is empty") {
  Stage stage;
  stage.visit("wang");
  stage.visit("li");  // yellow: the way there is a sheet of its own
  const std::size_t visitors = stage.bench().sheets().size();
  REQUIRE(visitors == 3);
  stage.play(sign_in("supervisor") + "expect text \"counter \"\n");
  CHECK(counts(stage, "2", "今天查询"));
  CHECK(counts(stage, "3", "打印"));
  CHECK(counts(stage, "1", "求助"));  // by which staff were called just now
  CHECK(names_nobody(stage.player().now().text.substr(stage.player().now().text.find("counter"))));

  stage.play("press item_7\nexpect shift\nexpect text \"来访\"\n");
  CHECK(stands(stage, "来访", "3"));  // with whoever called staff
  CHECK(stands(stage, "绿 / 黄 / 红", "1 / 1 / 0"));
  CHECK(stands(stage, "出纸", "3"));
  CHECK(stands(stage, "未结", "0"));
  stage.play("press print_report\nwait take 30\nexpect text \"报表\"\n");
  REQUIRE(stage.bench().sheets().size() == visitors + 1);
  const std::string report = stage.bench().sheets().back();
  const std::string words = words_on(stage, report);
  CHECK(says(words, "交接班报表"));
  CHECK(says(words, "A002"));  // who was on duty, by number
  CHECK(says(words, stage.bench().sheets().front()));
  CHECK(names_nobody(words));
  // The control: the same eyes find a name where one stands.
  CHECK_FALSE(names_nobody(words_on(stage, stage.bench().sheets().front())));
  stage.play("press have_all\nexpect desk\n");
  stage.play("press item_7\nexpect shift\nexpect text \"来访\"\n");
  CHECK(stands(stage, "来访", "0"));
  CHECK(stands(stage, "绿 / 黄 / 红", "0 / 0 / 0"));
  stage.play("press back\nexpect desk\n" + std::string(kSignOut));

  // What comes now is the new shift's, over a restart too.
  stage.visit("sun");
  stage.restart();
  stage.play(sign_in("supervisor") + "press item_7\nexpect shift\nexpect text \"来访\"\n");
  CHECK(stands(stage, "来访", "2"));
  CHECK(stands(stage, "绿 / 黄 / 红", "1 / 0 / 0"));
  stage.play("press back\nexpect desk\n" + std::string(kSignOut));
}

}  // namespace whole
