// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/clock.h"

namespace devices {

visit::Moment now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds steady() {
  return std::chrono::floor<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace devices
