// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded phrases: <folder>/zh-Hans/welcome.title.wav, one channel of 16-bit PCM at 8-48 kHz, at
// most a minute. Each is read whole before any of it is heard, so that none that is damaged is half
// said. Values; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/language.h"

namespace devices {

struct Recording {
  unsigned rate = 0;  // samples a second
  std::vector<std::int16_t> samples;
};

enum class RecordingTrouble {
  missing,
  damaged,       // cut off, or not what its header says
  wrong_format,  // no WAV, or one of another kind
};

class VoicePack {
 public:
  // Without a folder it has no recording.
  explicit VoicePack(std::filesystem::path folder = {}) : folder_(std::move(folder)) {}

  // `key` as config/text names the phrase.
  [[nodiscard]] tl::expected<Recording, RecordingTrouble> recording(visit::Language language,
                                                                    std::string_view key) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace devices
