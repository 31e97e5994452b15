// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the identity module: opens it whenever it is there, finds, selects and reads while
// a card is wanted, only finds while the desk is watched, and asks after its health otherwise.
#pragma once

#include <string>

#include "devices/reader/session.h"

namespace devices::reader {

// Returns when the session is over.
void watch_module(Session& session, const std::string& device);

}  // namespace devices::reader
