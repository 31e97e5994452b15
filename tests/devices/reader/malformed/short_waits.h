// SPDX-License-Identifier: GPL-3.0-or-later
// Makes waiting cheap in this test program: its own select, nanosleep and timerfd_settime stand
// before libc's for every library it loads, libnfc's too. The product is the same; only the time
// it waits for passes faster, and is counted at its full length. Any thread.
#pragma once

#include <chrono>

namespace short_waits {

using Nominal = std::chrono::nanoseconds;

// From now on a wait takes 1/factor of its time. 1 at the start.
void shorten(int factor);

// What this thread has waited at full length: each sleep and each wait that ended without an
// event; of the others what they really took.
[[nodiscard]] Nominal waited();
// What all timers were set to, in any thread: the time that chips and cards took.
[[nodiscard]] Nominal timed();
// What this thread has computed.
[[nodiscard]] Nominal computed();

}  // namespace short_waits
