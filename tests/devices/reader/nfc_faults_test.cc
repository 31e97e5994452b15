// SPDX-License-Identifier: GPL-3.0-or-later
// What the antenna gets over: each fault of the line, the air and the cards. The real libnfc on an
// emulated PN532's line.
#include <catch2/catch.hpp>

#include "tests/devices/reader/nfc_bench.h"

using namespace bench;

TEST_CASE("a card that leaves in the middle is not taken for one that lies there") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.arm(GENERATE(Pn532Fault::pull_before_reqb, Pn532Fault::pull_before_attrib,
                        Pn532Fault::pull_before_uid));
  const auto seen = reader.look();
  REQUIRE(seen);
  CHECK(seen->sight != Sight::resident);
  CHECK(look(reader) == Sight::nothing);
}

TEST_CASE("a chip that hangs while it is powered comes back by itself") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.arm(Pn532Fault::card_hung, 1);
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("a card whose ATS crashes libnfc is another card, and is not talked to") {
  NfcLine line;
  auto reader = line.open();
  line.far.arm(Pn532Fault::ats_tl0, sandbox::kUntilDisarmed);
  line.far.lay(sandbox::SocialSecurityCard{});
  const Look seen = known(reader);
  CHECK(seen.sight == Sight::other);
  CHECK(seen.kind == CardKind::type_a);
  CHECK(line.commands(kInDataExchange) == 0);
  line.far.disarm();
  CHECK(known(reader).kind == CardKind::social_security);
}

TEST_CASE("each fault of the line is got over, and the next ones see the card") {
  NfcLine line;
  Looking looking(line);
  for (const auto fault : kFaults) {
    CAPTURE(static_cast<int>(fault));
    line.far.lay(wang().card);
    line.far.arm(fault, 1);
    const auto start = Clock::now();
    CHECK(looking.sees(Sight::resident));
    CHECK(since(start) < kComesBackWithin);
    line.far.lift();
    CHECK(looking.sees(Sight::nothing));
  }
}

TEST_CASE("each fault while cards are listed or talked to is got over, and the card speaks") {
  NfcLine line;
  Looking looking(line);
  const auto command = GENERATE(as<std::uint8_t>{}, kInListPassiveTarget, kInDataExchange);
  for (const auto fault : kFaults) {
    CAPTURE(static_cast<int>(command), static_cast<int>(fault));
    line.far.arm(fault, 1, command);
    line.far.lay(wangs_social_security());
    Asking asking;
    const auto start = Clock::now();
    CHECK(looking.until([&] { return asking.hint.has_value(); }, asking.talk()));
    CHECK(since(start) < kComesBackWithin);
    REQUIRE(asking.hint);
    CHECK(asking.hint->number.reveal() == wang().number);
    // The next card.
    line.far.lift();
    line.far.lay(wang().card);
    CHECK(looking.sees(Sight::resident));
    line.far.lift();
    CHECK(looking.sees(Sight::nothing));
  }
}

TEST_CASE("each trouble with cards is got over, and the card speaks") {
  NfcLine line;
  auto reader = line.open();
  const auto fault = GENERATE(Pn532Fault::card_hung, Pn532Fault::id_plus_a,
                              Pn532Fault::strict_attrib, Pn532Fault::strict_analog);
  CAPTURE(static_cast<int>(fault));
  line.far.arm(fault, 2);
  line.far.lay(wangs_social_security());
  Asking asking;
  for (int looks = 0; looks < 8 && !asking.hint; ++looks) REQUIRE(reader.look(asking.talk()));
  CHECK(asking.hint);
}

TEST_CASE("an unplugged reader is gone, and opens again when it is back") {
  NfcLine line;
  {
    auto reader = line.open();
    line.far.unplug();
    const auto start = Clock::now();
    const auto seen = reader.look();
    CHECK(since(start) < kComesBackWithin);
    REQUIRE_FALSE(seen);
    CHECK(reader.cut());
    CHECK_FALSE(NfcReader::open(line.connstring()));
  }
  line.far.replug();
  line.far.lay(wang().card);
  auto reader = line.open();
  CHECK(look(reader) == Sight::resident);
}
