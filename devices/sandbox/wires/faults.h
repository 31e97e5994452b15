// SPDX-License-Identifier: GPL-3.0-or-later
// What has been armed and not yet happened: a count for each fault, some kept for one command.
// Promises that take() spends at most what was armed. Not thread-safe: it lives on the line's
// thread.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>

namespace sandbox {

constexpr int kUntilDisarmed = std::numeric_limits<int>::max();

template <class Fault, class Command>
class Faults {
 public:
  void arm(Fault fault, int count, std::optional<Command> command = std::nullopt) {
    if (count <= 0) {
      armed_.erase(fault);
    } else {
      armed_[fault] = Armed{count, command};
    }
  }
  void disarm() { armed_.clear(); }

  int left(Fault fault) const {
    const auto found = armed_.find(fault);
    return found == armed_.end() ? 0 : found->second.count;
  }

  // Spends one of the fault's count if it is armed for this command.
  bool take(Fault fault, std::optional<Command> command = std::nullopt) {
    const auto found = armed_.find(fault);
    if (found == armed_.end()) return false;
    Armed& armed = found->second;
    if (armed.command && command && *armed.command != *command) return false;
    ++spent_;
    if (armed.count != kUntilDisarmed && --armed.count == 0) armed_.erase(found);
    return true;
  }

  std::uint32_t spent() const { return spent_; }

 private:
  struct Armed {
    int count = 0;
    std::optional<Command> command;
  };
  std::map<Fault, Armed> armed_;
  std::uint32_t spent_ = 0;
};

}  // namespace sandbox
