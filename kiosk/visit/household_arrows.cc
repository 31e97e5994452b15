// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/household_arrows.h"

#include <algorithm>
#include <array>

#include "kiosk/visit/clock_words.h"

namespace visit {

namespace {

State not_allowed(Turning& turn, std::variant<BindTrouble, QueryTrouble> why,
                  std::optional<int> age = {}) {
  turn.touch();
  turn.draw_ticket();
  return state::NotAllowed{why, age};
}

State list(Turning& turn, std::size_t first = 0) {
  turn.draw_ticket();
  return state::ChoosePerson{first};
}

State act_for(Turning& turn, const Delegation& delegation) {
  if (!delegation.person || !delegation.scope.query) {
    return not_allowed(turn, BindTrouble::out_of_scope);
  }
  turn.draw_ticket();
  return state::ConfirmIdentity{
      {Actor::agent, turn.now(), {}, delegation.id}, delegation.person->clone(), std::nullopt};
}

State wait_for_person(Turning& turn, Errand errand) {
  state::LayCard waiting = turn.wait_for_card({Actor::agent, turn.now()});
  waiting.errand = errand;
  return waiting;
}

int age_on(const Date& birth, const Date& today) {
  const int years = static_cast<int>(today.year()) - static_cast<int>(birth.year());
  const bool before = today.month() < birth.month() ||
                      (today.month() == birth.month() && today.day() < birth.day());
  return years - (before ? 1 : 0);
}

// The next midnight in Shanghai: whoever is here today agreed for today.
Moment end_of_day(Moment now) {
  constexpr std::chrono::hours kShanghai{8};
  return std::chrono::floor<std::chrono::days>(now + kShanghai) + std::chrono::days{1} - kShanghai;
}

State bind(Turning& turn, state::ChooseRelation&& of, Relation relation) {
  const Sitting& sitting = *turn.sitting();
  const bool on_paper = of.errand == Errand::person_on_paper;
  const bool today_only = of.errand == Errand::person_here;
  turn.draw_ticket();
  Wish wish{sitting.agent.clone(),
            of.person.clone(),
            relation,
            {},
            today_only ? end_of_day(turn.now()) : turn.now() + turn.rules().bind_for,
            on_paper ? PersonConsent::written : PersonConsent::present,
            on_paper ? sitting.witness : std::string()};
  turn.ask<effect::Bind>(std::move(wish));
  return state::Binding{std::move(of.person), relation, of.errand, turn.now()};
}

// The delegations of which one is to end.
std::vector<Delegation>& side(Turning& turn, bool of_agents) {
  Household& household = turn.sitting()->household;
  return of_agents ? household.agents : household.people;
}

State after_ending(Turning& turn, bool of_agents) {
  if (of_agents && !turn.sitting()->household.agents.empty()) {
    turn.draw_ticket();
    return state::ShowAgents{};
  }
  return list(turn);
}

}  // namespace

State ask_family(Turning& turn, Consent consent, Identity agent) {
  turn.touch();
  turn.draw_ticket();
  turn.ask<effect::AskFamily>(agent.clone());
  turn.sitting().emplace(Sitting{std::move(agent), std::move(consent), {}, {}});
  return state::AskFamily{turn.now()};
}

State relate(Turning& turn, Errand errand, Identity person) {
  turn.touch();
  if (person.number.reveal() == turn.sitting()->agent.number.reveal()) {
    // Their own card still lies there.
    state::LayCard again = turn.wait_for_card({Actor::agent, turn.now()}, CardTrouble::same_card);
    again.errand = errand;
    return again;
  }
  turn.draw_ticket();
  return state::ChooseRelation{std::move(person), errand, false};
}

const Delegation* acting_by(Turning& turn, const Consent& consent) {
  if (!turn.sitting() || consent.delegation.empty()) return nullptr;
  const auto& people = turn.sitting()->household.people;
  const auto found = std::find_if(people.begin(), people.end(), [&](const Delegation& one) {
    return one.id == consent.delegation;
  });
  return found == people.end() ? nullptr : &*found;
}

State on(Turning& turn, state::AskFamily&&, event::FamilyKnown&& known) {
  turn.touch();
  turn.sitting()->household = std::move(known.household);
  return list(turn);
}
State on(Turning& turn, state::AskFamily&&, const event::FamilyNotKnown& failed) {
  return not_allowed(turn, failed.trouble);
}
State on(Turning& turn, state::AskFamily&& asking, const event::Ticked&) {
  if (turn.now() - asking.since < turn.rules().ask_at_most) return asking;
  return not_allowed(turn, QueryTrouble::silent);
}
State on(Turning& turn, state::AskFamily&& asking, const event::Pressed& pressed) {
  if (pressed.button == Button::stop || pressed.button == Button::back) return turn.leave();
  return asking;
}

// Those they act for, then themselves.
State on(Turning& turn, state::ChoosePerson&& choosing, const event::Pressed& pressed) {
  const auto& people = turn.sitting()->household.people;
  if (const auto item = item_of(pressed.button)) {
    const std::size_t which = choosing.first + *item;
    if (*item >= kPeopleAPart || which > people.size()) return choosing;
    if (which < people.size()) return act_for(turn, people[which]);
    turn.draw_ticket();
    return state::ConfirmIdentity{
        {Actor::self, turn.now()}, turn.sitting()->agent.clone(), std::nullopt};
  }
  if (pressed.button == Button::more_items) {
    choosing.first += kPeopleAPart;
    if (choosing.first > people.size()) choosing.first = 0;
    return choosing;
  }
  if (pressed.button == Button::person_here) return wait_for_person(turn, Errand::person_here);
  if (pressed.button == Button::add_person) return wait_for_person(turn, Errand::add_person);
  if (pressed.button == Button::who_acts_for_me) return state::ShowAgents{};
  if (pressed.button == Button::all_done || pressed.button == Button::back) {
    turn.forget_person();
    turn.sitting().reset();
    return state::TakeCard{turn.now()};
  }
  return choosing;
}

State on(Turning& turn, state::ChooseRelation&& of, const event::Pressed& pressed) {
  // Four to a page; the fourth of the first leads to the second.
  static constexpr std::array kFirst{Relation::spouse, Relation::child, Relation::parent};
  static constexpr std::array kSecond{Relation::grandchild, Relation::sibling, Relation::carer,
                                      Relation::other};
  if (const auto item = item_of(pressed.button)) {
    if (of.more && *item < kSecond.size()) return bind(turn, std::move(of), kSecond[*item]);
    if (!of.more && *item < kFirst.size()) return bind(turn, std::move(of), kFirst[*item]);
    if (!of.more && *item == kFirst.size()) of.more = true;
    return std::move(of);
  }
  if (pressed.button == Button::back) {
    if (!of.more) return list(turn);
    of.more = false;
  }
  return std::move(of);
}

State on(Turning& turn, state::Binding&& binding, event::Bound&& bound) {
  turn.touch();
  bound.delegation.person = std::move(binding.person);
  auto& people = turn.sitting()->household.people;
  people.push_back(std::move(bound.delegation));
  return act_for(turn, people.back());
}
State on(Turning& turn, state::Binding&& binding, const event::NotBound& refused) {
  auto& people = turn.sitting()->household.people;
  const auto known = std::find_if(people.begin(), people.end(), [&](const Delegation& one) {
    return one.person && one.person->number.reveal() == binding.person.number.reveal();
  });
  // They were bound before: that binding will do.
  if (refused.trouble == BindTrouble::already_bound && known != people.end()) {
    turn.touch();
    return act_for(turn, *known);
  }
  std::optional<int> age;
  if (refused.trouble == BindTrouble::age_not_eligible && binding.person.birth) {
    age = age_on(*binding.person.birth, wall_time(turn.now()).date);
  }
  return not_allowed(turn, refused.trouble, age);
}
State on(Turning& turn, state::Binding&& binding, const event::Ticked&) {
  if (turn.now() - binding.since < turn.rules().ask_at_most) return std::move(binding);
  return not_allowed(turn, QueryTrouble::silent);
}
// Whether they are bound is for the service to say: nothing is called back.
State on(Turning&, state::Binding&& binding, const event::Pressed&) { return std::move(binding); }

State on(Turning& turn, state::NotAllowed&& refused, const event::Pressed& pressed) {
  if (pressed.button == Button::ask_staff) return turn.call_staff(Call::not_allowed);
  if (pressed.button == Button::all_done || pressed.button == Button::back) {
    // Nobody knows whom they may act for.
    if (std::holds_alternative<QueryTrouble>(refused.why) &&
        turn.sitting()->household.people.empty()) {
      return turn.leave();
    }
    return list(turn);
  }
  return refused;
}

State on(Turning& turn, state::ShowAgents&& agents, const event::Pressed& pressed) {
  const std::size_t count = turn.sitting()->household.agents.size();
  if (const auto item = item_of(pressed.button)) {
    const std::size_t which = agents.first + *item;
    if (*item >= kPeopleAPart || which >= count) return agents;
    return state::EndBinding{true, which, false, turn.now()};
  }
  if (pressed.button == Button::more_items) {
    agents.first += kPeopleAPart;
    if (agents.first >= count) agents.first = 0;
    return agents;
  }
  if (pressed.button == Button::back || pressed.button == Button::all_done) return list(turn);
  return agents;
}

State on(Turning& turn, state::EndBinding&& ending, const event::Pressed& pressed) {
  if (ending.under_way) return ending;
  if (pressed.button == Button::yes) {
    turn.draw_ticket();
    turn.ask<effect::EndDelegation>(side(turn, ending.of_agents)[ending.which].id);
    ending.under_way = true;
    ending.since = turn.now();
    return ending;
  }
  if (pressed.button == Button::no || pressed.button == Button::back) {
    return after_ending(turn, ending.of_agents);
  }
  return ending;
}
State on(Turning& turn, state::EndBinding&& ending, const event::DelegationEnded&) {
  turn.touch();
  auto& delegations = side(turn, ending.of_agents);
  delegations.erase(delegations.begin() + static_cast<std::ptrdiff_t>(ending.which));
  return after_ending(turn, ending.of_agents);
}
State on(Turning& turn, state::EndBinding&&, const event::DelegationKept&) {
  return not_allowed(turn, BindTrouble::no_answer);
}

}  // namespace visit
