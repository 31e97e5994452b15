// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of a relative's sitting.
#include <algorithm>
#include <array>

#include "kiosk/visit/page_writer.h"

namespace visit {

namespace {

// What the person is to the agent, in a word or two for a disc: 老伴. And the other way round.
constexpr std::array<std::string_view, kRelations> kPeople{
    "family.is_other",       "family.is_spouse",  "family.is_parent",    "family.is_child",
    "family.is_grandparent", "family.is_sibling", "family.is_cared_for", "family.is_other"};
constexpr std::array<std::string_view, kRelations> kAgents{
    "family.is_other",      "family.is_spouse",  "family.is_child", "family.is_parent",
    "family.is_grandchild", "family.is_sibling", "family.is_carer", "family.is_community"};

std::string_view scope_key(const Scope& scope) {
  if (scope.print && scope.survey) return "family.may_all";
  if (scope.print) return "family.may_print";
  return scope.survey ? "family.may_survey" : "family.may_query";
}

}  // namespace

const Delegation* Writer::acting_by(const Consent& consent) const {
  if (!visit_.sitting || consent.delegation.empty()) return nullptr;
  for (const Delegation& one : visit_.sitting->household.people) {
    if (one.id == consent.delegation) return &one;
  }
  return nullptr;
}

// 查码、打印，到 12 月 31 日.
Words Writer::until_words(const Delegation& delegation) const {
  return say(scope_key(delegation.scope), {{"day", day_words(catalogue_, delegation.valid_to)}});
}

void Writer::pager(std::size_t first, std::size_t part, std::size_t count) {
  if (count <= part) return;
  const std::size_t parts = (count + part - 1) / part;
  page_.actions.push_back({Button::more_items, Icon::next,
                           say("family.more", {{"part", std::to_string(first / part + 1)},
                                               {"parts", std::to_string(parts)}}),
                           false});
}

void Writer::waiting_page(PageId id, std::string_view title, Moment since) {
  open(id, title, "asking.lead");
  const auto waited = std::chrono::floor<std::chrono::seconds>(visit_.now - since);
  const auto at_most = visit_.rules.ask_at_most;
  add(block::Progress{say("asking.waited", {{"seconds", std::to_string(waited.count())}}),
                      say("asking.at_most", {{"seconds", std::to_string(at_most.count())}}),
                      static_cast<double>(waited.count()) / static_cast<double>(at_most.count())});
}

void Writer::write(const state::AskFamily& asking) {
  waiting_page(PageId::binding, "family.asking", asking.since);
  at(Step::identity);
  act(Button::stop, "asking.stop");
}

void Writer::write(const state::ChoosePerson& choosing) {
  open(PageId::choose_person, "family.title", "family.lead");
  at(Step::identity);
  const auto& people = visit_.sitting->household.people;
  const std::size_t count = people.size() + 1;  // and themselves
  const std::size_t end = std::min(choosing.first + kPeopleAPart, count);
  for (std::size_t i = choosing.first; i < end; ++i) {
    const Button button = item(i - choosing.first);
    if (i == people.size()) {
      add(block::PersonChoice{button, say("family.is_self"), say("family.myself"),
                              say("family.myself_sub")});
      continue;
    }
    const Delegation& one = people[i];
    add(block::PersonChoice{
        button, say(kPeople[static_cast<std::size_t>(one.relation)]),
        own_words(one.person ? one.person->name.clone() : one.masked_person.clone()),
        until_words(one)});
  }
  number_keys(end - choosing.first);
  pager(choosing.first, kPeopleAPart, count);
  act(Button::person_here, "family.person_here", Icon::card);
  act(Button::add_person, "family.add_person", Icon::plus);
  if (!visit_.sitting->household.agents.empty()) {
    act(Button::who_acts_for_me, "family.who_acts", Icon::family);
  }
  page_.left = Button::all_done;
  page_.back = say("family.all_done");
}

void Writer::write(const state::ChooseRelation& of) {
  static constexpr std::array<std::string_view, 4> kFirst{
      "family.my_spouse", "family.my_parent", "family.my_child", "family.somebody_else"};
  static constexpr std::array<std::string_view, 4> kSecond{
      "family.my_grandparent", "family.my_sibling", "family.my_cared_for", "family.my_other"};
  open(PageId::choose_relation, "family.relation", "");
  page_.lead = own_words(of.person.name.clone());
  at(Step::identity);
  const auto& words = of.more ? kSecond : kFirst;
  for (std::size_t i = 0; i < words.size(); ++i) {
    add(block::Choice{item(i), Icon::none, say(words[i]), {}, false, false});
  }
  number_keys(words.size());
}

void Writer::write(const state::Binding& binding) {
  waiting_page(PageId::binding, "family.binding", binding.since);
  at(Step::identity);
  page_.back.reset();
}

void Writer::write(const state::NotAllowed& refused) {
  struct Said {
    std::string_view title, lead;
  };
  static constexpr std::array<Said, 7> kSaid{{
      {"refused.age", "refused.age_lead"},
      {"refused.limit", "refused.limit_lead"},
      {"refused.bound", "refused.bound_lead"},
      {"refused.no_record", "refused.no_record_lead"},
      {"refused.name", "refused.name_lead"},
      {"refused.no_answer", "refused.no_answer_lead"},
      {"refused.scope", "refused.scope_lead"},
  }};
  static_assert(kSaid.size() == static_cast<std::size_t>(BindTrouble::out_of_scope) + 1);
  const auto* why = std::get_if<BindTrouble>(&refused.why);
  const Said said = why != nullptr ? kSaid[static_cast<std::size_t>(*why)]
                                   : Said{"refused.unknown", "refused.no_answer_lead"};
  open(PageId::refused, said.title, "");
  const bool by_age = why != nullptr && *why == BindTrouble::age_not_eligible;
  if (by_age && !refused.age) {
    page_.lead = say("refused.age_lead_unknown");
  } else if (by_age) {
    page_.lead = say(said.lead, {{"age", std::to_string(*refused.age)}});
  } else {
    page_.lead = say(said.lead);
  }
  at(Step::identity);
  add(block::Calm{Icon::care, say("refused.still"), say("refused.still_sub")});
  act(Button::all_done, "refused.come_himself", Icon::person, true);
  act(Button::ask_staff, "refused.by_staff", Icon::bell);
}

void Writer::write(const state::ShowAgents& list) {
  open(PageId::agents, "family.agents", "family.agents_lead");
  at(Step::identity);
  const auto& agents = visit_.sitting->household.agents;
  const std::size_t end = std::min(list.first + kPeopleAPart, agents.size());
  for (std::size_t i = list.first; i < end; ++i) {
    add(block::PersonChoice{item(i - list.first),
                            say(kAgents[static_cast<std::size_t>(agents[i].relation)]),
                            own_words(agents[i].masked_agent.clone()), until_words(agents[i])});
  }
  number_keys(end - list.first);
  pager(list.first, kPeopleAPart, agents.size());
}

void Writer::write(const state::EndBinding& ending) {
  open(PageId::end_binding, ending.of_agents ? "family.end_agent" : "family.end_person",
       "family.end_lead");
  at(Step::identity);
  const Household& household = visit_.sitting->household;
  const Delegation& one =
      ending.of_agents ? household.agents[ending.which] : household.people[ending.which];
  const auto relation = static_cast<std::size_t>(one.relation);
  // Whom it is about; there is nothing to choose.
  add(block::Holder{
      own_words(ending.of_agents ? one.masked_agent.clone() : one.masked_person.clone()),
      say(ending.of_agents ? kAgents[relation] : kPeople[relation]),
      {}});
  add(block::Sentence{until_words(one), block::Sentence::Role::body});
  if (ending.under_way) {
    add(block::Sentence{say("family.ending"), block::Sentence::Role::body});
    page_.back.reset();
    return;
  }
  act(Button::yes, "family.end_yes", Icon::cross, true);
  act(Button::no, "family.end_no");
}

}  // namespace visit
