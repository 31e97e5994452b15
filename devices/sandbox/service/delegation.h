// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a region's rules let one more person be bound to an agent. Pure.
#pragma once
#include <string_view>

#include "devices/sandbox/service/policy.h"

namespace service {

enum class Binding { ok, age_not_eligible, binding_limit, already_bound };
// "OK", "E_AGE_NOT_ELIGIBLE", …
std::string_view name_of(Binding binding);

// What counts when `agent` wants to act for `person`.
struct BindingRequest {
  int people_of_agent = 0;   // bound to the agent already
  int agents_of_person = 0;  // the person has already
  int age = 0;               // of the person, full years
  bool disabled = false;
};

Binding bind(const Region& region, const BindingRequest& request);

}  // namespace service
