// SPDX-License-Identifier: GPL-3.0-or-later
// A relative's sitting: whom they act for, what they are to them, and what the service says.
#include <utility>

#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace std::chrono_literals;
using namespace visit;

Delegation may_act(Relation relation, std::string_view name, Scope scope = {}) {
  Delegation one;
  one.id = "00112233445566778899aabbccddeeff";
  one.relation = relation;
  one.scope = scope;
  one.valid_to = kNow + std::chrono::days{41};
  one.masked_person = Secret(name);
  one.masked_agent = Secret("王*英");
  one.person = person(name);
  return one;
}

void sits(Visit& visit) {
  Sitting sitting{person("王秀英"), consent(), {}, {}};
  sitting.household.people.push_back(may_act(Relation::spouse, "王建国"));
  sitting.household.people.push_back(may_act(Relation::parent, "阿卜杜热伊木·托合提"));
  sitting.household.people.push_back(may_act(Relation::grandchild, "孙𠅤", {true, false, false}));
  visit.sitting.emplace(std::move(sitting));
}
void sits_among_many(Visit& visit) {
  sits(visit);
  Household& household = visit.sitting->household;
  household.people.insert(household.people.begin(),
                          may_act(Relation::carer, "买买提艾力江·阿卜杜热合曼·阿卜杜克热木"));
  household.agents.push_back(may_act(Relation::child, "李*"));
}
void has_agents(Visit& visit) {
  sits(visit);
  visit.sitting->household.agents.push_back(may_act(Relation::parent, "王秀英"));
  visit.sitting->household.agents.push_back(may_act(Relation::carer, "王秀英"));
}

template <typename S>
std::function<State()> is(S state = {}) {
  return [state] { return State{state}; };
}

state::NotAllowed refused(std::variant<BindTrouble, QueryTrouble> why, std::optional<int> age) {
  return {why, age};
}
State relation(bool more) {
  state::ChooseRelation asked;
  asked.person = person("王建国");
  asked.more = more;
  return asked;
}

}  // namespace

std::vector<NamedState> family_pages() {
  return {
      {"choose-person", is<state::ChoosePerson>(), sits},
      {"choose-relation", [] { return relation(false); }, sits},
      {"binding",
       [] {
         state::Binding binding;
         binding.person = person("王建国");
         binding.since = kNow - 2s;
         return State{std::move(binding)};
       },
       sits},
      {"refused", [] { return State{refused(BindTrouble::age_not_eligible, 45)}; }, sits},
      {"agents", is<state::ShowAgents>(), has_agents},
      {"end-binding", is<state::EndBinding>(), sits},
  };
}

std::vector<NamedState> family_variants() {
  std::vector<NamedState> all{
      {"choose-person-many", is<state::ChoosePerson>(), sits_among_many},
      {"choose-person-end", is(state::ChoosePerson{3}), sits_among_many},
      {"choose-relation-more", [] { return relation(true); }, sits},
      {"end-agent", is(state::EndBinding{true, 0, false, kNow}), has_agents},
      {"end-under-way", is(state::EndBinding{false, 0, true, kNow}), sits},
      {"refused-unanswered", [] { return State{refused(QueryTrouble::busy, std::nullopt)}; }, sits},
      {"refused-age-unknown",
       [] { return State{refused(BindTrouble::age_not_eligible, std::nullopt)}; }, sits},
  };
  for (int i = 1; i <= static_cast<int>(BindTrouble::out_of_scope); ++i) {
    all.push_back({"refused-" + std::to_string(i),
                   [i] { return State{refused(static_cast<BindTrouble>(i), std::nullopt)}; },
                   sits});
  }
  return all;
}

}  // namespace ui::test
