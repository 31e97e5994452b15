// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl surveys`: what lies in the outbox, its way out as a table where there is no FHIR
// server, and another try for what was set aside. The kiosk may be running. One thread.
#pragma once

namespace kiosk {

// `arguments` begins with the command's own name. What the program exits with.
[[nodiscard]] int surveys_command(int count, char** arguments);

}  // namespace kiosk
