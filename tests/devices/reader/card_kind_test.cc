// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_kind.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/devices/reader/scripted_card.h"

namespace {

using namespace devices::reader;
using bench::Bytes;
using bench::ScriptedCard;

const Bytes kPiv{0x00, 0xA4, 0x04, 0x00, 0x09, 0xA0, 0x00, 0x00,
                 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x00};
const Bytes kSocialSecurity{0x00, 0xA4, 0x04, 0x00, 0x0F, 's',  'x',  '1',  '.',  's',
                            'h',  '.',  0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};
const Bytes kEmrtd{0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

}  // namespace

TEST_CASE("every kind has a name of its own") {
  const std::set<std::string_view> names{
      name_of(CardKind::resident_id),     name_of(CardKind::type_b),   name_of(CardKind::mifare),
      name_of(CardKind::social_security), name_of(CardKind::passport), name_of(CardKind::piv),
      name_of(CardKind::type_a)};
  CHECK(names == std::set<std::string_view>{"resident-id", "type-b", "mifare", "social-security",
                                            "passport", "piv", "type-a"});
}

TEST_CASE("MIFARE Classic is known by its SAK, in every size and inside other chips") {
  for (const int sak : {0x08, 0x09, 0x18, 0x28, 0x38, 0x88}) {
    CHECK(kind_by_sak(static_cast<std::uint8_t>(sak)) == CardKind::mifare);
  }
  for (const int sak : {0x00, 0x20, 0x60}) {
    CHECK(kind_by_sak(static_cast<std::uint8_t>(sak)) == CardKind::type_a);
  }
}

TEST_CASE("a card is what the first of its applications says") {
  ScriptedCard card;
  SECTION("a badge, whatever else it can do") {
    card.answer(kPiv, {0x61, 0x00, 0x90, 0x00});
    card.answer(kEmrtd, {0x90, 0x00});
    CHECK(kind_by_applications(card.transmit(), CardKind::type_a) == CardKind::piv);
    CHECK(card.commands().size() == 1);
  }
  SECTION("more to fetch is a yes") {
    card.answer(kPiv, {0x61, 0x20});
    CHECK(kind_by_applications(card.transmit(), CardKind::type_a) == CardKind::piv);
  }
  SECTION("a social security card") {
    card.answer(kSocialSecurity, {0x90, 0x00});
    CHECK(kind_by_applications(card.transmit(), CardKind::type_a) == CardKind::social_security);
  }
  SECTION("a passport, last of all, and it stays selected") {
    card.answer(kEmrtd, {0x90, 0x00});
    CHECK(kind_by_applications(card.transmit(), CardKind::type_b) == CardKind::passport);
    REQUIRE(card.commands().size() == 3);
    CHECK(card.commands().back() == kEmrtd);
  }
  SECTION("none of them") {
    CHECK(kind_by_applications(card.transmit(), CardKind::type_b) == CardKind::type_b);
    CHECK(kind_by_applications(card.transmit(), CardKind::mifare) == CardKind::mifare);
  }
  SECTION("a no is no yes") {
    card.answer(kPiv, {0x90, 0x01});
    card.answer(kSocialSecurity, {0x6A, 0x61});
    CHECK(kind_by_applications(card.transmit(), CardKind::type_a) == CardKind::type_a);
  }
}

TEST_CASE("a card that breaks off has not said what it is") {
  for (std::size_t nth = 0; nth < 3; ++nth) {
    ScriptedCard silent;
    silent.fall_silent_at(nth);
    CHECK_FALSE(kind_by_applications(silent.transmit(), CardKind::type_a));
    for (std::size_t size = 0; size < 2; ++size) {
      ScriptedCard cut;
      cut.cut(nth, size);
      CHECK_FALSE(kind_by_applications(cut.transmit(), CardKind::type_a));
    }
  }
}
