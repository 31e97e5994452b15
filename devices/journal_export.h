// SPDX-License-Identifier: GPL-3.0-or-later
// Copies the journal to a stick and signs the copy (docs/wire.md §13). What it says to be there was
// flushed, read back from the stick and compared. Waits for both disks; any thread, one at a time.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "devices/stick.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/staff.h"

namespace devices {

struct JournalExport {
  std::filesystem::path journal;
  std::filesystem::path key;  // PEM, made at first use; its public half lies beside it
  std::string machine;        // GC07
  StickPlace to;
};

// The copy's name, journal-GC07-20210126-104200.jsonl; its signature lies beside it, .sig behind
// the name. After a trouble nothing of that name lies there.
[[nodiscard]] tl::expected<std::string, visit::ExportTrouble> export_journal(
    const JournalExport& what, visit::Moment now);

}  // namespace devices
