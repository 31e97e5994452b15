// SPDX-License-Identifier: GPL-3.0-or-later
// One sitting for several people, through the real binaries: each with their own consent, verdict,
// survey and certificate, and nobody's data on another's page or sheet.
#include <array>
#include <catch2/catch.hpp>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/desk.h"
#include "tests/whole/household.h"
#include "tests/whole/paper.h"
#include "tests/whole/survey.h"

namespace whole {

namespace {

// Those for whom mei acts.
struct Somebody {
  const char *name, *masked, *end_of_number, *number, *verdict, *colour;
};
constexpr std::array kPeople{
    Somebody{"李明", "李*", "*0030", "990101194803120030", "verdict-yellow", "yellow"},
    Somebody{"赵国华", "赵*华", "*0051", "990101193910010051", "verdict-red", "red"},
    Somebody{"吴小雨", "吴*雨", "*0042", "990101201806050042", "verdict-green", "green"}};

// Only this one, of them all.
void speaks_of(const std::string& text, const Somebody& one) {
  for (const Somebody& other : kPeople) {
    if (other.name == one.name) continue;
    for (const char* trace : {other.name, other.masked, other.end_of_number})
      CHECK_FALSE(says(text, trace));
  }
}

}  // namespace

TEST_CASE("three in one sitting: each their own consent, verdict and paper, none another's") {
  const SheetReader reader = sheet_reader();
  Stage stage;
  sit_down(stage, "mei");
  std::size_t sheets = 0;
  for (const Somebody& one : kPeople) {
    INFO(one.name);
    const std::size_t first = stage.player().pages().size();
    const int before = asked(stage, "POST /v1/status/query");
    choose(stage, one.name);
    CHECK(shows(stage, "要本人同意才能查"));
    CHECK(asked(stage, "POST /v1/status/query") == before);
    stage.play(std::string("press its_me\nwait ") + one.verdict + "\nexpect text \"" + one.masked +
               "\"\npress print\nwait take 60\n");
    for (std::size_t page = first; page < stage.player().pages().size(); ++page) {
      const auto shown = stage.player().pages()[page];
      INFO(shown.text);
      if (shown.page != "choose-person") speaks_of(shown.text, one);
    }
    const auto all = stage.bench().sheets();
    REQUIRE(all.size() > sheets);
    const auto content = signed_on(stage, all[sheets]);
    CHECK(content.at("verdict") == "ok");
    CHECK(content.at("colour") == one.colour);
    CHECK(says(content.dump(), one.end_of_number));
    CHECK(says(content.dump(), "\"吴*\""));  // who acts, masked
    CHECK_FALSE(says(content.dump(), "吴梅"));
    speaks_of(content.dump(), one);
    const std::string words = letters_on(stage, reader, all[sheets]);
    INFO(words);
    CHECK(says(words, one.name));
    CHECK(says(words, "吴*"));
    CHECK_FALSE(says(words, "吴梅"));
    speaks_of(words, one);
    sheets = all.size();
    stage.play("press have_all\nexpect choose-person\n");
  }
  get_up(stage);
  // Afterwards nobody is left on the machine's disk.
  for (const char* file : {"journal.jsonl", "kiosk.log", "store.db", "store.db-wal"}) {
    const std::string bytes = files::contents(stage.bench().folder() / file);
    INFO(file);
    for (const Somebody& one : kPeople) {
      CHECK_FALSE(says(bytes, one.name));
      CHECK_FALSE(says(bytes, one.number));
    }
    CHECK_FALSE(says(bytes, "吴梅"));
  }
}

TEST_CASE("each of several has answers of their own, and none stand on another's review") {
  Stage stage;
  sit_down(stage, "mei");
  choose(stage, "李明");
  stage.play("press its_me\nwait verdict-yellow\n" + histories("nynnn") + kWell);
  CHECK(line_with(stage, "接触过|新冠病人").find("\"是\"") != std::string::npos);
  stage.play(std::string(kHandIn) + "expect text \"请先去发热门诊\"\npress no_print\n");
  stage.play("expect choose-person\n");
  choose(stage, "吴小雨");
  stage.play("press its_me\nwait verdict-green\n" + histories("nnnnn") + kWell);
  CHECK(line_with(stage, "接触过|新冠病人").find("\"否\"") != std::string::npos);
  stage.play(std::string(kHandIn) + "expect text \"可以直接去看病\"\npress no_print\n");
  REQUIRE(arrive(stage, 2));
  const auto all = documents(stage);
  CHECK(subject(all[0]) == kPeople[0].number);
  CHECK(answers(all[0], "q2") == std::vector<std::string>{"yes"});
  CHECK(answers(all[0], "relation") == std::vector<std::string>{"CHILD"});
  CHECK(subject(all[1]) == kPeople[2].number);
  CHECK(answers(all[1], "q2") == std::vector<std::string>{"no"});
  CHECK(answers(all[1], "relation") == std::vector<std::string>{"PARENT"});
  speaks_of(all[0].dump(), kPeople[0]);
  speaks_of(all[1].dump(), kPeople[2]);
}

}  // namespace whole
