// SPDX-License-Identifier: GPL-3.0-or-later
// The child of `kioskctl card`: looks at one reader until it is told to stop, and writes what it
// sees to standard output, each line at once. libnfc may kill this process: its parent sees to
// that. One thread, and the tap's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "devices/reader/deadline.h"
#include "devices/reader/mrz.h"
#include "devices/reader/piv.h"
#include "kiosk/card_event.h"

namespace kiosk {

struct CardViewOptions {
  std::string pn532;  // libnfc's connstring, or
  std::string sam_v;  // a serial device
  LineStyle style;
  std::optional<devices::reader::StaffAuthority> staff;
  std::optional<devices::reader::MrzKey> mrz;

  int recording = -1;            // where the line is written down, if it is
  std::filesystem::path folder;  // for the tap, this user's alone
  devices::reader::Instant began{};
};

// Until the parent closes the other end of `stop`. False when nobody takes the lines.
[[nodiscard]] bool view_cards(const CardViewOptions& options, int stop, int parent);

}  // namespace kiosk
