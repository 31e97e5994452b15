// SPDX-License-Identifier: GPL-3.0-or-later
// Publishes the rules (docs/wire.md §4.5), and watches the policy file:
// a good new one is taken over while requests run, a bad one leaves the old in force. Safe from any
// thread.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>

#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/office.h"

namespace service {

class PolicyDesk {
 public:
  // `log` takes one line for each file that is taken over or refused.
  PolicyDesk(Office& office, Chores& chores, std::function<void(const std::string&)> log);

  void open(Routes& routes);
  // Whether what lies in the file now is not what is in force.
  [[nodiscard]] bool file_is_refused() const { return refused_; }

 private:
  // Size and time tell that something may have changed; the bytes tell whether it has.
  struct Seen {
    std::filesystem::file_time_type written;
    std::uintmax_t size = 0;
    bool operator==(const Seen&) const = default;
  };
  void look();
  void judge(const std::string& text);
  void refuse(const std::string& reason);

  Office& office_;
  std::function<void(const std::string&)> log_;
  std::optional<Seen> seen_;
  std::string digest_;
  std::string told_;  // the last refusal, so that each is told once
  std::atomic<bool> refused_ = false;
};

}  // namespace service
