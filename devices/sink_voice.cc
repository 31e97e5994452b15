// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sink_voice.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace devices {

namespace {

using visit::kLevels;

// Times the middle pace: 91 to 196 words a minute of espeak.
constexpr std::array<double, kLevels> kTempos{0.65, 0.82, 1.0, 1.2, 1.4};
// -16 to 0 dB in equal steps: the loudest is the sound as it was made, so that no level clips. How
// loud that is in the hall is set at the amplifier.
constexpr std::array<double, kLevels> kGains{0.158, 0.251, 0.398, 0.631, 1.0};
// After a recording, as after a sentence of espeak's.
constexpr unsigned kPauseMilliseconds = 300;
constexpr unsigned kPiecesASecond = 50;  // 20 ms each: how soon a hush is obeyed

double at_level(const std::array<double, kLevels>& values, int level) {
  return values[static_cast<std::size_t>(std::clamp(level, 0, kLevels - 1))];
}

}  // namespace

// The thread and what it is told. A turn is what say() or hush() asked for; whatever belongs to an
// older turn than the newest is not said.
class SinkVoice::Speech {
 public:
  Speech(std::unique_ptr<Sink> sink, VoicePack pack, TraditionalSpeech traditional)
      : sink_(std::move(sink)),
        pack_(std::move(pack)),
        espeak_(traditional),
        thread_([this] { run(); }) {}
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
  [[nodiscard]] bool audible() const { return audible_; }

 private:
  void run() {
    // Before anybody waits for a word.
    (void)espeak_.rate();
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
    rate_ = 0;
    tempo_ = at_level(kTempos, utterance.pace);
    gain_ = at_level(kGains, utterance.loudness);
    for (const auto& sentence : utterance.sentences) {
      if (turn_ != mine_) return;
      if (sentence.personal && !utterance.personal_too) continue;
      if (!say(utterance.language, sentence)) return;
    }
  }

  // False: a newer turn has come, or there is nothing to hear with.
  bool say(visit::Language language, const visit::Utterance::Sentence& sentence) {
    const TakeSound take = [this](std::span<const std::int16_t> samples) { return write(samples); };
    if (const auto recorded = pack_.recording(language, sentence.key)) {
      return begin(recorded->rate) && play_at_tempo(*recorded, tempo_, take) && pause();
    }
    if (!espeak_.speaks(language, sentence)) {
      audible_ = false;
      return true;  // the next sentence may be recorded
    }
    return begin(espeak_.rate()) && espeak_.say(language, sentence, tempo_, take);
  }

  bool begin(unsigned rate) {
    if (rate_ == rate) return true;
    const bool begun = sink_->begin(rate);
    audible_ = begun;
    rate_ = begun ? rate : 0;
    return begun;
  }

  bool pause() {
    const double seconds = kPauseMilliseconds / 1000.0 / tempo_;
    const std::vector<std::int16_t> nothing(static_cast<std::size_t>(rate_ * seconds));
    return write(nothing);
  }

  bool write(std::span<const std::int16_t> samples) {
    const std::size_t most = rate_ / kPiecesASecond;
    while (!samples.empty()) {
      if (turn_ != mine_) return false;
      const auto now = samples.first(std::min(most, samples.size()));
      piece_.assign(now.begin(), now.end());
      for (std::int16_t& sample : piece_) {
        sample = static_cast<std::int16_t>(std::lround(sample * gain_));
      }
      if (!sink_->write(piece_)) {
        audible_ = false;
        return false;
      }
      samples = samples.subspan(now.size());
    }
    return true;
  }

  const std::unique_ptr<Sink> sink_;
  const VoicePack pack_;
  std::mutex mutex_;
  std::condition_variable told_;
  std::optional<visit::Utterance> next_;
  std::atomic<std::uint64_t> turn_{0};  // written under the mutex
  std::atomic<bool> audible_{true};
  bool ending_ = false;
  // The thread's own.
  EspeakSpeech espeak_;
  std::uint64_t mine_ = 0;
  unsigned rate_ = 0;  // what the sink was begun with for this utterance; 0: nothing yet
  double tempo_ = 1, gain_ = 1;
  std::vector<std::int16_t> piece_;
  std::thread thread_;  // last: it uses all the others
};

SinkVoice::SinkVoice(std::unique_ptr<Sink> sink, VoicePack pack, TraditionalSpeech traditional)
    : speech_(std::make_unique<Speech>(std::move(sink), std::move(pack), traditional)) {}

SinkVoice::~SinkVoice() = default;

void SinkVoice::say(visit::Utterance utterance) { speech_->turn_to(std::move(utterance)); }

void SinkVoice::hush() { speech_->turn_to(std::nullopt); }

bool SinkVoice::audible() const { return speech_->audible(); }

}  // namespace devices
