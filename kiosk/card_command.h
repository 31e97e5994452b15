// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl card`: shows a technician what a card reader sees, through the code that the kiosk
// reads with. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int card_command(int count, char** arguments);

}  // namespace kiosk
