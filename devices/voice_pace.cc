// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/voice_pace.h"

#include <SoundTouch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace devices {

namespace {

static_assert(std::is_same_v<soundtouch::SAMPLETYPE, float>, "as Debian builds it");

// SoundTouch's own advice for speech (README, "Tuning the algorithm parameters").
constexpr int kSequenceMilliseconds = 40;
constexpr int kSeekMilliseconds = 15;
constexpr int kOverlapMilliseconds = 8;

constexpr float kFull = 32768;
constexpr std::size_t kRoom = 1024;

std::int16_t sample(float value) {
  const float scaled = std::round(value * kFull);
  return static_cast<std::int16_t>(std::clamp(scaled, -kFull, kFull - 1));
}

// Hands on what is ready.
bool empty(soundtouch::SoundTouch& stretcher, const TakeSound& take) {
  std::array<float, kRoom> floats;
  std::array<std::int16_t, kRoom> samples;
  for (;;) {
    const std::size_t count = stretcher.receiveSamples(floats.data(), floats.size());
    if (count == 0) return true;
    std::transform(floats.begin(), floats.begin() + static_cast<std::ptrdiff_t>(count),
                   samples.begin(), sample);
    if (!take(std::span(samples).first(count))) return false;
  }
}

}  // namespace

bool play_at_tempo(const Recording& recording, double tempo, const TakeSound& take) {
  if (std::abs(tempo - 1) < 0.01) return take(recording.samples);
  soundtouch::SoundTouch stretcher;
  stretcher.setChannels(1);
  stretcher.setSampleRate(recording.rate);
  stretcher.setTempo(tempo);
  stretcher.setSetting(SETTING_SEQUENCE_MS, kSequenceMilliseconds);
  stretcher.setSetting(SETTING_SEEKWINDOW_MS, kSeekMilliseconds);
  stretcher.setSetting(SETTING_OVERLAP_MS, kOverlapMilliseconds);
  std::array<float, kRoom> floats;
  for (std::span<const std::int16_t> rest = recording.samples; !rest.empty();) {
    const auto now = rest.first(std::min(rest.size(), floats.size()));
    std::transform(now.begin(), now.end(), floats.begin(),
                   [](std::int16_t s) { return static_cast<float>(s) / kFull; });
    stretcher.putSamples(floats.data(), static_cast<unsigned>(now.size()));
    if (!empty(stretcher, take)) return false;
    rest = rest.subspan(now.size());
  }
  stretcher.flush();
  return empty(stretcher, take);
}

}  // namespace devices
