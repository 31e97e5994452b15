// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the scanner: opens it whenever it is there and takes all it sends; tells a text
// only if all of it was scanned while one was wanted, so that none counts for the next person.
#pragma once

#include <string>

#include "devices/reader/scanner.h"
#include "devices/reader/session.h"

namespace devices::reader {

// A serial line if one is named, else an evdev keyboard. Returns when the session is over, at most
// half a second later.
void watch_scanner(Session& session, const std::string& serial_device,
                   const std::string& keys_device);

// The same for one opened scanner: until it is lost, or the session is over. True if it worked.
bool follow_scanner(Session& session, Scanner& scanner);

}  // namespace devices::reader
