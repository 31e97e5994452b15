// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/circuit_breaker.h"

#include <cassert>
#include <utility>

namespace devices {

CircuitBreaker::CircuitBreaker(BreakerSettings settings, Chance chance)
    : settings_(settings), chance_(std::move(chance)) {
  assert(settings_.failures > 0 && settings_.open_from <= settings_.open_to);
}

CircuitBreaker::State CircuitBreaker::state(Time now) const {
  if (!open_until_) return State::closed;
  return now < *open_until_ ? State::open : State::half_open;
}

bool CircuitBreaker::let_pass(Time now) {
  switch (state(now)) {
    case State::closed:
      return true;
    case State::open:
      return false;
    case State::half_open:
      return !std::exchange(probing_, true);
  }
  return false;
}

void CircuitBreaker::succeeded() {
  failures_ = 0;
  open_until_.reset();
  probing_ = false;
}

void CircuitBreaker::failed(Time now) {
  ++failures_;
  // A straggler from before it opened does not lengthen the pause.
  const bool decides = state(now) == State::half_open && probing_;
  if (!decides && (open_until_ || failures_ < settings_.failures)) return;
  const std::chrono::duration<double, std::milli> spread = settings_.open_to - settings_.open_from;
  open_until_ = now + settings_.open_from + std::chrono::floor<Time>(spread * chance_());
  probing_ = false;
}

void CircuitBreaker::called_back() { probing_ = false; }

}  // namespace devices
