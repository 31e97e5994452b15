// SPDX-License-Identifier: GPL-3.0-or-later
// The desk and the thermometer through the whole reader: a badge that goes, sheets under the
// scanner, a card that is only seen, temperatures.
#include <signal.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>

#include "devices/clock.h"
#include "devices/sandbox/wires/scanner_line.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "devices/sandbox/wires/thermometer_line.h"
#include "tests/devices/reader_desk.h"
#include "tests/files.h"

using namespace bench;

namespace {

using visit::event::BadgeLifted;
using visit::event::BadgeShown;
using visit::event::Scanned;
using visit::event::TemperatureTaken;

std::chrono::sys_seconds today() {
  return std::chrono::floor<std::chrono::seconds>(devices::now());
}

// All four devices, and a badge.
struct Desk {
  Desk() {
    std::ofstream(ca_file) << ca.pem();
    kiosk.begin({.program = kProgram,
                 .pn532 = kiosk.lines.connstring(),
                 .sam_v = kiosk.lines.device(),
                 .scanner = scanner.path(),
                 .staff_ca = ca_file.string(),
                 .thermometer = thermometer.path()});
    REQUIRE(kiosk.inbox.works(kReadsWithin));
  }
  // Shown, and left there.
  void sign_in() {
    kiosk.lines.lay(badge);
    kiosk.reader->start({1}, visit::Wanted::badge);
    const auto shown = kiosk.inbox.take<BadgeShown>(kReadsWithin);
    REQUIRE(shown);
    CHECK(shown->badge == sandbox::badge_id(badge));
    kiosk.reader->start({2}, visit::Wanted::desk);
  }
  // A sheet held under the scanner until it is heard: what comes before the reader knows that
  // somebody waits is nobody's.
  std::optional<Scanned> scan(const std::string& text) {
    std::optional<Scanned> heard;
    within(kReadsWithin, [&] {
      scanner.scan(text);
      heard = kiosk.inbox.take<Scanned>(
          1s, [&](const Scanned& scanned) { return scanned.text.reveal() == text; });
      return heard.has_value();
    });
    return heard;
  }
  // How often the antenna has looked for cards.
  bool looks(unsigned times) {
    const auto searches = [&] { return kiosk.lines.pn532.stats().commands[0x4A]; };
    const auto before = searches();
    return within(10s, [&] { return searches() >= before + 2 * times; });
  }

  files::Folder scratch;
  std::filesystem::path ca_file = scratch.path() / "staff-ca.pem";
  sandbox::StaffCa ca = sandbox::StaffCa::make(today() - 1h, today() + 24h);
  sandbox::StaffBadgeCard badge = ca.badge("badge-1", today() - 1h, today() + 1h);
  sandbox::ScannerLine scanner{scratch.path() / "scanner"};
  sandbox::ThermometerLine thermometer{scratch.path() / "thermometer"};
  Kiosk kiosk{ReaderCommand{}};
};

}  // namespace

TEST_CASE("at the desk sheets are scanned one after the other while the badge lies there") {
  Desk desk;
  desk.sign_in();
  for (const char* text : {"GC1:ONE", "GC1:TWO"}) {
    const auto scanned = desk.scan(text);
    REQUIRE(scanned);
    CHECK(scanned->ticket == Ticket{2});
  }
  REQUIRE(desk.looks(4));
  CHECK(desk.kiosk.inbox.count<BadgeLifted>() == 0);
  desk.kiosk.lines.lift();
  const auto lifted = desk.kiosk.inbox.take<BadgeLifted>(kReadsWithin);
  REQUIRE(lifted);
  CHECK(lifted->ticket == Ticket{2});
  REQUIRE(desk.looks(4));
  CHECK(desk.kiosk.inbox.count<BadgeLifted>() == 0);
}

TEST_CASE("a resident's card at the desk is seen and not read") {
  Desk desk;
  desk.sign_in();
  REQUIRE(desk.looks(3));
  desk.kiosk.lines.lay(wang().card);
  const auto laid = desk.kiosk.inbox.take<CardLaid>(kReadsWithin);
  REQUIRE(laid);
  CHECK(laid->ticket == Ticket{2});
  REQUIRE(desk.looks(4));
  CHECK(desk.kiosk.lines.sam_v.stats().cards_read == 0);
  CHECK(desk.kiosk.lines.sam_v.stats().commands[0x2002] == 0);
  CHECK(desk.kiosk.lines.pn532.stats().uids_read == 0);
  CHECK(desk.kiosk.inbox.count<CardRead>() == 0);
  // The control: the same card is read for whoever wants one.
  desk.kiosk.reader->start({3}, visit::Wanted::card);
  CHECK(desk.kiosk.inbox.read(wang(), kReadsWithin));
}

TEST_CASE("a reader that dies at the desk signs nobody out while the badge lies there") {
  Desk desk;
  desk.sign_in();
  REQUIRE(desk.looks(2));
  ::kill(only_child(), SIGKILL);
  REQUIRE(within(kReadsWithin, [&] { return desk.kiosk.reader->deaths() == 1; }));
  REQUIRE(desk.looks(4));
  CHECK(desk.kiosk.inbox.count<BadgeLifted>() == 0);
  desk.kiosk.lines.lift();
  CHECK(desk.kiosk.inbox.take<BadgeLifted>(kReadsWithin));
}

TEST_CASE("where no reader can be begun no badge lies anywhere") {
  Inbox inbox;
  ReaderProcess reader({"/no/such/program"}, inbox.post());
  reader.start({4}, visit::Wanted::desk);
  const auto lifted = inbox.take<BadgeLifted>(10s);
  REQUIRE(lifted);
  CHECK(lifted->ticket == Ticket{4});
}

TEST_CASE("temperatures are told one after the other, and none once nobody waits") {
  Desk desk;
  desk.kiosk.reader->start({5}, visit::Wanted::temperature);
  for (const int tenths : {365, 381}) {
    desk.thermometer.show(tenths);
    const auto taken = desk.kiosk.inbox.take<TemperatureTaken>(kReadsWithin);
    REQUIRE(taken);
    CHECK(taken->ticket == Ticket{5});
    CHECK(taken->tenths == tenths);
  }
  desk.kiosk.reader->stop();
  REQUIRE(within(kReadsWithin, [&] { return desk.thermometer.stats().number == 0; }));
  desk.thermometer.show(390);
  desk.kiosk.reader->start({6}, visit::Wanted::temperature);
  // Held before it while nobody waited, and still when somebody does.
  const auto taken = desk.kiosk.inbox.take<TemperatureTaken>(kReadsWithin);
  REQUIRE(taken);
  CHECK(taken->ticket == Ticket{6});
}

TEST_CASE("a thermometer that is pulled out is told as a device that does not work") {
  Desk desk;
  const auto is = [&](bool works) {
    return desk.kiosk.inbox
        .take<DeviceChanged>(10s,
                             [&](const DeviceChanged& change) {
                               return change.device == visit::Device::thermometer &&
                                      change.works == works;
                             })
        .has_value();
  };
  desk.kiosk.reader->start({1}, visit::Wanted::temperature);
  desk.thermometer.show(365);
  REQUIRE(desk.kiosk.inbox.take<TemperatureTaken>(kReadsWithin));
  desk.thermometer.unplug();
  CHECK(is(false));
  desk.thermometer.replug();
  CHECK(is(true));
}
