// SPDX-License-Identifier: GPL-3.0-or-later
// Chance as a parameter: what spreads kiosks over time is drawn here, and a test hands in its own.
// A Chance is used by one thread at a time.
#pragma once

#include <functional>

namespace devices {

// The next number from [0, 1).
using Chance = std::function<double()>;

// Seeded by the machine: two kiosks that start together do not stay together.
[[nodiscard]] Chance machine_chance();

}  // namespace devices
