// SPDX-License-Identifier: GPL-3.0-or-later
// Reports of shifts and machines that never were, and papers for a roll, for the tests of paper.
// Single-threaded.
#pragma once

#include <string_view>

#include "kiosk/visit/document.h"
#include "printing/sheet/sheet_details.h"
#include "tests/printing/sheet/status_slip_samples.h"

namespace printing::testing {

// 80 mm, 203 dots an inch.
[[nodiscard]] SheetDetails roll_details();
[[nodiscard]] SheetDetails english(SheetDetails details);
// With a code as long as that of a health code alone: version 15.
[[nodiscard]] visit::Certificate on_roll(visit::Certificate certificate);

[[nodiscard]] visit::RouteSlip roll_route();  // 王建国, fever clinic, seven answers

[[nodiscard]] visit::ShiftReport quiet_shift();  // the drawing's
[[nodiscard]] visit::ShiftReport busy_shift();   // five figures everywhere, nine incidents
[[nodiscard]] visit::ShiftReport empty_shift();  // nobody came, nothing was printed
[[nodiscard]] visit::ReadinessReport ready_machine();
[[nodiscard]] visit::ReadinessReport troubled_machine(int checks);  // every third one failed

// draw() with the words of the repository; the sheet must exist.
[[nodiscard]] Sheet sheet_of(const visit::Document& document, const SheetDetails& details);
// All lines of type, one after the other: words that took two lines are found without their break.
[[nodiscard]] std::string all_words(const Sheet& sheet);
// True if all that is inked lies where a roll's print head reaches.
[[nodiscard]] bool within_print_head(const Sheet& sheet);

}  // namespace printing::testing
