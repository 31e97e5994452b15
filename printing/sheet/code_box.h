// SPDX-License-Identifier: GPL-3.0-or-later
// A code in its white box, drawn with whole dots of the printer: one that a service signed, or the
// sheet's own serial. One thread, that of the compositor.
#pragma once

#include <string_view>

#include "printing/sheet/compositor.h"

namespace printing {

// A signed text, centred in a square box, at most `largest` mm a side. Trouble (code_does_not_fit)
// if its modules would be finer than 0.33 mm or four dots.
void signed_code(Compositor& sheet, std::string_view text, const Box& quiet, double largest,
                 int dots_per_inch);

// The serial, so that a scan closes the sheet's record, in a square of `side` mm whose top left
// corner is `at`; the white around it comes on top.
void serial_code(Compositor& sheet, std::string_view text, Point at, double side,
                 int dots_per_inch);

}  // namespace printing
