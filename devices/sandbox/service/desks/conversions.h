// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps what residents' facts come to written down, and every change of it: when a day comes, when
// a fact comes late, when the policy changes. A chore; the answer to a query never waits for it and
// never goes by it. Used by the chores' thread.
#pragma once
#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/office.h"

namespace service {

class Conversions {
 public:
  // A record of this kind is one change: `{from, to, reasons, at, policy}`; its state is `to`.
  // Everybody begins green: `from` is null where nothing was written down before.
  static constexpr const char* kKind = "conversion";

  Conversions(Office& office, Chores& chores);

 private:
  void run();
  void look(const Policy& policy, const Resident& resident, Instant now);
  // What the last change led to; else what was written down; else nothing.
  std::optional<State> state_before(const Resident& resident);

  Office& office_;
};

}  // namespace service
