// SPDX-License-Identifier: GPL-3.0-or-later
// The service's time. Rules and certificates may be shown another moment in practice; signatures
// are always checked with the machine's, give or take a skew that practice asks for. Safe from any
// thread.
#pragma once
#include <functional>
#include <mutex>

#include "devices/sandbox/service/rules/instant.h"

namespace service {

// What the machine says. The only place in the service that asks it.
Instant machine_time();

class Clock {
 public:
  explicit Clock(std::function<Instant()> machine) : machine_(std::move(machine)) {}

  // For rules and certificates.
  [[nodiscard]] Instant now() const;
  // For the checking of requests.
  [[nodiscard]] Instant guard_time() const;

  // Practice: `now` from here on, running or standing.
  void set(Instant now, bool frozen);
  void follow_machine();
  void skew_guard(std::chrono::seconds skew);

 private:
  std::function<Instant()> machine_;
  mutable std::mutex lock_;
  std::chrono::milliseconds shift_{0};
  std::optional<Instant> frozen_;
  std::chrono::seconds skew_{0};
};

}  // namespace service
