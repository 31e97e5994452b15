// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/clock.h"

namespace service {

using namespace std::chrono;

Instant machine_time() { return floor<milliseconds>(system_clock::now()); }

Instant Clock::now() const {
  const std::lock_guard held(lock_);
  return frozen_ ? *frozen_ : machine_() + shift_;
}

Instant Clock::guard_time() const {
  const std::lock_guard held(lock_);
  return machine_() + skew_;
}

void Clock::set(Instant now, bool frozen) {
  const std::lock_guard held(lock_);
  shift_ = now - machine_();
  frozen_ = frozen ? std::optional(now) : std::nullopt;
}

void Clock::follow_machine() {
  const std::lock_guard held(lock_);
  shift_ = milliseconds{0};
  frozen_.reset();
  skew_ = seconds{0};
}

void Clock::skew_guard(seconds skew) {
  const std::lock_guard held(lock_);
  skew_ = skew;
}

}  // namespace service
