// SPDX-License-Identifier: GPL-3.0-or-later
// People whose assignment was seen to be out of date while they were asked about, for the chore
// that writes it down: a query itself writes nothing. Safe from any thread.
#pragma once
#include <mutex>
#include <set>
#include <vector>

#include "devices/sandbox/service/records/seal.h"

namespace service {

class DueList {
 public:
  // What does not fit is found by the chore itself, only later.
  void note(const PersonRef& ref) {
    const std::lock_guard held(lock_);
    if (refs_.size() < kMost) refs_.insert(ref);
  }
  std::vector<PersonRef> take() {
    const std::lock_guard held(lock_);
    std::vector<PersonRef> all(refs_.begin(), refs_.end());
    refs_.clear();
    return all;
  }

 private:
  static constexpr std::size_t kMost = 10'000;
  std::mutex lock_;
  std::set<PersonRef> refs_;
};

}  // namespace service
