// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/target.h"

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

namespace {

using namespace devices::reader;
using Bytes = std::vector<std::uint8_t>;

const Bytes kMifare{0x01, 0x01, 0x00, 0x04, 0x08, 0x04, 0x99, 0x01, 0x01, 0x0C};
const Bytes kSpeaker{0x01, 0x01, 0x00, 0x04, 0x20, 0x04, 0x99, 0x01,
                     0x01, 0x0D, 0x05, 0x78, 0x80, 0x70, 0x02};
const Bytes kTypeB{0x01, 0x01, 0x50, 0x99, 0x01, 0x00, 0x0B, 0x01,
                   0x02, 0x03, 0x04, 0x77, 0x81, 0x91, 0x01, 0x00};
const Bytes kResident{0x01, 0x01, 0x50, 0x00, 0x00, 0x00, 0x00, 0xD1,
                      0x03, 0x86, 0x0C, 0x00, 0x80, 0x80, 0x01, 0x08};

Bytes bytes_of(const Uid& uid) { return {uid.bytes().begin(), uid.bytes().end()}; }

// The bytes in a block of their own, so that a sanitizer sees a read beyond them.
std::optional<Target> target_in_first(RadioType type, const Bytes& bytes, std::size_t size) {
  const auto block = std::make_unique<std::uint8_t[]>(size);
  std::copy_n(bytes.begin(), size, block.get());
  return target_in(type, {block.get(), size});
}

Target type_a(const Bytes& uid, std::uint8_t sak = 0x20) {
  Target target;
  target.sak = sak;
  target.uid = Uid(uid);
  return target;
}

}  // namespace

TEST_CASE("a listed card of type A is taken apart") {
  const auto mifare = target_in(RadioType::a, kMifare);
  REQUIRE(mifare);
  CHECK(mifare->number == 1);
  CHECK(mifare->sak == 0x08);
  CHECK(bytes_of(mifare->uid) == Bytes{0x99, 0x01, 0x01, 0x0C});
  CHECK_FALSE(mifare->takes_commands);

  const auto speaker = target_in(RadioType::a, kSpeaker);
  REQUIRE(speaker);
  CHECK(speaker->takes_commands);
}

TEST_CASE("a listed card of type B is taken apart") {
  const auto card = target_in(RadioType::b, kTypeB);
  REQUIRE(card);
  CHECK(bytes_of(card->uid) == Bytes{0x99, 0x01, 0x00, 0x0B});
  CHECK(card->application_data == std::array<std::uint8_t, 4>{0x01, 0x02, 0x03, 0x04});
  CHECK(card->takes_commands);

  const auto resident = target_in(RadioType::b, kResident);
  REQUIRE(resident);
  CHECK(is_resident_chip(resident->application_data));
  CHECK_FALSE(resident->takes_commands);
  CHECK_FALSE(is_resident_chip(card->application_data));
}

TEST_CASE("an ATS that lies about its length makes nobody talk to the card") {
  for (int length = 0; length < 256; ++length) {
    Bytes bytes = kSpeaker;
    bytes[10] = static_cast<std::uint8_t>(length);
    const auto card = target_in(RadioType::a, bytes);
    REQUIRE(card);
    CHECK(card->takes_commands == (length >= 1 && length <= 5));
  }
}

TEST_CASE("a UID that lies about its length is no target") {
  for (int length = 0; length < 256; ++length) {
    Bytes bytes = kSpeaker;
    bytes[5] = static_cast<std::uint8_t>(length);
    const auto card = target_in(RadioType::a, bytes);
    CHECK(card.has_value() == (length >= 1 && length <= 9));
    if (card) CHECK(card->uid.bytes().size() == static_cast<std::size_t>(length));
  }
}

TEST_CASE("a list that is cut off anywhere is read no further than it goes") {
  for (std::size_t size = 0; size < kMifare.size(); ++size) {
    CHECK_FALSE(target_in_first(RadioType::a, kMifare, size));
  }
  for (std::size_t size = 0; size < kSpeaker.size(); ++size) {
    const auto card = target_in_first(RadioType::a, kSpeaker, size);
    CHECK(card.has_value() == (size >= 10));
    if (card) CHECK_FALSE(card->takes_commands);
  }
  for (std::size_t size = 0; size < kTypeB.size(); ++size) {
    CHECK(target_in_first(RadioType::b, kTypeB, size).has_value() == (size >= 14));
  }
  Bytes none = kSpeaker;
  none[0] = 0;
  CHECK_FALSE(target_in(RadioType::a, none));
  Bytes no_atqb = kTypeB;
  no_atqb[2] = 0x51;
  CHECK_FALSE(target_in(RadioType::b, no_atqb));
}

TEST_CASE("a card that stayed is the same one; another number is another card") {
  const Target card = type_a({0x99, 0x01, 0x01, 0x0D});
  CHECK(is_same_card(card, type_a({0x99, 0x01, 0x01, 0x0D})));
  CHECK_FALSE(is_same_card(card, type_a({0x99, 0x01, 0x01, 0x0E})));
  CHECK_FALSE(is_same_card(card, type_a({0x99, 0x01, 0x01, 0x0D}, 0x08)));
  // 08 and three random bytes at every power-up.
  const Target passport = type_a({0x08, 0x01, 0x02, 0x03});
  CHECK(is_same_card(passport, type_a({0x08, 0xAA, 0xBB, 0xCC})));
  CHECK_FALSE(is_same_card(passport, card));

  const auto type_b = target_in(RadioType::b, kTypeB);
  Bytes other_pupi = kTypeB;
  other_pupi[3] = 0x42;
  CHECK(is_same_card(*type_b, *target_in(RadioType::b, other_pupi)));
  Bytes other_data = kTypeB;
  other_data[7] = 0x42;
  CHECK_FALSE(is_same_card(*type_b, *target_in(RadioType::b, other_data)));
  CHECK_FALSE(is_same_card(*type_b, card));
}

TEST_CASE("no UID is longer than a UID can be") {
  CHECK(Uid(Bytes(200, 0x01)).bytes().size() == Uid::kLongest);
  CHECK(Uid().empty());
  CHECK_FALSE(Uid(Bytes{0x01}) == Uid(Bytes{0x01, 0x00}));
}
