// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl verify`: judges certificates offline, as anybody may. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int verify_command(int count, char** arguments);

}  // namespace kiosk
