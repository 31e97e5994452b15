// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/voice_pack.h"

#include <sndfile.h>

#include <array>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

namespace devices {

namespace {

constexpr int kLeastRate = 8'000;
constexpr int kMostRate = 48'000;
constexpr int kMostSeconds = 60;
// "RIFF", the size of all that follows, "WAVE".
constexpr std::size_t kRiffHeader = 12;
constexpr std::uintmax_t kBeforeSize = 8;

tl::unexpected<RecordingTrouble> trouble(RecordingTrouble kind) {
  return tl::unexpected<RecordingTrouble>(kind);
}

// libsndfile plays what is left of a file that was cut off. Half a sentence is worse than none.
tl::expected<void, RecordingTrouble> is_whole(const std::filesystem::path& file) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(file, none);
  if (none) return trouble(RecordingTrouble::missing);
  std::array<char, kRiffHeader> header{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(header.data(), header.size())) return trouble(RecordingTrouble::damaged);
  if (std::memcmp(header.data(), "RIFF", 4) != 0 || std::memcmp(&header[8], "WAVE", 4) != 0) {
    return trouble(RecordingTrouble::wrong_format);
  }
  std::uintmax_t claimed = 0;
  for (std::size_t i = 7; i >= 4; --i) {
    claimed = claimed << 8 | static_cast<unsigned char>(header[i]);
  }
  if (claimed + kBeforeSize > size) return trouble(RecordingTrouble::damaged);
  return {};
}

bool is_ours(const SF_INFO& info) {
  const int container = info.format & SF_FORMAT_TYPEMASK;
  return (container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX) &&
         (info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16 && info.channels == 1 &&
         info.samplerate >= kLeastRate && info.samplerate <= kMostRate &&
         info.frames <= sf_count_t{kMostSeconds} * info.samplerate;
}

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

}  // namespace

tl::expected<Recording, RecordingTrouble> VoicePack::recording(visit::Language language,
                                                               std::string_view key) const {
  if (folder_.empty() || key.empty()) return trouble(RecordingTrouble::missing);
  const auto file = folder_ / visit::code(language) / (std::string(key) + ".wav");
  if (const auto whole = is_whole(file); !whole) return trouble(whole.error());

  SF_INFO info{};
  const std::unique_ptr<SNDFILE, Close> sound(sf_open(file.c_str(), SFM_READ, &info));
  if (!sound) return trouble(RecordingTrouble::damaged);
  if (!is_ours(info)) return trouble(RecordingTrouble::wrong_format);
  if (info.frames <= 0) return trouble(RecordingTrouble::damaged);
  Recording read{static_cast<unsigned>(info.samplerate), {}};
  read.samples.resize(static_cast<std::size_t>(info.frames));
  if (sf_read_short(sound.get(), read.samples.data(), info.frames) != info.frames) {
    return trouble(RecordingTrouble::damaged);
  }
  return read;
}

}  // namespace devices
