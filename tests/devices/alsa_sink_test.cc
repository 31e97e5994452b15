// SPDX-License-Identifier: GPL-3.0-or-later
// Sound through ALSA itself: into a file, and to a device that is not there.
#include "devices/alsa_sink.h"

#include <alsa/asoundlib.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "devices/sink_voice.h"
#include "tests/files.h"

namespace {

using devices::AlsaSink;
using devices::SinkVoice;
using visit::Language;
using visit::Secret;
using visit::Utterance;
using namespace std::chrono_literals;

Utterance utterance(Language language, const char* text) {
  Utterance said;
  said.language = language;
  said.sentences.push_back({"", Secret(text), false});
  return said;
}
Utterance zh() { return utterance(Language::zh_hans, "qing3 ba3 shen1fen4zheng4 fang4dao4"); }
Utterance en() { return utterance(Language::en, "Put your ID card below the screen."); }

// What is written to standard error while `work` runs.
template <typename Work>
std::string standard_error_of(Work work) {
  char name[] = "/tmp/kiosk-voice-XXXXXX";
  const int file = mkstemp(name);
  REQUIRE(file >= 0);
  std::fflush(stderr);
  const int kept = dup(STDERR_FILENO);
  dup2(file, STDERR_FILENO);
  work();
  std::fflush(stderr);
  dup2(kept, STDERR_FILENO);
  close(kept);
  close(file);
  std::string said = files::contents(name);
  std::filesystem::remove(name);
  return said;
}

}  // namespace

TEST_CASE("words go through ALSA to a device") {
  const auto file =
      std::filesystem::temp_directory_path() / ("kiosk-voice-" + std::to_string(getpid()) + ".raw");
  {
    SinkVoice voice(std::make_unique<AlsaSink>("file:FILE='" + file.string() + "',FORMAT=raw"));
    voice.say(en());
    std::error_code none;
    for (int i = 0; i < 500 && (std::filesystem::file_size(file, none) < 22050 || none); ++i) {
      std::this_thread::sleep_for(20ms);
    }
  }
  const std::string bytes = files::contents(file);
  CHECK(bytes.size() >= 22050);  // half a second of 16 bits
  CHECK(std::any_of(bytes.begin(), bytes.end(), [](char byte) { return byte != 0; }));
  std::filesystem::remove(file);
}

TEST_CASE("without a sound device there is silence, at once, and not a word on standard error") {
  const std::string missing = "hw:31";
  const std::string ours = standard_error_of([&] {
    AlsaSink sink(missing);
    CHECK_FALSE(sink.begin(22050));
    CHECK_FALSE(sink.write(std::vector<std::int16_t>(441)));
    sink.stop();
    SinkVoice voice(std::make_unique<AlsaSink>(missing));
    voice.say(en());
    voice.hush();
    voice.say(zh());
  });
  CHECK(ours.empty());
  // Negative control: ALSA left to itself complains about the same device.
  const std::string alsas = standard_error_of([&] {
    snd_lib_error_set_handler(nullptr);
    snd_pcm_t* pcm = nullptr;
    CHECK(snd_pcm_open(&pcm, missing.c_str(), SND_PCM_STREAM_PLAYBACK, 0) < 0);
  });
  CHECK_FALSE(alsas.empty());
}
