// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that can be wrong with a receipt printer, through the real binaries: what the page
// says and draws, what mends it, and how many pieces of paper were cut off at the end.
#include <catch2/catch.hpp>
#include <string>

#include "tests/whole/stage.h"

namespace whole {

namespace {

// Where the slip is when it stops.
enum class At {
  start,   // nothing of it was sent
  middle,  // some of it hangs out
};

struct Fault {
  const char* order;  // docs/wire.md §8
  At at;
  const char* title;  // of the page
  const char* picture;
};

// The cover goes up when half of the slip has been handed over; a roll's end and its blade wait for
// their row by themselves.
// clang-format off
constexpr Fault kFaults[] = {
    {"printer empty", At::start,  "打印机没纸了",     "printer_empty"},
    {"printer dry",   At::middle, "打印机没纸了",     "printer_empty"},
    {"printer cover", At::start,  "打印机盖子没关好", "printer_open"},
    {"printer cover", At::middle, "打印机盖子没关好", "printer_open"},
    {"printer jam",   At::middle, "纸卡住了",         "printer_jam"},
};
// clang-format on

StageOptions with_a_roll() {
  StageOptions options;
  options.receipts = true;
  return options;
}

// Somebody asks for paper, and the printer stops.
void stop_the_slip(Stage& stage, const Fault& fault) {
  const std::string order = std::string(fault.order) + "\n";
  const bool waits_for_its_row = order != "printer cover\n";
  if (fault.at == At::start) {
    stage.play("service slow 2\npress print\nexpect printing\n" + order +
               "wait held 20\nservice ok\n");
  } else if (waits_for_its_row) {
    stage.play(order + "press print\nwait held 20\n");
  } else {
    stage.play("printer slow 8\npress print\nexpect printing\n");
    REQUIRE(stage.player().wait_text("progress 0.75", std::chrono::seconds{30}));
    stage.play(order + "wait held 20\n");
  }
}

}  // namespace

TEST_CASE(
    "what stops a receipt printer is said and drawn; mended, the same slip comes in one piece") {
  Stage stage(with_a_roll());
  std::size_t slips = 0;
  for (const Fault& fault : kFaults) {
    INFO(fault.order << (fault.at == At::start ? " at the start" : " in the middle"));
    stage.up_to_paper();
    stop_the_slip(stage, fault);
    stage.play(std::string("expect text \"") + fault.title + "\"\nexpect text \"picture " +
               fault.picture + " 0\"\nexpect text \"您的证明没有丢\"\n");
    const SheetRecord held = stage.record();
    CHECK(held.state == (fault.at == At::start ? "reserved" : "sending"));
    CHECK(stage.bench().sheets().size() == slips);
    stage.play("printer ok\nwait take 60\npress have_all\nexpect welcome\n");
    REQUIRE(stage.bench().sheets().size() == ++slips);
    CHECK(stage.newest_is_verified());
    CHECK(stage.state_of(held.serial) == "printed");
  }
}

}  // namespace whole
