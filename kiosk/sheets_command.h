// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl sheets`: what became of each printed sheet, and a person's word on those in doubt. The
// kiosk may be running. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int sheets_command(int count, char** arguments);

}  // namespace kiosk
