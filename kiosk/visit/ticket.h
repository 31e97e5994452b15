// SPDX-License-Identifier: GPL-3.0-or-later
// What ties an answer to its question. A value.
#pragma once

#include <cstdint>

namespace visit {

// Names one moment of one visit. A new one is drawn whenever an answer to an older question must no
// longer count.
struct Ticket {
  std::uint64_t number = 0;
  friend bool operator==(Ticket, Ticket) = default;
};

}  // namespace visit
