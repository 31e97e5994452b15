// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks a recording faster or slower without changing how high the voice is. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "devices/voice_pack.h"

namespace devices {

// Takes sound as it is made; false: no more is wanted.
using TakeSound = std::function<bool(std::span<const std::int16_t>)>;

// `tempo` times as fast, 0.5-2. What has been stretched is handed on before the rest is, so that
// the first word does not wait for the last. False once `take` has had enough.
bool play_at_tempo(const Recording& recording, double tempo, const TakeSound& take);

}  // namespace devices
