// SPDX-License-Identifier: GPL-3.0-or-later
// What a fuzz target is given: octets for the reader under test from the front, small choices of
// the harness from the back, so that neither moves the other when the fuzzer changes its length.
// A broken promise tells its line and ends the process; the fuzzer keeps the
// input.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

namespace fuzz {

using Octets = std::span<const std::uint8_t>;

inline void promise(bool kept, int line = __builtin_LINE()) {
  if (kept) return;
  std::fprintf(stderr, "broken promise in line %d\n", line);
  __builtin_trap();
}

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

  // 0 when nothing is left.
  std::uint8_t choice() {
    if (left_.empty()) return 0;
    const std::uint8_t last = left_.back();
    left_ = left_.first(left_.size() - 1);
    return last;
  }
  // At most `most`.
  Octets take(std::size_t most) {
    const Octets taken = left_.first(std::min(most, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }
  Octets rest() { return take(left_.size()); }
  [[nodiscard]] bool empty() const { return left_.empty(); }

 private:
  Octets left_;
};

}  // namespace fuzz
