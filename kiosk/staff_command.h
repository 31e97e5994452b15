// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl staff`: a PIN as staff.toml keeps it, and who is in the roll with their locks. The
// kiosk may be running. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int staff_command(int count, char** arguments);

}  // namespace kiosk
