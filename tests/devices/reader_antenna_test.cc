// SPDX-License-Identifier: GPL-3.0-or-later
// What the antenna tells through the whole reader: hints and badges, and what becomes of a reader
// that a card kills while it is talked to.
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>

#include "devices/clock.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/reader_desk.h"
#include "tests/files.h"

using namespace bench;

namespace {

using visit::event::BadgeShown;
using visit::event::CardHinted;

constexpr std::uint8_t kInDataExchange = 0x40;

sandbox::SocialSecurityCard wangs_social_security() {
  sandbox::SocialSecurityCard card;
  card.number = wang().number;
  card.name = u"王秀英";
  card.birth = {0x19, 0x38, 0x04, 0x12};
  return card;
}

std::chrono::sys_seconds today() {
  return std::chrono::floor<std::chrono::seconds>(devices::now());
}

}  // namespace

TEST_CASE("a social security card is a hint, and the identity card laid after it is read") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({5}, visit::Wanted::card);
  kiosk.lines.lay(wangs_social_security());
  const auto hinted = kiosk.inbox.take<CardHinted>(kReadsWithin);
  REQUIRE(hinted);
  CHECK(hinted->ticket == Ticket{5});
  CHECK(hinted->identity.name.reveal() == "王秀英");
  CHECK(hinted->identity.number.reveal() == wang().number);
  check_next_card_reads(kiosk, "hint:");
  CHECK(kiosk.inbox.count<CardHinted>() == 0);
}

TEST_CASE(
    "bytes that kill libnfc while a card is talked to kill the child only; the next one hears it") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.lines.pn532.arm(Pn532Fault::status_0x80, 1, kInDataExchange);
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(wangs_social_security());
  REQUIRE(within(kReadsWithin, [&] { return kiosk.reader->deaths() == 1; }));
  const auto hinted = kiosk.inbox.take<CardHinted>(kReadsWithin);
  REQUIRE(hinted);
  CHECK(hinted->ticket == Ticket{1});
  check_next_card_reads(kiosk, "killed at APDU:");
  CHECK(kiosk.reader->deaths() == 1);
}

TEST_CASE("a badge proves itself through the whole reader; without an authority none does") {
  files::Folder scratch;
  const auto ca = sandbox::StaffCa::make(today() - 1h, today() + 24h);
  const auto file = scratch.path() / "staff-ca.pem";
  std::ofstream(file) << ca.pem();
  const auto badge = ca.badge("badge-1", today() - 1h, today() + 1h);

  Kiosk kiosk;
  ReaderCommand command{kProgram, kiosk.lines.connstring()};
  SECTION("with it") {
    command.staff_ca = file.string();
    kiosk.begin(command);
    kiosk.reader->start({3}, visit::Wanted::badge);
    kiosk.lines.lay(badge);
    const auto shown = kiosk.inbox.take<BadgeShown>(kReadsWithin);
    REQUIRE(shown);
    CHECK(shown->ticket == Ticket{3});
    CHECK(shown->badge.size() == 16);
  }
  SECTION("without") {
    kiosk.begin(command);
    kiosk.reader->start({3}, visit::Wanted::card);
    kiosk.lines.lay(badge);
    CHECK(kiosk.inbox.failed(CardTrouble::other_card, kReadsWithin));
    CHECK(kiosk.inbox.count<BadgeShown>() == 0);
  }
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("while a badge is waited for nobody's card is read, and a stranger's badge is none") {
  files::Folder scratch;
  const auto ours = sandbox::StaffCa::make(today() - 1h, today() + 24h);
  const auto theirs = sandbox::StaffCa::make(today() - 1h, today() + 24h);
  const auto file = scratch.path() / "staff-ca.pem";
  std::ofstream(file) << ours.pem();
  Kiosk kiosk;
  kiosk.begin({.program = kProgram,
               .pn532 = kiosk.lines.connstring(),
               .sam_v = kiosk.lines.device(),
               .staff_ca = file.string()});
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::badge);
  kiosk.lines.lay(wang().card);
  std::this_thread::sleep_for(800ms);
  CHECK(kiosk.lines.sam_v.stats().cards_read == 0);
  kiosk.lines.lift();
  kiosk.reader->start({2}, visit::Wanted::card);
  kiosk.lines.lay(theirs.badge("badge-1", today() - 1h, today() + 1h));
  CHECK(kiosk.inbox.failed(CardTrouble::other_card, kReadsWithin));
  CHECK(kiosk.inbox.count<CardRead>() == 0);
  CHECK(kiosk.inbox.count<BadgeShown>() == 0);
  // The control: ours is told while an identity card is waited for.
  kiosk.lines.lift();
  std::this_thread::sleep_for(700ms);  // the same chip number: the gap tells them apart
  kiosk.lines.lay(ours.badge("badge-1", today() - 1h, today() + 1h));
  CHECK(kiosk.inbox.take<BadgeShown>(kReadsWithin));
}
