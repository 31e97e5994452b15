// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>

namespace sandbox {
namespace {

timespec to_timespec(std::chrono::nanoseconds span) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(span);
  timespec out{};
  out.tv_sec = whole.count();
  out.tv_nsec = (span - whole).count();
  return out;
}

}  // namespace

Timer::Timer() : fd_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  assert(fd_ >= 0);
}

Timer::~Timer() { close(fd_); }

void Timer::start(std::chrono::nanoseconds first, std::chrono::nanoseconds interval) {
  // A zero first tick would disarm the timer; one nanosecond means at once.
  const itimerspec spec{.it_interval = to_timespec(interval),
                        .it_value = to_timespec(std::max(first, std::chrono::nanoseconds(1)))};
  [[maybe_unused]] const int set = timerfd_settime(fd_, 0, &spec, nullptr);
  assert(set == 0);
  running_ = true;
  repeats_ = interval.count() > 0;
}

void Timer::stop() {
  const itimerspec never{};
  timerfd_settime(fd_, 0, &never, nullptr);
  running_ = false;
}

std::uint64_t Timer::ticks() {
  std::uint64_t count = 0;
  if (!running_ || ::read(fd_, &count, sizeof count) != sizeof count) return 0;
  if (!repeats_) running_ = false;
  return count;
}

}  // namespace sandbox
