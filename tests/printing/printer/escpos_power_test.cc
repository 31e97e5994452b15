// SPDX-License-Identifier: GPL-3.0-or-later
// Power and line that fail on either side, in the middle of a slip and before it.
#include <thread>

#include "tests/printing/printer/escpos_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::PrintTrouble;
using visit::SheetState;
namespace event = visit::event;
using std::chrono::microseconds;

constexpr int kPageRows = static_cast<int>(kRollHeight * 8);
// So slow that a test can step in: a page of 720 rows takes about 1.5 s.
constexpr microseconds kSlow{2000};

template <typename Condition>
[[nodiscard]] bool soon(Condition condition) {
  for (int look = 0; look < 500; ++look) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds{20});
  }
  return false;
}

TEST_CASE("a printer that loses its power or its line in the middle leaves the slip unknown") {
  const int how = GENERATE(0, 1, 2, 3);
  CAPTURE(how);
  RollKiosk kiosk;
  kiosk.machine.slow(kSlow);
  kiosk.print();
  REQUIRE(soon([&] { return kiosk.machine.hanging_out().height() > kPageRows / 4; }));
  if (how == 0) kiosk.machine.off();
  if (how == 1) {
    // So short that nobody is asked in between.
    kiosk.machine.off();
    kiosk.machine.on();
  }
  if (how == 2) kiosk.machine.unplug();
  if (how == 3) kiosk.machine.fall_silent(true);
  const auto failed = kiosk.inbox.next<event::SheetFailed>(milliseconds{20'000});
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unknown);
  const std::string serial = kiosk.record().serial;
  kiosk.machine.slow(microseconds{0});
  if (how == 0) kiosk.machine.on();
  if (how == 2) kiosk.machine.replug();
  if (how == 3) kiosk.machine.fall_silent(false);
  kiosk.close(serial);
  kiosk.check_that_it_prints();
  for (const std::string& sheet : kiosk.sheets()) CHECK(sheet != serial);
}

TEST_CASE("a printer that is not there is unreachable, and nothing was sent") {
  RollKiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  const bool unplugged = GENERATE(true, false);
  CAPTURE(unplugged);
  unplugged ? kiosk.machine.unplug() : kiosk.machine.fall_silent(true);
  kiosk.print();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unreachable);
  CHECK(kiosk.record().state == SheetState::not_printed);
  unplugged ? kiosk.machine.replug() : kiosk.machine.fall_silent(false);
  kiosk.check_that_it_prints();
}

TEST_CASE("a kiosk that died in the middle of a slip finds it in doubt, and cuts it off") {
  RollKiosk kiosk;
  kiosk.machine.slow(kSlow);
  kiosk.print();
  REQUIRE(soon([&] { return kiosk.machine.hanging_out().height() > kPageRows / 4; }));
  kiosk.printer.reset();
  const std::string serial = kiosk.record().serial;
  CHECK(kiosk.record().state == SheetState::sending);
  kiosk.machine.slow(microseconds{0});
  kiosk.start();
  CHECK(kiosk.inbox.says_in_doubt({serial}));
  REQUIRE(soon([&] { return kiosk.pieces().size() == 1; }));
  kiosk.close(serial);
  kiosk.check_that_it_prints();
  CHECK(kiosk.pieces().size() == 2);
  CHECK(kiosk.sheets().front().empty());
}

}  // namespace
}  // namespace printing
