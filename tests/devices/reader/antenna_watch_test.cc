// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna's thread at work on cards: real libnfc on an emulated PN532's line.
#include "devices/reader/antenna_watch.h"

#include <catch2/catch.hpp>

#include "tests/devices/reader/antenna_bench.h"

using namespace bench;

TEST_CASE("a social security card is told as a hint under the ticket that asked, each start anew") {
  Antenna antenna;
  antenna.far.lay(wangs_social_security());
  for (std::uint64_t ticket = 3; ticket < 5; ++ticket) {
    antenna.start(ticket, Wanted::card);
    const auto hinted = antenna.take<Hinted>();
    REQUIRE(hinted);
    CHECK(hinted->ticket == ticket);
    CHECK(hinted->identity.name.reveal() == "王秀英");
    CHECK(hinted->identity.number.reveal() == wang().number);
  }
  REQUIRE(antenna.looks(8));
  CHECK(antenna.is_silent());
}

TEST_CASE("cards that say nothing are told by their kind") {
  Antenna antenna;
  antenna.start(1, Wanted::card);
  const auto [card, trouble] = GENERATE(values<std::pair<sandbox::Card, CardTrouble>>(
      {{sandbox::MifareCard{}, CardTrouble::hospital_card},
       {sandbox::PassportCard{}, CardTrouble::passport},
       {sandbox::PassportCard{sandbox::PassportCard::Type::b}, CardTrouble::passport},
       {sandbox::TypeBCard{}, CardTrouble::other_card},
       // Its number and its birth contradict one another.
       {sandbox::SocialSecurityCard{}, CardTrouble::other_card}}));
  antenna.far.lay(card);
  const auto failed = antenna.take<Failed>();
  REQUIRE(failed);
  CHECK(failed->trouble == trouble);
  CHECK(antenna.is_silent());
}

TEST_CASE("while paper is wanted the antenna rests") {
  Antenna antenna;
  antenna.start(1, Wanted::card);
  REQUIRE(antenna.looks(2));
  antenna.start(2, Wanted::paper);
  REQUIRE(within(5s, [&] { return !antenna.far.stats().field; }));
  const auto searches = antenna.far.stats().commands[kInListPassiveTarget];
  antenna.far.lay(wang().card);
  CHECK_FALSE(antenna.take<Laid>(500ms));
  CHECK(antenna.far.stats().commands[kInListPassiveTarget] <= searches + 1);
  // The control.
  antenna.start(3, Wanted::card);
  CHECK(antenna.take<Laid>());
}

TEST_CASE("a wallet with a resident ID in it gives no hint") {
  Antenna antenna;
  antenna.far.lay(wang().card);
  antenna.far.lay(wangs_social_security());
  for (std::uint64_t ticket = 1; ticket < 6; ++ticket) {
    antenna.start(ticket, Wanted::card);
    CHECK(antenna.take<Laid>());
  }
  REQUIRE(antenna.looks());
  CHECK(antenna.is_silent());
}
