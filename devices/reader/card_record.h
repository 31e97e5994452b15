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

struct CardRecord {
  CardLayout layout = CardLayout::resident;
  visit::Secret name;        // Chinese; empty on many foreigners' cards
  visit::Secret latin_name;  // foreigners only
  visit::Secret number;
  visit::Date birth;
  visit::Date valid_from;
  std::optional<visit::Date> valid_until;  // none: 长期
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

[[nodiscard]] tl::expected<CardRecord, RecordTrouble> decode_card_text(
    std::span<const std::uint8_t, 256> text);

// What the kiosk needs of it. A foreigner goes by the name in Latin letters, which every foreign
// card bears.
[[nodiscard]] visit::Identity identity_of(CardRecord record);

}  // namespace devices::reader
