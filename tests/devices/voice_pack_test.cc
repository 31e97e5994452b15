// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded phrases are read whole or not at all, and config/voice/README.md names those that lack.
#include "devices/voice_pack.h"

#include <toml++/toml.h>

#include <cstdio>
#include <set>

#include "tests/devices/sample_pack.h"
#include "tests/files.h"

namespace {

using devices::RecordingTrouble;
using devices::VoicePack;
using sample_pack::Pack;
using sample_pack::Samples;
using sample_pack::tone;
using sample_pack::wav;
using sample_pack::Wav;
using visit::Language;

constexpr const char* kKey = "welcome.title";

// How a file of these bytes fares.
tl::expected<devices::Recording, RecordingTrouble> reading(const std::string& bytes) {
  const Pack pack;
  pack.put("zh-Hans", kKey, bytes);
  return VoicePack(pack.path()).recording(Language::zh_hans, kKey);
}

Wav good() { return wav(tone(300, 0.5, 24'000)); }

}  // namespace

TEST_CASE("a phrase is found by its language and its key, sample by sample") {
  const Pack pack;
  const Samples words = tone(300, 0.5, 24'000);
  pack.put("zh-Hans", kKey, wav(words).bytes());
  const VoicePack recordings(pack.path());
  const auto found = recordings.recording(Language::zh_hans, kKey);
  REQUIRE(found);
  CHECK(found->rate == 24'000);
  CHECK(found->samples == words);
  // Negative controls.
  const auto missing = tl::unexpected(RecordingTrouble::missing);
  CHECK(recordings.recording(Language::zh_hans, "welcome.lead").error() == missing.value());
  CHECK(recordings.recording(Language::zh_hans, "").error() == missing.value());
  CHECK(recordings.recording(Language::ug, kKey).error() == missing.value());
  CHECK(VoicePack().recording(Language::zh_hans, kKey).error() == missing.value());
}

TEST_CASE("every rate from 8 to 48 kHz is read, and chunks that are not sound are passed over") {
  for (const unsigned rate : {8'000U, 16'000U, 22'050U, 44'100U, 48'000U}) {
    Wav file = good();
    file.rate = rate;
    file.before_data = "LIST" + Wav::little(4, 4) + "INFO";
    const auto found = reading(file.bytes());
    REQUIRE(found);
    CHECK(found->rate == rate);
    CHECK(found->samples.size() == 12'000);
  }
}

TEST_CASE("a file that was cut off anywhere is damaged, never half a sentence") {
  const std::string whole = good().bytes();
  REQUIRE(reading(whole));
  for (const std::size_t size : {std::size_t{0}, std::size_t{11}, std::size_t{12}, std::size_t{40},
                                 std::size_t{44}, whole.size() / 2, whole.size() - 1}) {
    const auto found = reading(whole.substr(0, size));
    INFO(size);
    REQUIRE_FALSE(found);
    CHECK(found.error() == RecordingTrouble::damaged);
  }
  // A whole file without a sample.
  CHECK(reading(wav({}).bytes()).error() == RecordingTrouble::damaged);
  // What somebody's tool left after the sound harms nobody.
  CHECK(reading(whole + std::string(10, '\0')));
}

TEST_CASE("what is no mono WAV of 16 bits is of a wrong format") {
  std::vector<std::string> wrong{"ID3\x03 something else altogether", "RIFX" + good().bytes()};
  const auto but = [&wrong](auto change) {
    Wav file = good();
    change(file);
    wrong.push_back(file.bytes());
  };
  but([](Wav& file) { file.channels = 2; });
  but([](Wav& file) { file.bits = 8; });
  but([](Wav& file) { file.bits = 24; });
  but([](Wav& file) { file.bits = 32, file.format = 3; });  // floating point
  but([](Wav& file) { file.format = 6, file.bits = 8; });   // A-law
  but([](Wav& file) { file.rate = 96'000; });
  but([](Wav& file) { file.rate = 4'000; });
  but([](Wav& file) {
    file.rate = 8'000;
    file.data.resize(std::size_t{61} * 8'000 * 2);
  });
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    const auto found = reading(wrong[i]);
    INFO(i);
    REQUIRE_FALSE(found);
    CHECK(found.error() == RecordingTrouble::wrong_format);
  }
}

TEST_CASE("random damage to a header is refused or read, and nothing worse") {
  const std::string whole = good().bytes();
  unsigned seed = 1;
  int refused = 0;
  for (int round = 0; round < 500; ++round) {
    std::string bytes = whole;
    for (int change = 0; change < 3; ++change) {
      seed = seed * 1'664'525 + 1'013'904'223;
      bytes[seed >> 8 & 63] = static_cast<char>(seed >> 24);
    }
    const auto found = reading(bytes);
    if (found) {
      CHECK(found->samples.size() * 2 <= whole.size());
    } else {
      ++refused;
    }
  }
  CHECK(refused > 100);
}

TEST_CASE("the README's command lists every phrase that still lacks a recording, and no other") {
  const auto root = std::filesystem::path(KIOSK_SOURCE_DIR);
  std::ifstream in(root / "config/voice/README.md");
  std::string command;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("    ")) command += line + "\n";
  }
  REQUIRE_FALSE(command.empty());

  const files::Folder folder;
  std::filesystem::create_directories(folder.path() / "config");
  std::filesystem::create_directory_symlink(root / "config/text", folder.path() / "config/text");
  const auto listed = [&folder, &command] {
    const std::string run = "cd '" + folder.path().string() + "' && " + command;
    std::set<std::string> keys;
    FILE* output = popen(run.c_str(), "r");
    REQUIRE(output != nullptr);
    char line[256];
    while (fgets(line, sizeof line, output) != nullptr) {
      keys.insert(std::string(line, std::string(line).find('\n')));
    }
    CHECK(pclose(output) == 0);
    return keys;
  };

  // What can be recorded: every phrase without a slot.
  std::set<std::string> expected;
  const toml::table all = toml::parse_file((root / "config/text/zh-Hans.toml").string());
  for (const auto& [section, table] : all) {
    for (const auto& [key, node] : *table.as_table()) {
      const toml::table* forms = node.as_table();
      const std::string text = forms == nullptr ? node.value_or(std::string())
                                                : (*forms)["text"].value_or(std::string());
      if (text.find('{') != std::string::npos) continue;
      expected.insert(std::string(section.str()) + "." + std::string(key.str()));
    }
  }
  REQUIRE(expected.size() > 200);
  CHECK(listed() == expected);

  std::filesystem::create_directories(folder.path() / "config/voice/zh-Hans");
  std::ofstream(folder.path() / "config/voice/zh-Hans" / (*expected.begin() + ".wav")) << "RIFF";
  expected.erase(expected.begin());
  CHECK(listed() == expected);
}
