// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that can be wrong with the sheet printer, through the real binaries: what the page
// says and draws, what mends it, and how many sheets the printer itself counts at the end.
#include <catch2/catch.hpp>
#include <string>

#include "tests/whole/stage.h"

namespace whole {

namespace {

// When the printer finds it out.
enum class Found {
  before_sending,  // it says so while idle: nothing of the sheet leaves the kiosk
  at_the_sheet,    // it has the whole document when it wants paper
};

struct Fault {
  const char* order;  // docs/wire.md §8
  Found found;
  const char* title;  // of the page
  const char* picture;
  const char* promise;
};

constexpr const char* kPaperBringsIt = "放好纸，|接着就打出来";
constexpr const char* kMendingBringsIt = "弄好了，|接着就打出来";

// clang-format off
constexpr Fault kFaults[] = {
    {"printer empty",  Found::before_sending, "打印机没纸了",       "printer_empty", kPaperBringsIt},
    {"printer dry",    Found::at_the_sheet,   "打印机没纸了",       "printer_empty", kPaperBringsIt},
    {"printer wrong",  Found::before_sending, "纸不是这台机器用的", "printer_empty", kMendingBringsIt},
    {"printer jam",    Found::at_the_sheet,   "纸卡住了",           "printer_jam",   kMendingBringsIt},
    {"printer cover",  Found::at_the_sheet,   "打印机盖子没关好",   "printer_open",  kMendingBringsIt},
    {"printer toner",  Found::before_sending, "打印机没墨了",       "printer",       kMendingBringsIt},
    {"printer waste",  Found::before_sending, "打印机该清理了",     "printer",       kMendingBringsIt},
};
// clang-format on

// Somebody asks for paper, and the printer stops. What it says while idle must come when paper is
// already asked for, or none is offered: while the slip is being signed.
void stop_the_sheet(Stage& stage, const Fault& fault) {
  const std::string order = std::string(fault.order) + "\n";
  if (fault.found == Found::before_sending) {
    stage.play("service slow 2\npress print\nexpect printing\n" + order +
               "wait held 20\nservice ok\n");
  } else {
    stage.play(order + "press print\nwait held 20\n");
  }
}

}  // namespace

TEST_CASE("what stops the printer is said and drawn; mended, the same sheet comes, and no other") {
  Stage stage;
  std::size_t sheets = 0;
  for (const Fault& fault : kFaults) {
    INFO(fault.order);
    stage.up_to_paper();
    stop_the_sheet(stage, fault);
    stage.play(std::string("expect text \"") + fault.title + "\"\nexpect text \"picture " +
               fault.picture + " 0\"\nexpect text \"" + fault.promise +
               "\"\nexpect text \"action do_not_wait\"\n");
    const SheetRecord held = stage.record();
    CHECK(held.state == (fault.found == Found::before_sending ? "reserved" : "sent"));
    CHECK(stage.bench().sheets().size() == sheets);
    stage.play("printer ok\nwait take 40\npress have_all\nexpect welcome\n");
    REQUIRE(stage.bench().sheets().size() == ++sheets);
    CHECK(stage.bench().sheets().back() == held.serial);
    CHECK(stage.state_of(held.serial) == "printed");
  }
}

}  // namespace whole
