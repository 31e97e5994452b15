// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a journal's lines back (docs/wire.md §13), for staff at the screen and technicians. Pure
// but for the file; any thread, also while the journal is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/journal.h"
#include "kiosk/visit/staff.h"

namespace devices {

// A line as it stands there: what happened, or what the file tells of itself.
struct JournalText {
  visit::Moment at;
  std::string what;                        // "held"; of the file itself "cut", "lost"
  std::optional<visit::Entry::What> kind;  // none: the file's own
  std::uint64_t ticket = 0;
  int detail = 0;
  int flag = 0;
};
// None: no line of a journal, or of a newer one than this.
[[nodiscard]] std::optional<JournalText> read_line(std::string_view line);

// What somebody must look at: a card, query or print that came to nothing, a sheet that waited, a
// device that went, a locked badge, a delivery that is not done, a failed check, a torn journal.
[[nodiscard]] bool is_trouble(const JournalText& line);

// Of the journal's end, at most that far back: a month at a busy door.
inline constexpr std::size_t kLooksBack = std::size_t{16} << 20U;
// Newest first, at most `most`. A line that cannot be read is passed by, and so is what only the
// file tells of itself; nothing of a file that is not there.
[[nodiscard]] std::vector<visit::JournalLine> last_troubles(const std::filesystem::path& journal,
                                                            std::size_t most,
                                                            std::size_t looks_back = kLooksBack);

}  // namespace devices
