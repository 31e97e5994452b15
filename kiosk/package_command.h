// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl package`: signs the folder of a configuration, and says whether one is as it was
// signed. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int package_command(int count, char** arguments);

}  // namespace kiosk
