// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/delegation.h"

#include <algorithm>

namespace service {

std::string_view name_of(Binding binding) {
  switch (binding) {
    case Binding::ok:
      return "OK";
    case Binding::age_not_eligible:
      return "E_AGE_NOT_ELIGIBLE";
    case Binding::binding_limit:
      return "E_BINDING_LIMIT";
    case Binding::already_bound:
      return "E_ALREADY_BOUND";
  }
  return "";
}

Binding bind(const Region& region, const BindingRequest& request) {
  const bool lifted = region.disabled_ok && request.disabled;
  const bool in_range =
      region.ages.empty() ||
      std::any_of(region.ages.begin(), region.ages.end(), [&](const AgeRange& range) {
        return (!range.from || request.age >= *range.from) &&
               (!range.to || request.age <= *range.to);
      });
  if (!in_range && !lifted) return Binding::age_not_eligible;
  if (region.max_per_agent && request.people_of_agent >= *region.max_per_agent) {
    return Binding::binding_limit;
  }
  if (region.max_agents_per_person && request.agents_of_person >= *region.max_agents_per_person) {
    return Binding::already_bound;
  }
  return Binding::ok;
}

}  // namespace service
