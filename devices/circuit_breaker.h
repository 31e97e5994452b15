// SPDX-License-Identifier: GPL-3.0-or-later
// Spares a source that fails: after some failures in a row nothing is sent to it for a random
// while, then one request goes ahead of the others and decides. Pure: time and chance are handed
// in. One thread.
#pragma once

#include <chrono>
#include <optional>

#include "devices/chance.h"

namespace devices {

struct BreakerSettings {
  int failures = 5;  // in a row
  // How long it stays open: drawn anew each time, so that kiosks do not come back together.
  std::chrono::milliseconds open_from{15'000};
  std::chrono::milliseconds open_to{45'000};
};

class CircuitBreaker {
 public:
  using Time = std::chrono::milliseconds;  // since any start; never goes back
  enum class State { closed, open, half_open };

  CircuitBreaker(BreakerSettings settings, Chance chance);

  [[nodiscard]] State state(Time now) const;
  // Whether a request may leave now. Half-open, the first to ask gets the one probe; whoever was
  // let pass reports back with one of the three below.
  [[nodiscard]] bool let_pass(Time now);
  void succeeded();
  void failed(Time now);
  void called_back();  // the request was given up by ourselves: nothing was learnt

  [[nodiscard]] int failures_in_a_row() const { return failures_; }
  // From when on a probe may pass; none while closed.
  [[nodiscard]] std::optional<Time> probe_from() const { return open_until_; }

 private:
  BreakerSettings settings_;
  Chance chance_;
  int failures_ = 0;
  std::optional<Time> open_until_;
  bool probing_ = false;
};

}  // namespace devices
