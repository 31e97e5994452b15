// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl journal`: a journal, or the copy of one from a stick, as a technician reads it, and
// whether it is whole. The kiosk may be writing it. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int journal_command(int count, char** arguments);

}  // namespace kiosk
