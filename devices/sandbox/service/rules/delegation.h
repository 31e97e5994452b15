// SPDX-License-Identifier: GPL-3.0-or-later
// Who may act for whom: whether a region's rules let one more person be bound to an agent, what an
// agent may do, and what they are to the person. Pure.
#pragma once
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/policy.h"

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

// What a delegation lets an agent do.
enum class Scope { query, print, survey };
std::string_view name_of(Scope scope);

// In the order of docs/wire.md §5.5, key 9.
enum class Relation {
  other,
  spouse,
  child,
  parent,
  grandchild,
  sibling,
  carer,
  community_worker,
};
std::string_view name_of(Relation relation);

// Both throw Malformed.
Relation read_relation(const JsonView& in);
// At least one, none twice.
std::vector<Scope> read_scope(const JsonView& in);

// In full years. Who was born on 29 February is a year older on 1 March.
int age_on(Day birth, Day today);

}  // namespace service
