// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna's thread at work on staff badges, which sign for real: real libnfc on an emulated
// PN532's line.
#include <catch2/catch.hpp>

#include "tests/devices/reader/antenna_bench.h"

using namespace bench;

TEST_CASE("a badge of the hospital's own authority is told, whatever is wanted of cards") {
  Antenna antenna;
  antenna.start(9, GENERATE(Wanted::card, Wanted::badge));
  antenna.far.lay(antenna.ca().badge("badge-1", today() - 1h, today() + 1h));
  const auto shown = antenna.take<BadgeShown>();
  REQUIRE(shown);
  CHECK(shown->ticket == 9);
  CHECK(shown->badge != devices::reader::BadgeId{});
  REQUIRE(antenna.looks(8));
  CHECK(antenna.is_silent());

  // Another badge has another id.
  antenna.far.lift();
  REQUIRE(antenna.looks());
  antenna.far.lay(antenna.ca().badge("badge-2", today() - 1h, today() + 1h));
  const auto other = antenna.take<BadgeShown>();
  REQUIRE(other);
  CHECK(other->badge != shown->badge);
}

TEST_CASE("a badge that proves nothing is another card, and no badge") {
  Antenna antenna;
  antenna.start(1, Wanted::card);
  const auto stranger = sandbox::StaffCa::make(today() - 1h, today() + 24h);
  SECTION("of another authority") {
    antenna.far.lay(stranger.badge("badge-1", today() - 1h, today() + 1h));
  }
  SECTION("expired") { antenna.far.lay(antenna.ca().badge("badge-1", today() - 2h, today() - 1h)); }
  SECTION("with a certificate that is somebody else's") {
    auto forged = antenna.ca().badge("badge-1", today() - 1h, today() + 1h);
    forged.key = stranger.badge("badge-2", today() - 1h, today() + 1h).key;
    antenna.far.lay(forged);
  }
  const auto failed = antenna.take<Failed>();
  REQUIRE(failed);
  CHECK(failed->trouble == CardTrouble::other_card);
  CHECK(antenna.is_silent());
}

TEST_CASE("a badge that breaks off in the middle proves itself at the next look") {
  Antenna antenna;
  antenna.far.arm(GENERATE(Pn532Fault::rf_crc, Pn532Fault::late_answer, Pn532Fault::no_ack), 1,
                  kInDataExchange);
  antenna.start(1, Wanted::badge);
  antenna.far.lay(antenna.ca().badge("badge-1", today() - 1h, today() + 1h));
  CHECK(antenna.take<BadgeShown>());
}

TEST_CASE("while a badge is wanted no resident is read, hinted at or troubled") {
  Antenna antenna;
  antenna.start(1, Wanted::badge);
  antenna.far.lay(GENERATE(values<sandbox::Card>({wang().card, wangs_social_security()})));
  REQUIRE(antenna.looks(6));
  CHECK(antenna.is_silent());
  CHECK(antenna.far.stats().uids_read == 0);
  SECTION("and a badge beside them is seen when they are gone") {
    antenna.far.lift();
    antenna.far.lay(antenna.ca().badge("badge-1", today() - 1h, today() + 1h));
    CHECK(antenna.take<BadgeShown>());
  }
  SECTION("the control: for a card they are told") {
    antenna.start(2, Wanted::card);
    REQUIRE(within(5s, [&] { return !antenna.is_silent(); }));
  }
}
