// SPDX-License-Identifier: GPL-3.0-or-later
// A voice pack in a folder of its own, with tones in place of words; its WAV files are written byte
// by byte here, by nobody's library. Gone with this object.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "tests/files.h"

namespace sample_pack {

using Samples = std::vector<std::int16_t>;

inline Samples tone(double hertz, double seconds, unsigned rate, int peak = 20'000) {
  Samples samples(static_cast<std::size_t>(seconds * rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double at = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
    samples[i] = static_cast<std::int16_t>(std::lround(peak * std::sin(at)));
  }
  return samples;
}

struct Wav {
  unsigned rate = 24'000;
  unsigned channels = 1;
  unsigned bits = 16;
  unsigned format = 1;      // PCM
  std::string before_data;  // chunks
  std::string data;

  [[nodiscard]] std::string bytes() const {
    std::string body = "WAVEfmt " + little(16, 4) + little(format, 2) + little(channels, 2) +
                       little(rate, 4) + little(rate * channels * bits / 8, 4) +
                       little(channels * bits / 8, 2) + little(bits, 2) + before_data + "data" +
                       little(data.size(), 4) + data;
    return "RIFF" + little(body.size(), 4) + body;
  }
  static std::string little(std::size_t value, int bytes) {
    std::string out;
    for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xFF);
    return out;
  }
};

inline Wav wav(const Samples& samples, unsigned rate = 24'000) {
  Wav wav;
  wav.rate = rate;
  for (const std::int16_t sample : samples) {
    wav.data += Wav::little(static_cast<std::uint16_t>(sample), 2);
  }
  return wav;
}

// A voice pack: language/key.wav.
class Pack : public files::Folder {
 public:
  void put(const std::string& language, const std::string& key, const std::string& bytes) const {
    std::filesystem::create_directories(*this / language);
    std::ofstream(*this / language / (key + ".wav"), std::ios::binary) << bytes;
  }
};

}  // namespace sample_pack
