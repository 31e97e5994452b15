// SPDX-License-Identifier: GPL-3.0-or-later
// Which card lies there: what its SAK, its ATQB and the names of its applications tell, and no
// more. Pure over the Transmit it is given.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "devices/reader/apdu.h"

namespace devices::reader {

enum class CardKind {
  resident_id,      // the chip of an identity card or permit; not ISO 14443-4
  type_b,           // any other card of type B
  mifare,           // MIFARE Classic, as hospitals give out: known by its SAK, never opened
  social_security,  // has the application of that name
  passport,         // has the eMRTD application: passport or travel document
  piv,              // has the PIV application: a staff badge
  type_a,           // any other card of type A
};

// "resident-id", "type-b", "mifare", "social-security", "passport", "piv", "type-a".
[[nodiscard]] std::string_view name_of(CardKind kind);

// What the SAK of a card of type A tells: MIFARE Classic (NXP AN10833), or not yet anything.
[[nodiscard]] CardKind kind_by_sak(std::uint8_t sak);

// Selects, one after the other, the applications that tell cards of ISO 14443-4 apart; the last one
// found stays selected. `otherwise` when the card has none of them; none when it broke off.
[[nodiscard]] std::optional<CardKind> kind_by_applications(const Transmit& transmit,
                                                           CardKind otherwise);

// Whether the card has the application of a staff badge, which is then selected; nothing else is
// asked. None when it broke off.
[[nodiscard]] std::optional<bool> has_piv(const Transmit& transmit);

}  // namespace devices::reader
