// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/policy_in_force.h"

#include <utility>
#include <variant>

#include "devices/reply_members.h"

namespace devices {

void PolicyInForce::hear(const visit::Event& event) {
  const auto* answered = std::get_if<visit::event::Answered>(&event);
  if (answered == nullptr || answered->code.source == visit::Source::kept) return;
  note(answered->code.policy);
}

void PolicyInForce::read_health(std::string_view body) {
  auto policy = reply_members::read(body, [](const nlohmann::json& reply) {
    const nlohmann::json& named = reply_members::member(reply, "policy");
    return visit::Policy{reply_members::text(named, "id"), reply_members::text(named, "version"),
                         ""};
  });
  if (policy) note(std::move(*policy));
}

visit::Policy PolicyInForce::last() const {
  const std::lock_guard lock{mutex_};
  return policy_;
}

void PolicyInForce::note(visit::Policy policy) {
  const std::lock_guard lock{mutex_};
  policy_ = std::move(policy);
}

}  // namespace devices
