// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the thermometer: opens it whenever it is there, has it measure while a temperature
// is wanted, and asks after its health.
#pragma once

#include <string>

#include "devices/reader/session.h"

namespace devices::reader {

// Returns when the session is over.
void watch_thermometer(Session& session, const std::string& device);

}  // namespace devices::reader
