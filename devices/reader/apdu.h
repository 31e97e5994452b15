// SPDX-License-Identifier: GPL-3.0-or-later
// How a card that speaks ISO 14443-4 is asked something: a command goes in, an answer with its
// status word comes out. Whoever gives one says which thread may call it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace devices::reader {

// Sends one command APDU (ISO 7816-4) and returns data and status word, at least two bytes. None
// when the card or the reader is gone. What comes back may be personal: the caller wipes it.
using Transmit =
    std::function<std::optional<std::vector<std::uint8_t>>(std::span<const std::uint8_t>)>;

}  // namespace devices::reader
