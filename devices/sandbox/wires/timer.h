// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel timer to wait on beside other descriptors. It counts from when it is started, so nobody
// here asks the clock; a tick that was slept through is counted, not lost. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>

namespace sandbox {

class Timer {
 public:
  Timer();
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  int descriptor() const { return fd_; }

  // First tick after `first`, then one each `interval`; interval 0 ticks once.
  void start(std::chrono::nanoseconds first, std::chrono::nanoseconds interval = {});
  void stop();
  bool running() const { return running_; }

  // Ticks since the last call.
  std::uint64_t ticks();

 private:
  int fd_ = -1;
  bool running_ = false;
  bool repeats_ = false;
};

}  // namespace sandbox
