// SPDX-License-Identifier: GPL-3.0-or-later
// The first reply to a write, kept for a day so that a retry gets it again and nothing is done
// twice (docs/wire.md §4.1, Idempotency-Key). Safe from any thread.
#pragma once
#include <atomic>

#include "devices/sandbox/service/desks/office.h"

namespace service {

class ReplyBook {
 public:
  explicit ReplyBook(Office& office) : office_(office) {}

  // Throws Refusal if the request bears no key.
  static void require_key(const Call& call);
  // The reply to the same request; throws Refusal if the key was used for another one.
  std::optional<Answer> again(const Call& call);
  // What is written beside the record that the answer tells of.
  [[nodiscard]] KeptReply kept(const Call& call, const Answer& answer) const;
  void forget_old_ones();

 private:
  Office& office_;
  std::atomic<std::int64_t> forgotten_at_ = 0;  // epoch seconds
};

}  // namespace service
