// SPDX-License-Identifier: GPL-3.0-or-later
// One look at one sheet: no fault on it, its drawing list and its dots at 300 dpi as when somebody
// last looked, and its code read back from clean, shrunk and coarse paper. Single-threaded.
#pragma once

#include <string_view>

#include "printing/sheet/sheet.h"

namespace printing::testing {

// Compares with tests/golden/paper/<name>.txt and .png; KIOSK_GOLDEN=write takes the present for
// right; on a difference the actual picture is left in the build folder. `code`: what the sheet's
// QR code must say at 300 dpi in grey, at 96 % of its size and with the hard dots of 203 dpi; empty
// for a sheet without a code.
void check_paper(std::string_view name, const Sheet& sheet, std::string_view code);

}  // namespace printing::testing
