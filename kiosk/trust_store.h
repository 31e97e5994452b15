// SPDX-License-Identifier: GPL-3.0-or-later
// Whose signature counts right now: the one list that everybody here verifies by. A new one counts
// from the next question on, without a restart; whoever holds the old one keeps it whole. Safe from
// any thread.
#pragma once

#include <memory>
#include <mutex>

#include "printing/hcert/trust_list.h"

namespace kiosk {

class TrustStore {
 public:
  TrustStore() = default;  // trusts nobody
  explicit TrustStore(printing::TrustList list) { take(std::move(list)); }

  // Never null.
  [[nodiscard]] std::shared_ptr<const printing::TrustList> list() const {
    const std::lock_guard held(lock_);
    return list_;
  }
  void take(printing::TrustList list) {
    auto next = std::make_shared<const printing::TrustList>(std::move(list));
    const std::lock_guard held(lock_);
    list_.swap(next);  // the old one goes without the lock
  }

 private:
  mutable std::mutex lock_;
  std::shared_ptr<const printing::TrustList> list_ = std::make_shared<const printing::TrustList>();
};

}  // namespace kiosk
