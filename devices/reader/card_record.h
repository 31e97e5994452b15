// SPDX-License-Identifier: GPL-3.0-or-later
// The 256 bytes of text on an identity card, as fields (docs/wire.md §2). A record that contradicts
// itself is refused: the line's check byte misses what two equal errors hide. Pure; what it copied
// is in Secrets or wiped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <tl/expected.hpp>

#include "kiosk/visit/identity.h"

namespace devices::reader {

enum class CardLayout { resident, hmt_permit, foreigner_2017, foreigner_2023 };

// GB/T 2261.1: 0, 1, 2 and 9.
enum class Sex { unknown, male, female, unspecified };

// What a layout does not have, and what a card leaves blank, is empty.
struct CardRecord {
  CardLayout layout = CardLayout::resident;
  visit::Secret name;        // Chinese; blank on many foreigners' cards
  visit::Secret latin_name;  // foreigners only
  visit::Secret number;
  Sex sex = Sex::unknown;
  visit::Date birth;
  visit::Date valid_from;
  std::optional<visit::Date> valid_until;  // none: 长期

  visit::Secret ethnic_code;    // residents: GB/T 3304, two digits
  visit::Secret ethnic_group;   // its Chinese name; empty when the code is unknown
  visit::Secret address;        // residents and permits
  visit::Secret issuer;         // the issuing organ; on cards of 2017 its code
  visit::Secret pass_number;    // permits: the travel permit for Hong Kong, Macau or Taiwan
  visit::Secret nationality;    // foreigners: three letters
  visit::Secret issue_count;    // permits: times issued; cards of 2023: times renewed
  visit::Secret version;        // cards of 2017
  visit::Secret former_number;  // cards of 2023: three characters that link to one of 2017
};

enum class RecordTrouble {
  layout,    // not one of the four
  text,      // no UTF-16, or characters that no name has
  name,      // nobody's
  number,    // not the shape that this layout's numbers have
  check,     // its check digit is wrong
  birth,     // no date, or another one than in the number
  sex,       // the number says the other
  validity,  // no dates, or they run backwards
};

// Fields that nobody is known by never cost the card: what is no text in them becomes U+FFFD.
[[nodiscard]] tl::expected<CardRecord, RecordTrouble> decode_card_text(
    std::span<const std::uint8_t, 256> text);

// What the kiosk needs of it; the rest is wiped here. A foreigner goes by the name in Latin
// letters, which every foreign card bears.
[[nodiscard]] visit::Identity identity_of(CardRecord record);

}  // namespace devices::reader
