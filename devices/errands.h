// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that runs one thing after another, in the order in which they were sent. Any thread may
// send; nobody waits.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace devices {

class Errands {
 public:
  Errands() : thread_([this] { run(); }) {}
  // The one that runs is waited for; those behind it are not begun.
  ~Errands() {
    {
      const std::lock_guard lock{mutex_};
      ended_ = true;
    }
    change_.notify_all();
    thread_.join();
  }
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;

  // Does not throw when it runs.
  void send(std::function<void()> errand) {
    {
      const std::lock_guard lock{mutex_};
      errands_.push_back(std::move(errand));
    }
    change_.notify_all();
  }

 private:
  void run() {
    std::unique_lock lock{mutex_};
    for (;;) {
      change_.wait(lock, [this] { return ended_ || !errands_.empty(); });
      if (ended_) return;
      const std::function<void()> errand = std::move(errands_.front());
      errands_.pop_front();
      lock.unlock();
      errand();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable change_;
  std::deque<std::function<void()>> errands_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace devices
