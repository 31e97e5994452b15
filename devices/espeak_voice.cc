// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/espeak_voice.h"

#include <alsa/asoundlib.h>
#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace devices {

namespace {

// Words a minute. espeak's own 175 is brisk for somebody who hears this voice the first time.
constexpr int kWordsAMinute = 140;
constexpr unsigned kAheadMicroseconds = 100'000;
constexpr int kWaitMilliseconds = 20;
constexpr int kMostWaits = 25;  // half a second without room for a sample: the device is gone

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

// espeak's voice "cmn" of 1.51 takes Chinese characters for English letters (espeak-ng issues #1028
// and #1236); this one reads pinyin with tone numbers, and characters without regard to their word.
const char* voice_of(visit::Language language) {
  switch (language) {
    case visit::Language::zh_hans:
      return "cmn-latn-pinyin";
    case visit::Language::en:
      return "en";
  }
  return "en";
}

// Samples a second; 0 if espeak's data is missing. Once a process: espeak_Terminate() of 1.51 waits
// for ever for its own idle thread when espeak was begun a second time.
unsigned begin_espeak() {
  // Synchronous: espeak's other mode copies the words to a thread of its own, out of our reach.
  static const int rate =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
  return rate > 0 ? static_cast<unsigned>(rate) : 0;
}

// A sentence as espeak takes it: ended by a NUL; a person's number digit by digit, and the stars
// that hide its middle as a rest. Wiped when it dies.
class Spelt {
 public:
  explicit Spelt(const visit::Utterance::Sentence& sentence) {
    const std::string_view text = sentence.text.reveal();
    bytes_.reserve(2 * text.size() + 1);  // no second buffer is left behind unwiped
    char before = 0;
    for (const char byte : text) {
      if (sentence.personal && byte == '*') {
        if (before != '*') bytes_.push_back(',');
      } else {
        bytes_.push_back(byte);
      }
      if (sentence.personal && byte >= '0' && byte <= '9') bytes_.push_back(' ');
      before = byte;
    }
    bytes_.push_back(0);
  }
  ~Spelt() { visit::wipe(bytes_.data(), bytes_.size()); }
  Spelt(const Spelt&) = delete;
  Spelt& operator=(const Spelt&) = delete;

  [[nodiscard]] const char* text() const { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<char> bytes_;
};

}  // namespace

// An open playback device.
class AlsaSink::Device {
 public:
  [[nodiscard]] static std::unique_ptr<Device> open(const std::string& name, unsigned rate) {
    snd_pcm_t* pcm = nullptr;
    if (snd_pcm_open(&pcm, name.c_str(), SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK) < 0)
      return nullptr;
    std::unique_ptr<Device> device(new Device(pcm, rate));
    const int set = snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1,
                                       rate, 1, kAheadMicroseconds);
    if (set < 0) return nullptr;
    return device;
  }
  ~Device() { snd_pcm_close(pcm_); }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  [[nodiscard]] unsigned rate() const { return rate_; }
  [[nodiscard]] bool prepare() { return snd_pcm_prepare(pcm_) >= 0; }
  void drop() { snd_pcm_drop(pcm_); }
  [[nodiscard]] bool write(std::span<const std::int16_t> samples) {
    for (int waits = 0; !samples.empty();) {
      const snd_pcm_sframes_t written = snd_pcm_writei(pcm_, samples.data(), samples.size());
      if (written > 0) {
        samples = samples.subspan(static_cast<std::size_t>(written));
        continue;
      }
      if (++waits > kMostWaits) return false;
      if (written == -EAGAIN || written == 0) {
        snd_pcm_wait(pcm_, kWaitMilliseconds);
      } else if (snd_pcm_recover(pcm_, static_cast<int>(written), 1) < 0) {
        return false;
      }
    }
    return true;
  }

 private:
  Device(snd_pcm_t* pcm, unsigned rate) : pcm_(pcm), rate_(rate) {}

  snd_pcm_t* const pcm_;
  const unsigned rate_;
};

AlsaSink::AlsaSink(std::string device) : name_(std::move(device)) {
  // ALSA would tell standard error of every device that is not there.
  snd_lib_error_set_handler(say_nothing);
}

AlsaSink::~AlsaSink() = default;

bool AlsaSink::begin(unsigned rate) {
  if (device_ && (device_->rate() != rate || !device_->prepare())) device_.reset();
  if (!device_) device_ = Device::open(name_, rate);
  return device_ != nullptr;
}

bool AlsaSink::write(std::span<const std::int16_t> samples) {
  if (!device_) return false;
  if (device_->write(samples)) return true;
  device_.reset();
  return false;
}

void AlsaSink::stop() {
  if (device_) device_->drop();
}

// The thread and what it is told. A turn is what say() or hush() asked for; whatever belongs to an
// older turn than the newest is not said.
class EspeakVoice::Speech {
 public:
  Speech(std::unique_ptr<Sink> sink, bool private_ear)
      : sink_(std::move(sink)), private_ear_(private_ear), thread_([this] { run(); }) {}
  ~Speech() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      ++turn_;
    }
    told_.notify_one();
    thread_.join();
  }
  Speech(const Speech&) = delete;
  Speech& operator=(const Speech&) = delete;

  void turn_to(std::optional<visit::Utterance> utterance) {
    {
      const std::lock_guard lock(mutex_);
      std::swap(next_, utterance);
      ++turn_;
    }
    told_.notify_one();
  }

 private:
  void run() {
    rate_ = begin_espeak();
    if (rate_ > 0) espeak_SetSynthCallback(&Speech::on_samples);
    std::unique_lock lock(mutex_);
    for (;;) {
      told_.wait(lock, [this] { return turn_ != mine_; });
      mine_ = turn_;
      if (ending_) break;
      std::optional<visit::Utterance> utterance = std::exchange(next_, std::nullopt);
      lock.unlock();
      sink_->stop();
      if (utterance) {
        say(*utterance);
        utterance.reset();
        visit::wipe_stack();
      }
      lock.lock();
    }
    lock.unlock();
    sink_->stop();
  }

  void say(const visit::Utterance& utterance) {
    if (rate_ == 0 || !speaks(utterance.language)) return;
    sounding_ = sink_->begin(rate_);
    for (const auto& sentence : utterance.sentences) {
      if (!sounding_ || turn_ != mine_) return;
      if (sentence.personal && !private_ear_) continue;
      const Spelt spelt(sentence);
      // The pause at a sentence's end also lets a device play out before it runs dry.
      espeak_Synth(spelt.text(), spelt.size(), 0, POS_CHARACTER, 0,
                   espeakCHARS_UTF8 | espeakENDPAUSE, nullptr, this);
    }
  }

  bool speaks(visit::Language language) {
    if (language_ == language) return true;
    language_.reset();
    if (espeak_SetVoiceByName(voice_of(language)) != EE_OK) return false;
    espeak_SetParameter(espeakRATE, kWordsAMinute, 0);
    language_ = language;
    return true;
  }

  // espeak hands out what it made; 1 makes it stop.
  static int on_samples(short* samples, int count, espeak_EVENT* events) {
    if (samples == nullptr || count <= 0) return 0;
    auto* speech = static_cast<Speech*>(events->user_data);
    return speech->write({samples, static_cast<std::size_t>(count)}) ? 0 : 1;
  }

  bool write(std::span<const std::int16_t> samples) {
    const std::size_t chunk = rate_ / 50;
    while (!samples.empty()) {
      if (turn_ != mine_) return false;
      const auto now = samples.first(std::min(chunk, samples.size()));
      sounding_ = sink_->write(now);
      if (!sounding_) return false;
      samples = samples.subspan(now.size());
    }
    return true;
  }

  const std::unique_ptr<Sink> sink_;
  const bool private_ear_;
  std::mutex mutex_;
  std::condition_variable told_;
  std::optional<visit::Utterance> next_;
  std::atomic<std::uint64_t> turn_{0};  // written under the mutex
  bool ending_ = false;
  // The thread's own.
  std::uint64_t mine_ = 0;
  unsigned rate_ = 0;
  std::optional<visit::Language> language_;
  bool sounding_ = false;
  std::thread thread_;  // last: it uses all the others
};

namespace {
std::atomic<bool> voiced{false};
}

EspeakVoice::EspeakVoice(std::unique_ptr<Sink> sink, bool private_ear) {
  const bool another = voiced.exchange(true);
  assert(!another);
  (void)another;
  speech_ = std::make_unique<Speech>(std::move(sink), private_ear);
}

EspeakVoice::~EspeakVoice() {
  speech_.reset();
  voiced = false;
}

void EspeakVoice::say(visit::Utterance utterance) { speech_->turn_to(std::move(utterance)); }

void EspeakVoice::hush() { speech_->turn_to(std::nullopt); }

}  // namespace devices
