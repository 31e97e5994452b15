// SPDX-License-Identifier: GPL-3.0-or-later
// How soon the voice starts and stops: from say() to the first sample that a device is given, and
// from hush() to the moment after which it is given none and plays none. Languages in turn, so that
// each utterance begins with another voice. The device is one that plays in real time with 100 ms
// of buffer. Prints; decides nothing. usage: speech_time [PACK]   a folder as config/voice
#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "devices/sink_voice.h"

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::duration;
using std::chrono::milliseconds;
using visit::Language;

constexpr int kRounds = 50;
constexpr milliseconds kAhead{100};
// Longer than the buffer: the device is full, and the voice waits in write().
constexpr milliseconds kListened{150};

// Plays as fast as a loudspeaker does.
class Loudspeaker {
 public:
  void begin(unsigned rate) {
    const std::lock_guard lock(mutex_);
    rate_ = rate;
    played_until_ = Clock::now();
  }
  void write(std::size_t samples) {
    Clock::time_point room;
    {
      const std::lock_guard lock(mutex_);
      const auto now = Clock::now();
      if (!first_) first_ = now;
      played_until_ = std::max(played_until_, now) +
                      std::chrono::duration_cast<Clock::duration>(
                          duration<double>(static_cast<double>(samples) / rate_));
      room = played_until_ - kAhead;
      changed_.notify_all();
    }
    std::this_thread::sleep_until(room);
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = Clock::now();
    changed_.notify_all();
  }

  void forget() {
    const std::lock_guard lock(mutex_);
    first_.reset();
    stopped_.reset();
  }
  Clock::time_point first() { return wait(first_); }
  Clock::time_point stopped() { return wait(stopped_); }

 private:
  Clock::time_point wait(const std::optional<Clock::time_point>& moment) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&moment] { return moment.has_value(); });
    return *moment;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned rate_ = 1;
  Clock::time_point played_until_;
  std::optional<Clock::time_point> first_, stopped_;
};

class LoudspeakerSink final : public devices::Sink {
 public:
  explicit LoudspeakerSink(std::shared_ptr<Loudspeaker> speaker) : speaker_(std::move(speaker)) {}
  bool begin(unsigned rate) override {
    speaker_->begin(rate);
    return true;
  }
  bool write(std::span<const std::int16_t> samples) override {
    speaker_->write(samples.size());
    return true;
  }
  void stop() override { speaker_->stop(); }

 private:
  const std::shared_ptr<Loudspeaker> speaker_;
};

struct Said {
  Language language;
  const char* words;
};
constexpr std::array kSaid{
    Said{Language::zh_hans, "qing3 ba3 shen1fen4zheng4 fang4dao4 ping2mu4 xia4mian5"},
    Said{Language::en, "Please lay your card flat below the screen, either side up."},
    Said{Language::zh_hant, "請把身份證放到屏幕下面"}};

visit::Utterance utterance(const Said& said) {
  visit::Utterance utterance;
  utterance.language = said.language;
  utterance.sentences.push_back({"card.title", visit::Secret(said.words), false});
  return utterance;
}

double in_milliseconds(Clock::duration time) { return duration<double, std::milli>(time).count(); }

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  const auto speaker = std::make_shared<Loudspeaker>();
  devices::SinkVoice voice(std::make_unique<LoudspeakerSink>(speaker),
                           devices::VoicePack(argc > 1 ? argv[1] : ""));
  std::vector<double> starts, stops;
  for (int round = 0; round < kRounds; ++round) {
    auto words = utterance(kSaid[static_cast<std::size_t>(round) % kSaid.size()]);
    speaker->forget();
    const auto asked = Clock::now();
    voice.say(std::move(words));
    starts.push_back(in_milliseconds(speaker->first() - asked));
    std::this_thread::sleep_for(kListened);
    speaker->forget();
    const auto hushed = Clock::now();
    voice.hush();
    stops.push_back(in_milliseconds(speaker->stopped() - hushed));
  }
  std::printf("speech starts p50 %.1f p95 %.1f ms, stops p50 %.1f p95 %.1f ms\n",
              quantile(starts, 0.5), quantile(starts, 0.95), quantile(stops, 0.5),
              quantile(stops, 0.95));
  return 0;
}
