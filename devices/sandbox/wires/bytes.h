// SPDX-License-Identifier: GPL-3.0-or-later
// Octets as the card wires carry them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sandbox {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

}  // namespace sandbox
