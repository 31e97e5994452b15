// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/line.h"

#include <algorithm>
#include <array>

#include "kiosk/visit/secret.h"

namespace devices::reader {

void drain(Line& line) {
  constexpr Milliseconds kQuiet{40};
  constexpr Milliseconds kAtMost{400};
  std::array<std::uint8_t, 512> dropped{};
  const Instant end = line.now() + kAtMost;
  while (line.now() < end && line.read(dropped, std::min(line.now() + kQuiet, end))) {
  }
  visit::wipe(dropped.data(), dropped.size());
}

}  // namespace devices::reader
