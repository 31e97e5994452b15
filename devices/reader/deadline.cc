// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/deadline.h"

#include <algorithm>

#include "devices/clock.h"

namespace devices::reader {

Instant monotonic_now() { return devices::steady(); }

Milliseconds Deadline::left() const { return std::max(at_ - monotonic_now(), Milliseconds{0}); }

}  // namespace devices::reader
