// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the antenna: opens the NFC reader whenever it is there, looks for cards while one
// is wanted, and keeps the field off while none is. It asks a social security card for its hint,
// and a staff badge for its proof; at the desk it looks whether that badge still lies there.
#pragma once

#include <string>

#include "devices/reader/session.h"

namespace devices::reader {

// Returns when the session is over. `staff_ca` is a PEM file with the authority of the badges; when
// it is empty or cannot be read, no badge counts. The latter is said on stderr, once.
void watch_antenna(Session& session, const std::string& connstring, const std::string& staff_ca);

}  // namespace devices::reader
