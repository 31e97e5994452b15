// SPDX-License-Identifier: GPL-3.0-or-later
// A line of the journal in a technician's words. Pure.
#pragma once

#include <string>

#include "devices/journal_lines.h"

namespace kiosk {

// "2021-01-26T10:05:00+08:00 held media-jam, moment 3", by the ticket that names it.
[[nodiscard]] std::string in_words(const devices::JournalText& line);

}  // namespace kiosk
