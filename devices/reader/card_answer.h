// SPDX-License-Identifier: GPL-3.0-or-later
// One question to a card and its whole answer, which may come in parts (ISO 7816-4, 61xx and GET
// RESPONSE). Bounded in bytes and in parts: a card cannot keep its reader asking. Thread rule: the
// Transmit's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "devices/reader/apdu.h"
#include "devices/reader/wiped_bytes.h"

namespace devices::reader {

inline constexpr std::uint16_t kGood = 0x9000;
inline constexpr std::uint16_t kTooMuch = 0x0000;  // no card's word: more than fits
inline constexpr int kMostParts = 24;

// The last status word; `data` is replaced by the answer without it. None when the card or its
// reader is gone, or what came is no answer. What lay in between is wiped.
[[nodiscard]] std::optional<std::uint16_t> ask_card(const Transmit& transmit,
                                                    std::span<const std::uint8_t> command,
                                                    WipedBytes& data);

}  // namespace devices::reader
