// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/delegation.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

constexpr std::array kScopes{Scope::query, Scope::print, Scope::survey};
constexpr std::array kRelations{Relation::other,      Relation::spouse,          Relation::child,
                                Relation::parent,     Relation::sibling,         Relation::carer,
                                Relation::grandchild, Relation::community_worker};

template <typename List>
typename List::value_type read_name(const List& known, const JsonView& in) {
  const std::string text = in.text(32);
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const auto& value) { return text == name_of(value); });
  if (found == known.end()) in.fail("is none of those that are known");
  return *found;
}

}  // namespace

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

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::query:
      return "QUERY";
    case Scope::print:
      return "PRINT";
    case Scope::survey:
      return "SURVEY";
  }
  return "";
}

std::string_view name_of(Relation relation) {
  switch (relation) {
    case Relation::other:
      return "OTHER";
    case Relation::spouse:
      return "SPOUSE";
    case Relation::child:
      return "CHILD";
    case Relation::parent:
      return "PARENT";
    case Relation::grandchild:
      return "GRANDCHILD";
    case Relation::sibling:
      return "SIBLING";
    case Relation::carer:
      return "CARER";
    case Relation::community_worker:
      return "COMMUNITY_WORKER";
  }
  return "";
}

Relation read_relation(const JsonView& in) { return read_name(kRelations, in); }

std::vector<Scope> read_scope(const JsonView& in) {
  std::vector<Scope> scope;
  for (const JsonView& item : in.items()) {
    const Scope one = read_name(kScopes, item);
    if (std::find(scope.begin(), scope.end(), one) != scope.end()) item.fail("stands twice");
    scope.push_back(one);
  }
  if (scope.empty()) in.fail("is empty");
  return scope;
}

int age_on(Day birth, Day today) {
  const std::chrono::year_month_day born{birth};
  const std::chrono::year_month_day now{today};
  const int years = static_cast<int>(now.year()) - static_cast<int>(born.year());
  const auto within = [](const std::chrono::year_month_day& day) {
    return day.month() / day.day();
  };
  return within(now) < within(born) ? years - 1 : years;
}

}  // namespace service
