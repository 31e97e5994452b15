// SPDX-License-Identifier: GPL-3.0-or-later
// By which rules people are coloured here: a service applies them and names them in each answer;
// the kiosk has none of its own. Any thread.
#pragma once

#include <mutex>
#include <string_view>

#include "kiosk/visit/event.h"
#include "kiosk/visit/health_code.h"

namespace devices {

class PolicyInForce {
 public:
  // Of all events an answer names the policy; one from the store names an old one.
  void hear(const visit::Event& event);
  // The body of GET /v1/health (docs/wire.md §4.5). One that names none changes nothing.
  void read_health(std::string_view body);

  // As a service said last; empty if none has said anything since the start.
  [[nodiscard]] visit::Policy last() const;

 private:
  void note(visit::Policy policy);
  mutable std::mutex mutex_;
  visit::Policy policy_;
};

}  // namespace devices
