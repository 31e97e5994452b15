// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna's thread at the desk: what is laid beside the badge is told, and nobody is read: real
// libnfc on an emulated PN532's line.
#include <catch2/catch.hpp>

#include "tests/devices/reader/desk_bench.h"

using namespace bench;

TEST_CASE("a card that is laid beside the badge is told once, and nothing of it is asked") {
  Desk desk;
  const auto before = desk.far.stats();
  // A firmware that does not list an identity card leaves it to REQB.
  if (GENERATE(false, true)) {
    desk.far.arm(Pn532Fault::strict_attrib, sandbox::kUntilDisarmed);
  }
  desk.far.lay(wang().card);
  const auto laid = desk.take<Laid>();
  REQUIRE(laid);
  CHECK(laid->ticket == 2);
  REQUIRE(desk.looks_at_desk());
  CHECK(desk.is_silent());
  CHECK(desk.far.stats().uids_read == 0);
  CHECK(desk.far.stats().commands[kInDataExchange] == before.commands[kInDataExchange]);
  // The control: for a card its chip's number is read.
  desk.far.lift();
  desk.far.lay(wang().card);
  desk.start(3, Wanted::card);
  REQUIRE(within(5s, [&] { return desk.far.stats().uids_read > 0; }));
}

TEST_CASE("cards of other kinds are told as a card that lies there, and never by their kind") {
  Desk desk;
  const auto card = GENERATE(values<sandbox::Card>(
      {sandbox::TypeBCard{}, sandbox::PassportCard{sandbox::PassportCard::Type::b}}));
  desk.far.lay(card);
  REQUIRE(desk.take<Laid>());
  REQUIRE(desk.looks_at_desk());
  CHECK(desk.is_silent());
}

TEST_CASE("a card of the badge's own radio type is asked for a badge's application and no other") {
  Desk desk;
  desk.far.lift();
  REQUIRE(desk.take<Lifted>());
  const auto before = desk.far.stats().commands[kInDataExchange];
  desk.far.lay(wangs_social_security());
  REQUIRE(desk.take<Laid>());
  REQUIRE(desk.looks_at_desk());
  CHECK(desk.far.stats().commands[kInDataExchange] == before + 1);
  CHECK(desk.is_silent());
  // The control: for a card it is asked for all it has to say.
  desk.start(3, Wanted::card);
  CHECK(desk.take<Hinted>());
}

TEST_CASE("what lay there when the desk began is no news") {
  Antenna antenna;
  antenna.far.lay(wang().card);
  antenna.start(1, Wanted::desk, BadgeId{1});
  REQUIRE(antenna.take<Lifted>());
  REQUIRE(antenna.looks(5));
  CHECK(antenna.is_silent());
  antenna.far.lift();
  REQUIRE(antenna.looks(5));
  antenna.far.lay(rare().card);
  CHECK(antenna.take<Laid>());
}
