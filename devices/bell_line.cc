// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/bell_line.h"

#include <gpiod.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace devices {

namespace {

constexpr const char* kConsumer = "green-channel bell";

// The line, held for this process alone while the object lives.
class HeldLine {
 public:
  // None: no such chip or line, or another program holds it.
  static std::unique_ptr<HeldLine> hold(const std::string& chip, unsigned line, bool on) {
    std::unique_ptr<HeldLine> held(new HeldLine);
    held->chip_ = gpiod_chip_open(chip.c_str());
    if (held->chip_ == nullptr) return nullptr;
    // Lives as long as its chip.
    held->line_ = gpiod_chip_get_line(held->chip_, line);
    if (held->line_ == nullptr) return nullptr;
    if (gpiod_line_request_output(held->line_, kConsumer, on ? 1 : 0) != 0) return nullptr;
    return held;
  }
  HeldLine(const HeldLine&) = delete;
  HeldLine& operator=(const HeldLine&) = delete;
  ~HeldLine() {
    if (chip_ != nullptr) gpiod_chip_close(chip_);  // lets its lines go
  }

  [[nodiscard]] bool set(bool on) { return gpiod_line_set_value(line_, on ? 1 : 0) == 0; }

 private:
  HeldLine() = default;

  gpiod_chip* chip_ = nullptr;
  gpiod_line* line_ = nullptr;
};

}  // namespace

class BellLine::Worker {
 public:
  Worker(std::string chip, unsigned line, BellLinePace pace)
      : chip_(std::move(chip)),
        line_(line),
        pace_(pace),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void turn(bool on) {
    {
      const std::lock_guard lock(mutex_);
      on_ = on;
      changed_ = true;
    }
    wake_.notify_all();
  }

  [[nodiscard]] bool works() const { return works_; }
  [[nodiscard]] int failures() const { return failures_; }

 private:
  void run(const std::stop_token& stop) {
    auto retry = pace_.first_retry;
    std::unique_ptr<HeldLine> held;
    while (!stop.stop_requested()) {
      const bool on = wanted();
      if (!held) {
        held = HeldLine::hold(chip_, line_, on);
      } else if (!held->set(on)) {
        held.reset();
      }
      works_ = held != nullptr;
      if (held) {
        retry = pace_.first_retry;
        // The value that is set is the wanted one until it changes.
        pause(stop, pace_.refresh, /*wake_by_change=*/true);
      } else {
        ++failures_;
        // A chip that is missing is not asked more often because more is wanted of it.
        pause(stop, retry, /*wake_by_change=*/false);
        retry = std::min(retry * 2, pace_.last_retry);
      }
    }
    // What becomes of a line that is let go is the chip's own affair: some keep its value.
    if (held && !held->set(false)) ++failures_;
    works_ = false;
  }

  bool wanted() {
    const std::lock_guard lock(mutex_);
    changed_ = false;
    return on_;
  }

  void pause(const std::stop_token& stop, std::chrono::milliseconds time, bool wake_by_change) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, time, [&] { return wake_by_change && changed_; });
  }

  const std::string chip_;
  const unsigned line_;
  const BellLinePace pace_;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool on_ = false;
  bool changed_ = false;

  std::atomic<bool> works_ = false;
  std::atomic<int> failures_ = 0;
  std::jthread thread_;  // last: it uses everything above
};

BellLine::BellLine(std::string chip, unsigned line, BellLinePace pace)
    : worker_(std::make_unique<Worker>(std::move(chip), line, pace)) {}

BellLine::~BellLine() = default;

void BellLine::ring(visit::Call /*call*/) { worker_->turn(true); }

void BellLine::answered() { worker_->turn(false); }

bool BellLine::works() const { return worker_->works(); }

int BellLine::failures() const { return worker_->failures(); }

}  // namespace devices
