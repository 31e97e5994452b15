// SPDX-License-Identifier: GPL-3.0-or-later
// A sink that listens: keeps what it was given, and takes only as much as a test has opened it for,
// as a device with a full buffer does. Any thread.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "devices/sink.h"

namespace ear {

inline constexpr std::size_t kNoEnd = std::size_t{1} << 40;

// What came between one begin() and the next.
struct Piece {
  unsigned rate = 0;
  std::vector<std::int16_t> samples;

  [[nodiscard]] int peak() const {
    int peak = 0;
    for (const int sample : samples) peak = std::max(peak, std::abs(sample));
    return peak;
  }
};

class Ear {
 public:
  explicit Ear(std::size_t open = kNoEnd) : open_(open) {}

  // From the test.
  void open(std::size_t samples) {
    const std::lock_guard lock(mutex_);
    open_ = samples;
    full_ = false;  // until it is full again
    changed_.notify_all();
  }
  void plug(bool there) {
    const std::lock_guard lock(mutex_);
    there_ = there;
  }
  // Waits until it can take no more.
  bool full() {
    return wait([this] { return full_; });
  }
  bool begun(std::size_t times) {
    return wait([this, times] { return pieces_.size() >= times; });
  }
  // Until something was begun at that rate.
  bool begun_at(unsigned rate) {
    return wait([this, rate] { return !pieces_.empty() && pieces_.back().rate == rate; });
  }
  bool stopped(int times) {
    return wait([this, times] { return stopped_ >= times; });
  }
  bool refused(int times) {
    return wait([this, times] { return refused_ >= times; });
  }
  [[nodiscard]] std::size_t taken() const { return of(taken_); }
  [[nodiscard]] std::size_t largest() const { return of(largest_); }
  [[nodiscard]] std::vector<Piece> pieces() const { return of(pieces_); }

  // From the voice.
  bool begin(unsigned rate) {
    const std::lock_guard lock(mutex_);
    if (there_) {
      pieces_.push_back({rate, {}});
    } else {
      ++refused_;
    }
    changed_.notify_all();
    return there_;
  }
  bool write(std::span<const std::int16_t> samples) {
    std::unique_lock lock(mutex_);
    full_ = taken_ >= open_;
    changed_.notify_all();
    changed_.wait_for(lock, kPatience, [this] { return taken_ < open_; });
    full_ = false;
    taken_ += samples.size();
    largest_ = std::max(largest_, samples.size());
    auto& kept = pieces_.back().samples;
    kept.insert(kept.end(), samples.begin(), samples.end());
    changed_.notify_all();
    return there_;
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    ++stopped_;
    changed_.notify_all();
  }

 private:
  static constexpr std::chrono::seconds kPatience{60};

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
  std::vector<Piece> pieces_;
  std::size_t open_, taken_ = 0, largest_ = 0;
  int stopped_ = 0, refused_ = 0;
  bool full_ = false, there_ = true;
};

class EarSink final : public devices::Sink {
 public:
  explicit EarSink(std::shared_ptr<Ear> ear) : ear_(std::move(ear)) {}
  bool begin(unsigned rate) override { return ear_->begin(rate); }
  bool write(std::span<const std::int16_t> samples) override { return ear_->write(samples); }
  void stop() override { ear_->stop(); }

 private:
  const std::shared_ptr<Ear> ear_;
};

}  // namespace ear
