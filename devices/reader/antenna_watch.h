// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the antenna: opens the NFC reader whenever it is there, looks for cards while one
// is wanted, and keeps the field off while none is.
#pragma once

#include <string>

#include "devices/reader/session.h"

namespace devices::reader {

// Returns when the session is over.
void watch_antenna(Session& session, const std::string& connstring);

}  // namespace devices::reader
