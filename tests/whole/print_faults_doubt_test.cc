// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets that nobody waits for any more, through the real binaries: what the kiosk's journal says
// of each against what the printer itself counts.
#include <catch2/catch.hpp>
#include <string>

#include "tests/whole/stage.h"

namespace whole {

namespace {

// Nobody waits any more. A printer that has a sheet may let it out after it has said that it will
// not: a cancel proves nothing.
struct GivenUp {
  const char* order;    // docs/wire.md §8: what the sheet waits for
  bool sent;            // the printer has the document
  const char* journal;  // what is proved of the sheet
  const char* words;    // of the page that calls staff
  std::size_t sheets;   // that come out all the same, once the printer works again
};

// clang-format off
constexpr GivenUp kGivenUp[] = {
    {"printer empty", false, "not_printed", "用纸登记", 0},
    {"printer wrong", false, "not_printed", "用纸登记", 0},
    {"printer dry",   true,  "unknown",     "看一看出纸口", 1},
    {"printer jam",   true,  "unknown",     "看一看出纸口", 1},
};
// clang-format on

}  // namespace

TEST_CASE("a sheet nobody waits for: proved not printed, or in doubt until staff have looked") {
  Stage stage;
  std::size_t sheets = 0;
  for (const GivenUp& given_up : kGivenUp) {
    INFO(given_up.order);
    const std::string order = std::string(given_up.order) + "\n";
    stage.up_to_paper();
    stage.play(given_up.sent ? order + "press print\nwait held 20\n"
                             : "service slow 2\npress print\nexpect printing\n" + order +
                                   "wait held 20\nservice ok\n");
    const std::string serial = stage.record().serial;
    stage.play("press do_not_wait\n");
    if (given_up.sent) stage.play("expect text \"正在让打印机停下\"\n");
    stage.play("wait call-staff 40\nexpect text \"" + std::string(given_up.words) + "\"\n");
    CHECK(stage.state_of(serial) == given_up.journal);
    CHECK(stage.bench().sheets().size() == sheets);
    stage.play("printer ok\n");
    sheets += given_up.sheets;
    CHECK(soon([&] { return stage.bench().sheets().size() == sheets; }));
    if (given_up.sent) {
      stage.look_into_tray(serial, true);
    } else {
      stage.play("press have_all\nexpect welcome\nexpect text \"device printer works\"\n");
      CHECK(stage.state_of(serial) == given_up.journal);
    }
  }
  // Nothing more follows, and the next person gets what is theirs.
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == sheets + 1);
  CHECK(stage.bench().sheets().back() == stage.record().serial);
}

}  // namespace whole
