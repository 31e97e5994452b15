// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt printer with every fault, and what the journal says against what lies on the floor.
#include "printing/printer/escpos_driver.h"

#include <thread>

#include "tests/printing/printer/escpos_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::HoldReason;
using visit::PrintTrouble;
using visit::SheetState;
namespace event = visit::event;

constexpr int kPageRows = static_cast<int>(kRollHeight * 8);

template <typename Condition>
[[nodiscard]] bool soon(Condition condition) {
  for (int look = 0; look < 500; ++look) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds{20});
  }
  return false;
}

TEST_CASE("a slip is one piece of paper with every dot in its place, and the journal says so") {
  const int baud = GENERATE(9600, 38400, 115200);
  CAPTURE(baud);
  RollKiosk kiosk{baud};
  REQUIRE(kiosk.inbox.says_works(true));
  kiosk.print();
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(kiosk.record().state == SheetState::printed);
  CHECK(kiosk.record().delivered);
  CHECK(kiosk.record().slip == kSlip);
  REQUIRE(kiosk.pieces().size() == 1);
  const auto piece = kiosk.pieces().front();
  const auto dots = roll_dots(draw_roll(order(), printed->serial)->reveal());
  REQUIRE(dots.has_value());
  const std::string_view expected = dots->reveal();
  REQUIRE(piece.rows.size() > expected.size());
  const std::string got(piece.rows.begin(),
                        piece.rows.begin() + static_cast<std::ptrdiff_t>(expected.size()));
  CHECK(got == expected);
  CHECK(kiosk.sheets() == std::vector{printed->serial});
  CHECK(kiosk.machine.stats().unknown == 0);
  CHECK(kiosk.machine.stats().overrun == 0);
}

TEST_CASE("what stops a slip before it is sent holds it with nothing sent; put right, it comes") {
  using Machine = sandbox::EscposPrinter;
  struct Stop {
    const char* what;
    void (*set)(Machine&, bool);
    HoldReason reason;
  };
  const Stop stop =
      GENERATE(Stop{"paper", [](Machine& m, bool on) { on ? m.end_paper(0) : m.load_paper(); },
                    HoldReason::media_empty},
               Stop{"cover", [](Machine& m, bool on) { m.open_cover(on); }, HoldReason::cover_open},
               Stop{"cutter", [](Machine& m, bool on) { m.jam_cutter(on); }, HoldReason::media_jam},
               Stop{"heat", [](Machine& m, bool on) { m.overheat(on); }, HoldReason::too_hot},
               Stop{"button", [](Machine& m, bool on) { m.go_offline(on); }, HoldReason::paused});
  const bool given_up = GENERATE(false, true);
  CAPTURE(stop.what, given_up);
  RollKiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  stop.set(kiosk.machine, true);
  CHECK(kiosk.inbox.says_works(false));
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == stop.reason);
  CHECK(kiosk.record().state == SheetState::reserved);
  if (given_up) {
    kiosk.printer->cancel();
    const auto failed = kiosk.inbox.next<event::SheetFailed>();
    REQUIRE(failed);
    CHECK(failed->trouble == PrintTrouble::not_printed);
    CHECK(kiosk.record().state == SheetState::not_printed);
  }
  stop.set(kiosk.machine, false);
  if (given_up) {
    // Nothing of it comes out now, and the next one is whole.
    REQUIRE(kiosk.inbox.says_works(true));
    CHECK(kiosk.pieces().empty());
    CHECK(kiosk.machine.hanging_out().rows.empty());
    kiosk.check_that_it_prints();
  } else {
    CHECK(kiosk.inbox.next<event::SheetResumed>());
    CHECK(kiosk.inbox.next<event::SheetPrinted>());
  }
  CHECK(kiosk.pieces().size() == 1);
}

TEST_CASE("paper that ends in the middle holds the slip; a new roll lets the same one go on") {
  RollKiosk kiosk;
  kiosk.machine.end_paper(kPageRows / 2);
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == HoldReason::media_empty);
  CHECK(kiosk.record().state == SheetState::sending);
  CHECK(kiosk.pieces().empty());
  kiosk.machine.load_paper();
  CHECK(kiosk.inbox.next<event::SheetResumed>());
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(kiosk.sheets() == std::vector{printed->serial});
}

TEST_CASE("without process ids a slip that met trouble is unknown, and one that met none printed") {
  const bool trouble = GENERATE(true, false);
  CAPTURE(trouble);
  RollKiosk kiosk;
  kiosk.machine.speak_plainly(true);
  if (trouble) kiosk.machine.end_paper(kPageRows / 2);
  kiosk.print();
  if (!trouble) {
    CHECK(kiosk.inbox.next<event::SheetPrinted>());
    CHECK(kiosk.record().state == SheetState::printed);
    return;
  }
  REQUIRE(kiosk.inbox.next<event::SheetHeld>());
  kiosk.machine.load_paper();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unknown);
  CHECK(kiosk.inbox.count<event::SheetPrinted>() == 0);
  kiosk.close(kiosk.record().serial);
  kiosk.check_that_it_prints();
}

TEST_CASE("a slip given up in the middle is unknown, and after the refill it does not come out") {
  RollKiosk kiosk;
  kiosk.machine.end_paper(kPageRows / 2);
  kiosk.print();
  REQUIRE(kiosk.inbox.next<event::SheetHeld>());
  kiosk.printer->cancel();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unknown);
  const std::string serial = kiosk.record().serial;
  const int torn = kiosk.machine.hanging_out().height();
  CHECK(torn == kPageRows / 2);

  kiosk.machine.load_paper();
  // What hangs out is cut off before anybody else's slip begins.
  REQUIRE(soon([&] { return kiosk.pieces().size() == 1; }));
  CHECK(kiosk.pieces().front().height() < kPageRows);
  kiosk.close(serial);
  kiosk.check_that_it_prints();
  CHECK(kiosk.pieces().size() == 2);
}

TEST_CASE("noise on the line does not make a slip") {
  const bool plain = GENERATE(true, false);
  CAPTURE(plain);
  RollKiosk kiosk;
  kiosk.machine.speak_plainly(plain);
  kiosk.machine.babble(true);
  kiosk.print();
  if (plain) {
    const auto failed = kiosk.inbox.next<event::SheetFailed>();
    REQUIRE(failed);
    CHECK(failed->trouble == PrintTrouble::unknown);
  } else {
    // Seven bytes in their order are no noise.
    CHECK(kiosk.inbox.next<event::SheetPrinted>());
    CHECK(kiosk.sheets().size() == 1);
  }
}

TEST_CASE("the end of the roll is said once while it is near") {
  RollKiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  kiosk.machine.near_end(true);
  const auto low = kiosk.inbox.next<event::SupplyLow>();
  REQUIRE(low);
  CHECK(low->supply == visit::Supply::media);
  kiosk.check_that_it_prints();
  CHECK(kiosk.inbox.count<event::SupplyLow>() == 1);
}

TEST_CASE("a sheet that was left at a printer of the other kind is in doubt at this one") {
  RollKiosk kiosk;
  kiosk.printer.reset();
  auto record = kiosk.store->reserve(kMachine, kSlip, now());
  REQUIRE(record.has_value());
  const Evidence steps[] = {evidence::JobMade{{3, "urn:uuid:0"}}, evidence::Sending{},
                            evidence::Sent{}};
  for (const Evidence& step : steps) record = note(*kiosk.store, *record, step, now());
  kiosk.start();
  CHECK(kiosk.inbox.says_in_doubt({record->serial}));
  kiosk.close(record->serial);
  kiosk.check_that_it_prints();
  CHECK(kiosk.pieces().size() == 1);
}

TEST_CASE("two kiosks cannot write on one line") {
  RollKiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  const auto store = opened(kiosk.folder.path() / "other.db");
  Inbox inbox;
  const auto other = started(kiosk.machine.uri(), *store, inbox.post(), draw_roll);
  CHECK(inbox.says_works(false));
  kiosk.check_that_it_prints();
}

}  // namespace
}  // namespace printing
