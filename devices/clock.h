// SPDX-License-Identifier: GPL-3.0-or-later
// The only place that asks the machine what time it is. Any thread.
#pragma once

#include <chrono>

#include "kiosk/visit/moment.h"

namespace devices {

// The wall clock.
[[nodiscard]] visit::Moment now();
// A clock that only goes forward, from any start.
[[nodiscard]] std::chrono::milliseconds steady();

}  // namespace devices
