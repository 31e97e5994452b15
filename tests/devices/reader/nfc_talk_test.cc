// SPDX-License-Identifier: GPL-3.0-or-later
// What is said to a card that takes commands, and what it says: once, whole, and through every
// fault of the line and the air. The real libnfc on an emulated PN532's line.
#include <catch2/catch.hpp>
#include <filesystem>
#include <utility>

#include "tests/devices/reader/nfc_bench.h"
#include "tests/process.h"

using namespace bench;

TEST_CASE("a card is asked for its applications once while it lies there") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(sandbox::PassportCard{});
  CHECK(known(reader).kind == CardKind::passport);
  const auto asked = line.commands(kInDataExchange);
  CHECK(asked == 3);
  for (int i = 0; i < 3; ++i) CHECK(known(reader).kind == CardKind::passport);
  CHECK(line.commands(kInDataExchange) == asked);
  SECTION("and again when it is laid down again") {
    line.far.lift();
    CHECK(known(reader).sight == Sight::nothing);
    line.far.lay(sandbox::PassportCard{});
  }
  SECTION("and again after it is forgotten") { reader.forget_cards(); }
  SECTION("and another one in its place") {
    line.far.lift();
    line.far.lay(sandbox::SocialSecurityCard{});
  }
  known(reader);
  CHECK(line.commands(kInDataExchange) > asked);
}

TEST_CASE("a social security card gives its hint over the air, once while it lies there") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wangs_social_security());
  Asking asking;
  CHECK(known(reader, asking.talk()).kind == CardKind::social_security);
  REQUIRE(asking.hint);
  CHECK(asking.hint->name.reveal() == "王秀英");
  CHECK(asking.hint->number.reveal() == wang().number);
  CHECK(asking.hint->birth == std::chrono::year{1938} / 4 / 12);
  known(reader, asking.talk());
  CHECK(asking.talks == 1);
}

TEST_CASE("no card without an application is talked to") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(
      GENERATE(values<sandbox::Card>({sandbox::MifareCard{}, sandbox::TypeBCard{}, wang().card})));
  Asking asking;
  known(reader, asking.talk());
  CHECK(asking.talks == 0);
}

TEST_CASE("a card that breaks off is spoken to again, and then left alone") {
  NfcLine line;
  auto reader = line.open();
  SECTION("before it has said what it is") {
    line.far.arm(Pn532Fault::rf_timeout, sandbox::kUntilDisarmed, kInDataExchange);
    line.far.lay(wangs_social_security());
    for (int i = 0; i < 3; ++i) CHECK(known(reader).kind == CardKind::type_a);
    CHECK(line.commands(kInDataExchange) == NfcReader::kMostTries);
  }
  SECTION("in the middle of what it says") {
    line.far.lay(wangs_social_security());
    int talks = 0;
    for (int i = 0; i < 3; ++i) {
      known(reader, [&](CardKind, const Transmit&) {
        ++talks;
        return false;
      });
    }
    CHECK(talks == NfcReader::kMostTries);
  }
}

TEST_CASE("a card that leaves in the middle of what it says is gone, and said nothing") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wangs_social_security());
  int answers = 0;
  bool broke_off = false;
  known(reader, [&](CardKind, const Transmit& transmit) {
    const auto hint =
        devices::reader::read_social_security([&](std::span<const std::uint8_t> command) {
          if (++answers == 3) line.far.lift();
          return transmit(command);
        });
    broke_off = !hint;
    return hint.has_value();
  });
  CHECK(answers == 3);
  CHECK(broke_off);
  CHECK(look(reader) == Sight::nothing);
}

TEST_CASE("each fault in the middle of what a card says is got over, and it says it again") {
  NfcLine line;
  Looking looking(line);
  for (const auto fault : kFaults) {
    CAPTURE(static_cast<int>(fault));
    line.far.lay(wangs_social_security());
    Asking asking;
    bool armed = false;
    const NfcReader::Talk talk = [&](CardKind kind, const Transmit& transmit) {
      int answers = 0;
      return asking.talk()(kind, [&](std::span<const std::uint8_t> command) {
        if (++answers == 4 && !std::exchange(armed, true)) line.far.arm(fault, 1, kInDataExchange);
        return transmit(command);
      });
    };
    CHECK(looking.until([&] { return asking.hint.has_value(); }, talk));
    CHECK(armed);
    REQUIRE(asking.hint);
    CHECK(asking.hint->number.reveal() == wang().number);
    line.far.lift();
    CHECK(looking.sees(Sight::nothing));
  }
}

TEST_CASE("talking leaves nothing open behind it") {
  NfcLine line;
  auto reader = line.open();
  const auto before = process::descriptors();
  for (int i = 0; i < 20; ++i) {
    line.far.lay(wangs_social_security());
    if (i % 2 == 0) line.far.arm(Pn532Fault::rf_crc, 1, kInDataExchange);
    Asking asking;
    known(reader, asking.talk());
    CHECK(asking.hint);
    line.far.lift();
    CHECK(look(reader) == Sight::nothing);
  }
  CHECK(process::descriptors() == before);
}
