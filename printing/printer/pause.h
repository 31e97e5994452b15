// SPDX-License-Identifier: GPL-3.0-or-later
// Where the printer's thread rests. Any thread may wake it, call its sheet off, or end it all.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace printing {

class Pause {
 public:
  // False as soon as the end has come.
  bool rest(std::chrono::milliseconds time);
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool called_off() const { return called_off_; }
  [[nodiscard]] const std::atomic<int>& interrupt() const { return interrupt_; }

  void call_off(bool off) { called_off_ = off; }
  // Ends a rest, and a request that is under way; so it stays until begin().
  void wake();
  void begin();
  void end();

 private:
  std::mutex mutex_;
  std::condition_variable change_;
  std::atomic<int> interrupt_{0};
  std::atomic<bool> ended_{false};
  std::atomic<bool> called_off_{false};
};

}  // namespace printing
