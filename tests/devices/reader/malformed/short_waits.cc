// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/reader/malformed/short_waits.h"

#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace short_waits {

namespace {

using std::chrono::nanoseconds;

std::atomic<int> g_factor{1};
std::atomic<std::int64_t> g_timed{0};
thread_local nanoseconds g_waited{0};

nanoseconds span_of(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

timespec spec_of(nanoseconds span) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(span);
  timespec spec{};
  spec.tv_sec = whole.count();
  spec.tv_nsec = (span - whole).count();
  return spec;
}

nanoseconds clock(clockid_t id) {
  timespec now{};
  ::clock_gettime(id, &now);
  return span_of(now);
}

}  // namespace

void shorten(int factor) { g_factor = factor; }

Nominal waited() { return g_waited; }

Nominal timed() { return nanoseconds(g_timed.load()); }

Nominal computed() { return clock(CLOCK_THREAD_CPUTIME_ID); }

namespace {

int sleep_short(const timespec* wanted, timespec* left) {
  const nanoseconds span = span_of(*wanted);
  g_waited += span;
  const timespec shorter = spec_of(span / g_factor.load());
  return static_cast<int>(::syscall(SYS_nanosleep, &shorter, left));
}

int select_short(int count, fd_set* reads, fd_set* writes, fd_set* excepts, timeval* limit) {
  const auto wait = [&](timespec* spec) {
    return static_cast<int>(::syscall(SYS_pselect6, count, reads, writes, excepts, spec, nullptr));
  };
  if (limit == nullptr) return wait(nullptr);
  const nanoseconds span =
      std::chrono::seconds(limit->tv_sec) + std::chrono::microseconds(limit->tv_usec);
  timespec shorter = spec_of(span / g_factor.load());
  const nanoseconds before = clock(CLOCK_MONOTONIC);
  const int ready = wait(&shorter);
  g_waited += ready == 0 ? span : std::min(clock(CLOCK_MONOTONIC) - before, span);
  return ready;
}

int set_timer_short(int timer, int flags, const itimerspec* wanted, itimerspec* old) {
  const int factor = g_factor;
  itimerspec shorter = *wanted;
  g_timed += span_of(wanted->it_value).count();
  // A zero would stop the timer.
  const auto shortened = [&](const timespec& time) {
    const nanoseconds span = span_of(time);
    return spec_of(span.count() == 0 ? span : std::max(span / factor, nanoseconds(1)));
  };
  shorter.it_value = shortened(wanted->it_value);
  shorter.it_interval = shortened(wanted->it_interval);
  return static_cast<int>(::syscall(SYS_timerfd_settime, timer, flags, &shorter, old));
}

}  // namespace

}  // namespace short_waits

// The linker exports these, since libnfc asks for them; the program's own come first.
extern "C" {

int nanosleep(const timespec* wanted, timespec* left) {
  return short_waits::sleep_short(wanted, left);
}

int select(int count, fd_set* reads, fd_set* writes, fd_set* excepts, timeval* limit) {
  return short_waits::select_short(count, reads, writes, excepts, limit);
}

int timerfd_settime(int timer, int flags, const itimerspec* wanted, itimerspec* old) noexcept {
  return short_waits::set_timer_short(timer, flags, wanted, old);
}
}
