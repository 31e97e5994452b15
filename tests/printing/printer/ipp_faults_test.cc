// SPDX-License-Identifier: GPL-3.0-or-later
// What can be wrong with a sheet printer, and with whom it serves: each with what the page hears.
#include <atomic>
#include <thread>

#include "printing/printer/ipp_connection.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::HoldReason;
using visit::PrintTrouble;
using visit::SheetState;
namespace event = visit::event;

TEST_CASE("a printer that is off is unreachable, and nothing was sent") {
  Kiosk kiosk;
  kiosk.machine->off();
  kiosk.print();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->ticket == kTicket);
  CHECK(failed->trouble == PrintTrouble::unreachable);
  CHECK(kiosk.record().state == SheetState::not_printed);
  REQUIRE(kiosk.machine->on());
  kiosk.check_that_it_prints();
  CHECK(kiosk.machine->sheets().size() == 1);
}

TEST_CASE("a printer that dies with the document leaves the sheet unknown, whenever it returns") {
  const bool returns = GENERATE(true, false);
  CAPTURE(returns);
  Kiosk kiosk;
  kiosk.machine->slow(milliseconds{5000});
  kiosk.print();
  REQUIRE(kiosk.inbox.next<event::SheetMoved>());
  REQUIRE(kiosk.record().state == SheetState::sent);
  kiosk.machine->off();
  if (returns) REQUIRE(kiosk.machine->on());
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unknown);
  const visit::PrintRecord lost = kiosk.record();
  CHECK(lost.state == SheetState::unknown);
  kiosk.close(lost.serial);  // also while the printer is off
  if (!returns) REQUIRE(kiosk.machine->on());
  kiosk.machine->slow(milliseconds{0});
  kiosk.check_that_it_prints();
  CHECK(kiosk.all(SheetState::voided).size() == 1);
  CHECK(kiosk.machine->sheets().size() == 1);
}

TEST_CASE("a printer that dies with the sheet in its tray leaves it unknown as well") {
  Kiosk kiosk;
  kiosk.machine->fail_after_sheet(true);
  kiosk.print();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unknown);
  CHECK(kiosk.machine->sheets() == std::vector{kiosk.record().serial});
}

TEST_CASE("a job that the printer itself ends without a sheet is not printed") {
  Kiosk kiosk;
  kiosk.machine->break_down(true);
  kiosk.print();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::not_printed);
  CHECK(kiosk.record().state == SheetState::not_printed);
  CHECK(kiosk.machine->sheets().empty());
}

TEST_CASE("paper of another size is not the paper, and is told so; nothing is sent until it is") {
  Kiosk kiosk;
  kiosk.machine->load_letter();
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == HoldReason::media_wrong);
  CHECK(kiosk.record().state == SheetState::reserved);
  kiosk.machine->load_paper();
  CHECK(kiosk.inbox.next<event::SheetPrinted>());
  CHECK(kiosk.machine->sheets().size() == 1);
}

TEST_CASE("what runs out soon is said once, and again when it has been well in between") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  kiosk.machine->set_supplies(/*toner=*/5, /*waste=*/10);
  const auto toner = kiosk.inbox.next<event::SupplyLow>();
  REQUIRE(toner);
  CHECK(toner->supply == visit::Supply::toner);
  kiosk.check_that_it_prints();  // it stops nothing
  kiosk.machine->set_supplies(5, 95);
  const auto waste = kiosk.inbox.next<event::SupplyLow>();
  REQUIRE(waste);
  CHECK(waste->supply == visit::Supply::waste);
  CHECK(kiosk.inbox.count<event::SupplyLow>() == 2);
  kiosk.machine->set_supplies(80, 10);
  // A sheet's length, in which the printer is asked anew.
  kiosk.check_that_it_prints();
  kiosk.machine->set_supplies(5, 10);
  CHECK(kiosk.inbox.next<event::SupplyLow>());
  CHECK(kiosk.inbox.count<event::SupplyLow>() == 3);
}

TEST_CASE("toner at its end and a full waste box hold a sheet before it is sent") {
  const bool toner = GENERATE(true, false);
  CAPTURE(toner);
  Kiosk kiosk;
  kiosk.machine->set_supplies(toner ? 0 : 80, toner ? 10 : 100);
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == (toner ? HoldReason::toner_empty : HoldReason::waste_full));
  CHECK(kiosk.record().state == SheetState::reserved);
  kiosk.machine->set_supplies(80, 10);
  CHECK(kiosk.inbox.next<event::SheetPrinted>());
}

TEST_CASE("a slow printer is waited for, and its sheet is one sheet") {
  Kiosk kiosk;
  kiosk.machine->slow(milliseconds{2500});
  kiosk.print();
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(kiosk.machine->sheets() == std::vector{printed->serial});
  CHECK(kiosk.inbox.count<event::SheetHeld>() == 0);
}

// Each machine cancels what it left behind itself, and nothing else.
TEST_CASE("two kiosks on one printer leave each other's jobs alone") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  kiosk.machine->slow(milliseconds{700});
  std::atomic<int> interrupt{0};
  IppConnection other{*IppUri::parse(kiosk.machine->uri()), "iso_a4_210x297mm", interrupt};
  const std::string theirs = visit::serial("GC08", visit::wall_time(now()).date, 1);
  const auto job = other.create_job(theirs);
  REQUIRE(job.has_value());
  // The other's empty job blocks the printer: ours waits, with nothing sent.
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == HoldReason::other);
  REQUIRE(other.send_document(*job, small_pdf(theirs)).has_value());
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(kiosk.machine->sheets() == std::vector{theirs, printed->serial});
}

TEST_CASE("a sheet that was left at another printer is in doubt at this one") {
  Kiosk kiosk;
  kiosk.machine->jam();
  kiosk.print();
  REQUIRE(kiosk.inbox.next<event::SheetHeld>());
  const std::string left = kiosk.record().serial;
  kiosk.printer.reset();
  REQUIRE(kiosk.record().state == SheetState::sent);

  const auto other = switched_on();
  kiosk.printer = started(other->uri(), *kiosk.store, kiosk.inbox.post());
  CHECK(kiosk.inbox.says_in_doubt({left}));
  CHECK(kiosk.record().state == SheetState::unknown);
  kiosk.close(left);
  CHECK(printed_soon(*kiosk.printer, kiosk.inbox));
  CHECK(other->sheets().size() == 1);
}

TEST_CASE("a printer that is switched off and on again goes on where nothing was under way") {
  Kiosk kiosk;
  kiosk.check_that_it_prints();
  kiosk.machine->off();
  REQUIRE(kiosk.machine->on());
  kiosk.check_that_it_prints();
  CHECK(kiosk.machine->sheets().size() == 2);
}

}  // namespace
}  // namespace printing
