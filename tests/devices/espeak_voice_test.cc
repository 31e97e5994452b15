// SPDX-License-Identifier: GPL-3.0-or-later
// What the voice promises: it is heard, it stops, it keeps a person's name to that person's ear,
// and every Chinese phrase is given to it as pinyin.
#include "devices/espeak_voice.h"

#include <alsa/asoundlib.h>
#include <espeak-ng/speak_lib.h>
#include <fcntl.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using devices::AlsaSink;
using devices::EspeakVoice;
using visit::Language;
using visit::Secret;
using visit::Utterance;
using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

// What a sink was given, seen from the test. It takes as many samples as it is `open` for and then
// waits, as a device with a full buffer does, until the test opens it further.
class Ear {
 public:
  explicit Ear(std::size_t open) : open_(open) {}

  void begin(unsigned rate) {
    const std::lock_guard lock(mutex_);
    rate_ = rate;
    ++begun_;
    since_begin_ = 0;
    changed_.notify_all();
  }
  void write(std::span<const std::int16_t> samples) {
    std::unique_lock lock(mutex_);
    full_ = taken_ >= open_;
    changed_.notify_all();
    changed_.wait_for(lock, kPatience, [this] { return taken_ < open_; });
    full_ = false;
    taken_ += samples.size();
    since_begin_ += samples.size();
    largest_ = std::max(largest_, samples.size());
    loud_ = loud_ || std::any_of(samples.begin(), samples.end(), [](auto s) { return s != 0; });
    changed_.notify_all();
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    ++stopped_;
    changed_.notify_all();
  }
  void open(std::size_t samples) {
    const std::lock_guard lock(mutex_);
    open_ = samples;
    full_ = false;  // until it is full again
    changed_.notify_all();
  }

  // Waits until it can take no more.
  bool full() {
    return wait([this] { return full_; });
  }
  bool begun(int times) {
    return wait([this, times] { return begun_ >= times; });
  }
  bool stopped(int times) {
    return wait([this, times] { return stopped_ >= times; });
  }
  std::size_t taken() const { return of(taken_); }
  std::size_t since_begin() const { return of(since_begin_); }
  std::size_t largest() const { return of(largest_); }
  unsigned rate() const { return of(rate_); }
  bool loud() const { return of(loud_); }

 private:
  template <typename Done>
  bool wait(Done done) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, done);
  }
  template <typename T>
  T of(const T& value) const {
    const std::lock_guard lock(mutex_);
    return value;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t open_, taken_ = 0, since_begin_ = 0, largest_ = 0;
  unsigned rate_ = 0;
  int begun_ = 0, stopped_ = 0;
  bool full_ = false, loud_ = false;
};

class EarSink final : public devices::Sink {
 public:
  explicit EarSink(std::shared_ptr<Ear> ear) : ear_(std::move(ear)) {}
  bool begin(unsigned rate) override {
    ear_->begin(rate);
    return true;
  }
  bool write(std::span<const std::int16_t> samples) override {
    ear_->write(samples);
    return true;
  }
  void stop() override { ear_->stop(); }

 private:
  const std::shared_ptr<Ear> ear_;
};

constexpr std::size_t kNoEnd = std::size_t{1} << 40;

Utterance utterance(Language language, std::initializer_list<const char*> sentences) {
  Utterance said;
  said.language = language;
  for (const char* text : sentences) said.sentences.push_back({"a.key", Secret(text), false});
  return said;
}

Utterance zh() {
  return utterance(Language::zh_hans, {"qing3 ba3 shen1fen4zheng4 fang4dao4 ping2mu4 xia4mian5",
                                       "ping2fang4 zai4 liang4deng1 de5 ban3 shang5"});
}
Utterance en() {
  return utterance(Language::en, {"Put your ID card below the screen.",
                                  "Lay it flat on the lit plate, either side up."});
}

// The samples since the last begin(), once no more come. Synthesis outruns speech some four hundred
// times: half a second without a sample is the end.
std::size_t end_of(const Ear& ear) {
  for (std::size_t before = 0;;) {
    std::this_thread::sleep_for(500ms);
    const std::size_t now = ear.since_begin();
    if (now == before) return now;
    before = now;
  }
}

// espeak breathes a little: the same words differ by a few samples.
bool same_length(std::size_t one, std::size_t other) {
  return (one > other ? one - other : other - one) < 22050 / 50;
}

struct Heard {
  std::size_t samples;
  unsigned rate;
  bool loud;
};
Heard hear(Utterance said, bool private_ear = false) {
  const auto ear = std::make_shared<Ear>(kNoEnd);
  EspeakVoice voice(std::make_unique<EarSink>(ear), private_ear);
  voice.say(std::move(said));
  REQUIRE(ear->begun(1));
  end_of(*ear);
  return {ear->taken(), ear->rate(), ear->loud()};
}

Utterance person() {
  Utterance said = utterance(Language::zh_hans, {"zhe4shi4 nin2 ma5?"});
  said.sentences.push_back({"", Secret("测试甲"), true});
  said.sentences.push_back({"", Secret("990***********1234"), true});
  return said;
}

const std::filesystem::path kWords =
    std::filesystem::path(KIOSK_SOURCE_DIR) / "config/text/zh-Hans.toml";

struct Pair {
  std::string text, spoken;
};
std::map<std::string, Pair> phrases() {
  std::map<std::string, Pair> found;
  const toml::table all = toml::parse_file(kWords.string());
  for (const auto& [section, table] : all) {
    for (const auto& [key, node] : *table.as_table()) {
      const std::string name = std::string(section.str()) + "." + std::string(key.str());
      if (const toml::table* forms = node.as_table()) {
        found[name] = {(*forms)["text"].value_or(std::string()),
                       (*forms)["spoken"].value_or(std::string())};
      } else {
        found[name] = {node.value_or(std::string()), ""};
      }
    }
  }
  return found;
}

std::multiset<std::string> slots(const std::string& phrase) {
  static const std::regex slot(R"(\{[a-z_0-9]+\})");
  std::multiset<std::string> found;
  for (auto i = std::sregex_iterator(phrase.begin(), phrase.end(), slot);
       i != std::sregex_iterator(); ++i) {
    found.insert(i->str());
  }
  return found;
}

// Syllables with their tone, digits, punctuation, slots; nothing else.
bool is_pinyin(const std::string& spoken) {
  static const std::regex form(R"(((([a-z]+[1-5])+|[0-9]+|\{[a-z_0-9]+\})[,.?!:]? ?)+)");
  return std::regex_match(spoken, form);
}

// The sounds that the Chinese voice makes of a text; "(en)" where it fell back to English.
class Phonemes {
 public:
  Phonemes() {
    REQUIRE(espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT) >
            0);
    REQUIRE(espeak_SetVoiceByName("cmn-latn-pinyin") == EE_OK);
  }
  [[nodiscard]] std::string of(const std::string& text) const {
    std::string sounds;
    for (const void* rest = text.c_str(); rest != nullptr;) {
      const char* clause = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, 0);
      if (clause != nullptr) sounds += clause;
    }
    return sounds;
  }
};

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
  std::ifstream in(name);
  std::string said{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(name);
  return said;
}

}  // namespace

TEST_CASE("each language is heard: more than half a second, and not silence") {
  for (const bool chinese : {true, false}) {
    const Heard heard = hear(chinese ? zh() : en());
    INFO((chinese ? "zh" : "en"));
    REQUIRE(heard.rate > 0);
    CHECK(heard.samples > heard.rate / 2);
    CHECK(heard.loud);
  }
  // Negative control: no sentence, no sample.
  const Heard nothing = hear(utterance(Language::en, {}));
  CHECK(nothing.samples == 0);
  CHECK_FALSE(nothing.loud);
}

TEST_CASE("hush ends the words within the 20 ms under way; without it they go on") {
  const std::size_t fifth = 22050 / 5;
  for (const bool hushed : {true, false}) {
    const auto ear = std::make_shared<Ear>(fifth);
    EspeakVoice voice(std::make_unique<EarSink>(ear));
    voice.say(zh());
    REQUIRE(ear->full());
    const std::size_t before = ear->taken();
    CHECK(before >= fifth);
    if (hushed) {
      const auto asked = std::chrono::steady_clock::now();
      voice.hush();
      ear->open(kNoEnd);
      REQUIRE(ear->stopped(2));  // one stop clears the way for say(), the second is hush()
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - asked;
      WARN("hush to silence: " << took.count() << " ms");
      CHECK(ear->taken() - before <= ear->rate() / 50);
    } else {
      ear->open(fifth * 3);
      REQUIRE(ear->full());
      CHECK(ear->taken() - before > ear->rate() / 50);
      ear->open(kNoEnd);
    }
    CHECK(ear->largest() <= ear->rate() / 50);
  }
}

TEST_CASE("a new utterance replaces the old one, and is said whole") {
  const std::size_t alone = hear(en()).samples;
  const auto ear = std::make_shared<Ear>(22050 / 5);
  EspeakVoice voice(std::make_unique<EarSink>(ear));
  voice.say(zh());
  REQUIRE(ear->full());
  const std::size_t before = ear->taken();
  voice.say(en());
  ear->open(kNoEnd);
  REQUIRE(ear->begun(2));
  CHECK(same_length(end_of(*ear), alone));
  CHECK(ear->taken() - ear->since_begin() - before <= ear->rate() / 50);
}

TEST_CASE("say and hush return while the sink is waiting") {
  const auto ear = std::make_shared<Ear>(0);
  EspeakVoice voice(std::make_unique<EarSink>(ear));
  voice.say(zh());
  REQUIRE(ear->full());
  voice.say(en());
  voice.hush();
  CHECK(ear->taken() == 0);  // still waiting: nobody waited with it
  ear->open(kNoEnd);
  CHECK(ear->stopped(2));
}

TEST_CASE("personal sentences are said to a private ear only") {
  const std::size_t open_hall = hear(person()).samples;
  const std::size_t nobody_named =
      hear(utterance(Language::zh_hans, {"zhe4shi4 nin2 ma5?"})).samples;
  const std::size_t headset = hear(person(), true).samples;
  CHECK(same_length(open_hall, nobody_named));
  CHECK(headset > open_hall + 22050);  // negative control: a name and eight digits take their time
}

TEST_CASE("words go through ALSA to a device") {
  const auto file =
      std::filesystem::temp_directory_path() / ("kiosk-voice-" + std::to_string(getpid()) + ".raw");
  {
    EspeakVoice voice(std::make_unique<AlsaSink>("file:FILE='" + file.string() + "',FORMAT=raw"));
    voice.say(en());
    std::error_code none;
    for (int i = 0; i < 500 && (std::filesystem::file_size(file, none) < 22050 || none); ++i) {
      std::this_thread::sleep_for(20ms);
    }
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
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
    EspeakVoice voice(std::make_unique<AlsaSink>(missing));
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

TEST_CASE("every Chinese phrase has a spoken form: pinyin with tones, and the slots of its text") {
  const auto all = phrases();
  REQUIRE(all.size() > 200);
  for (const auto& [key, phrase] : all) {
    INFO(key << ": " << phrase.spoken);
    CHECK(is_pinyin(phrase.spoken));
    CHECK(slots(phrase.spoken) == slots(phrase.text));
  }
  // Negative controls.
  CHECK_FALSE(is_pinyin(""));
  CHECK_FALSE(is_pinyin("重新 xin1"));
  CHECK_FALSE(is_pinyin("qing ba3"));
  CHECK_FALSE(is_pinyin("lü4ma3"));
}

TEST_CASE("the Chinese voice knows every syllable of every spoken form") {
  const Phonemes phonemes;
  for (const auto& [key, phrase] : phrases()) {
    const std::string words =
        std::regex_replace(phrase.spoken, std::regex(R"(\{[a-z_0-9]+\})"), "3");
    const std::string sounds = phonemes.of(words);
    INFO(key << ": " << words << " -> " << sounds);
    CHECK_FALSE(sounds.empty());
    CHECK(sounds.find("(en)") == std::string::npos);
  }
  CHECK(phonemes.of("****").find("(en)") != std::string::npos);  // negative control
}
