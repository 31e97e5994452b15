// SPDX-License-Identifier: GPL-3.0-or-later
// A page as the dots of a receipt printer, and the dots as its commands (docs/wire.md §6.5). Pure,
// but for memory; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/secret.h"
#include "printing/printer/page_raster.h"

namespace printing {

inline constexpr double kRollDotsPerInch = 203.2;  // 8 a millimetre
inline constexpr int kRollDots = 576;              // that the head has across 80 mm
inline constexpr std::size_t kRollRowBytes = kRollDots / 8;
// Rows of one command: two of them fit into the smallest receive buffer, 4 kB.
inline constexpr std::size_t kBandRows = 24;

// The PDF's first page, kRollRowBytes a row from the top, black as 1, the most significant bit
// leftmost. A page wider than the head loses its white margins, and is refused if they are not
// white. What is white at its end is left out.
[[nodiscard]] tl::expected<visit::Secret, RasterTrouble> roll_dots(std::string_view pdf);

// Nobody reads a dot more, but a printer acts on DLE EOT, DLE ENQ and DLE DC4 wherever it sees
// them, also in the middle of a picture: in front of such a byte a DLE gets a second dot.
void disarm(std::string& bytes);

// The command that prints these rows, at most kBandRows; a feed if they are white.
[[nodiscard]] std::string band(std::string_view rows);

}  // namespace printing
