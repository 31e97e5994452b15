// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna's thread at the desk: a badge that lies there, and its going: real libnfc on an
// emulated PN532's line.
#include <catch2/catch.hpp>

#include "tests/devices/reader/desk_bench.h"

using namespace bench;

TEST_CASE("a badge that lies there is left alone, and its going is told once") {
  Desk desk;
  const auto commands = desk.far.stats().commands[kInDataExchange];
  REQUIRE(desk.looks_at_desk());
  CHECK(desk.is_silent());
  // It proved itself once, and is only looked at since; another page of the desk changes nothing.
  desk.start(3, Wanted::desk, desk.id);
  REQUIRE(desk.looks_at_desk());
  CHECK(desk.far.stats().commands[kInDataExchange] == commands);
  desk.far.lift();
  const auto lifted = desk.take<Lifted>();
  REQUIRE(lifted);
  CHECK(lifted->ticket == 3);
  REQUIRE(desk.looks_at_desk());
  desk.far.lay(desk.badge);
  REQUIRE(desk.looks_at_desk());
  desk.far.lift();
  REQUIRE(desk.looks_at_desk());
  CHECK(desk.is_silent());
}

TEST_CASE("a look that misses the badge signs nobody out") {
  Desk desk;
  // A badge that was missed must prove itself again: by that a missed look is known.
  const auto commands = [&] { return desk.far.stats().commands[kInDataExchange]; };
  int missed = 0;
  for (int times = 0; times < 20 && missed < 2; ++times) {
    const auto before = commands();
    REQUIRE(within(5s, [&] { return !desk.far.stats().field; }));
    // It hangs, as one that is moved does, until the field was off three times: one look.
    desk.far.arm(Pn532Fault::card_hung, 3);
    REQUIRE(desk.looks_at_desk());
    if (commands() > before) ++missed;
  }
  CHECK(missed == 2);
  CHECK(desk.is_silent());
  // The control: one that stays away.
  desk.far.arm(Pn532Fault::card_hung, sandbox::kUntilDisarmed);
  CHECK(desk.take<Lifted>());
}

TEST_CASE("another badge, or one that only looks like it, is not the desk's") {
  Desk desk;
  const auto stranger = sandbox::StaffCa::make(today() - 1h, today() + 24h);
  auto other = GENERATE(true, false) ? desk.ca().badge("badge-2", today() - 1h, today() + 1h)
                                     : stranger.badge("badge-1", today() - 1h, today() + 1h);
  desk.far.lift();
  std::uint64_t ticket = 2;
  SECTION("while the desk is watched") { other.uid = {0x08, 0x99, 0x02, 0x0B}; }
  SECTION("with the same chip number, while something else was wanted") {
    desk.start(3, Wanted::card);
    ticket = 4;
    desk.start(ticket, Wanted::desk, desk.id);
  }
  desk.far.lay(other);
  const auto lifted = desk.take<Lifted>();
  REQUIRE(lifted);
  CHECK(lifted->ticket == ticket);
}

TEST_CASE("without a badge from the beginning it has gone") {
  Antenna antenna;
  antenna.start(7, Wanted::desk, BadgeId{1});
  const auto lifted = antenna.take<Lifted>();
  REQUIRE(lifted);
  CHECK(lifted->ticket == 7);
}

TEST_CASE(
    "an antenna that is pulled out takes the badge with it, and one that is opened anew not") {
  Desk desk;
  desk.far.unplug();
  SECTION("pulled out") {
    REQUIRE(within(10s, [&] {
      desk.beat();
      return desk.take<Lifted>(10ms).has_value();
    }));
  }
  SECTION("opened anew") {
    desk.far.replug();
    REQUIRE(desk.looks_at_desk());
    desk.beat();
    CHECK(desk.is_silent());
  }
}
