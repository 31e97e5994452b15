// SPDX-License-Identifier: GPL-3.0-or-later
// One absolute point by which a whole exchange must be over, however many reads and writes it
// takes. Copies share the point; safe on any thread.
#pragma once

#include <chrono>

namespace devices::reader {

using Milliseconds = std::chrono::milliseconds;
// A point on the machine's clock that only goes forward.
using Instant = Milliseconds;

[[nodiscard]] Instant monotonic_now();

class Deadline {
 public:
  explicit Deadline(Milliseconds budget) : at_(monotonic_now() + budget) {}
  [[nodiscard]] static Deadline at(Instant instant) { return Deadline(instant - monotonic_now()); }

  [[nodiscard]] bool passed() const { return monotonic_now() >= at_; }
  // 0 once it has passed.
  [[nodiscard]] Milliseconds left() const;

 private:
  Instant at_;
};

}  // namespace devices::reader
