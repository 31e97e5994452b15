// SPDX-License-Identifier: GPL-3.0-or-later
// The printer that a URI names (docs/wire.md §6):
//   ipp://192.0.2.7:631/ipp/print                      a sheet printer on the network
//   escpos:/dev/ttyUSB0?baud=38400&flow=hardware       a receipt printer on a serial or USB line
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "printing/printer/spooled_printer.h"

namespace printing {

// Starts at once; nothing needs to be there yet. The error is a sentence about the URI. `store`
// outlives the printer.
[[nodiscard]] tl::expected<std::unique_ptr<visit::Printer>, std::string> make_printer(
    std::string_view uri, const PrinterSettings& settings, visit::PrintStore& store,
    const Clock& clock, Prepare prepare, SlipOfCode slip_of_code, visit::Post post);

// Whether that URI names a printer with an 80 mm roll.
[[nodiscard]] bool prints_on_roll(std::string_view uri);

}  // namespace printing
