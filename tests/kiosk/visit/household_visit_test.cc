// SPDX-License-Identifier: GPL-3.0-or-later
// A relative's sitting: several people one after the other, each with what is theirs alone, and
// what the rules refuse.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "kiosk/visit/page.h"
#include "kiosk/visit/visit.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kNow;

namespace {

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

template <typename E>
const E* asked(const Turn& turn) {
  for (const Effect& effect : turn.effects) {
    if (const auto* e = std::get_if<E>(&effect)) return e;
  }
  return nullptr;
}

Identity person(const char* name, const char* number) {
  return {DocumentKind::resident_id, Secret(name), Secret(number),
          Date{std::chrono::year{1952} / 2 / 29}, std::nullopt};
}

// Her own card was laid, and the service knows these two.
Visit at_the_list(Household household = test::household()) {
  Turn turn = press(test::visit_at(state::Welcome{}), Button::help_family);
  turn = press(std::move(turn.next), Button::agree);
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  REQUIRE(asked<effect::AskFamily>(turn));
  turn = step(std::move(turn.next), event::FamilyKnown{turn.next.ticket, std::move(household)});
  REQUIRE(name(turn.next.state) == "ChoosePerson");
  return std::move(turn.next);
}

}  // namespace

TEST_CASE("a relative with one bound person presses at most five times from welcome to paper") {
  int presses = 1;
  Turn turn = press(test::visit_at(state::Welcome{}), Button::help_family);
  turn = step(std::move(turn.next), event::Ticked{kNow + 3s});
  turn = step(std::move(turn.next), event::CardLaid{turn.next.ticket});  // says yes
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  turn = step(std::move(turn.next), event::FamilyKnown{turn.next.ticket, test::household()});
  ++presses, turn = press(std::move(turn.next), Button::item_1);
  ++presses, turn = press(std::move(turn.next), Button::its_me);
  REQUIRE(asked<effect::AskHealthCode>(turn));
  CHECK(asked<effect::AskHealthCode>(turn)->consent.actor == Actor::agent);
  CHECK(asked<effect::AskHealthCode>(turn)->consent.delegation == "a1");
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  ++presses, turn = press(std::move(turn.next), Button::print);
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, test::slip()});
  const auto* print = asked<effect::Print>(turn);
  REQUIRE(print);
  CHECK(presses <= 5);
  const auto& sheet = std::get<Certificate>(print->order.document);
  CHECK(sheet.name == test::sun().name);
  REQUIRE(sheet.agent);
  CHECK(sheet.agent->relation.zh == "子女");
  CHECK(sheet.agent->masked_name.reveal() == "王*英");
}

TEST_CASE("whoever asks for themselves presses at most three times from welcome to paper") {
  int presses = 1;
  Turn turn = press(test::visit_at(state::Welcome{}), Button::check_code);
  turn = step(std::move(turn.next), event::Ticked{kNow + 3s});
  turn = step(std::move(turn.next), event::CardLaid{turn.next.ticket});  // says yes
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  ++presses, turn = press(std::move(turn.next), Button::its_me);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  ++presses, turn = press(std::move(turn.next), Button::print);
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, test::slip()});
  CHECK(asked<effect::Print>(turn));
  CHECK(presses <= 3);
}

TEST_CASE("a card that lay there before the question was asked answers nothing") {
  const auto lies_there = [] {
    Turn turn = press(test::visit_at(state::Welcome{}), Button::check_code);
    turn = step(std::move(turn.next), event::CardLaid{turn.next.ticket});
    CHECK(name(turn.next.state) == "AskConsent");
    turn = step(std::move(turn.next), event::Ticked{kNow + 3s});
    return step(std::move(turn.next), event::CardRead{turn.next.ticket, test::sun()});
  };
  Turn turn = lies_there();
  REQUIRE(name(turn.next.state) == "AskConsent");
  // Nothing of it stands on the page, and nobody is asked about it.
  CHECK(asked<effect::AskHealthCode>(turn) == nullptr);
  // Whoever presses has answered, and need not lay it again.
  turn = press(std::move(turn.next), Button::agree);
  REQUIRE(name(turn.next.state) == "ConfirmIdentity");
  CHECK(std::get<state::ConfirmIdentity>(turn.next.state).identity.name == test::sun().name);

  // Whoever says no has said no.
  turn = press(lies_there().next, Button::decline);
  CHECK(name(turn.next.state) == "CallStaff");

  // It is told once more as the reading begins anew, and that is no answer either; one that is laid
  // later is.
  turn = lies_there();
  REQUIRE(asked<effect::StartReading>(turn));
  turn = step(std::move(turn.next), event::CardLaid{turn.next.ticket});
  CHECK(name(turn.next.state) == "AskConsent");
  turn = step(std::move(turn.next), event::Ticked{kNow + 9s});
  turn = step(std::move(turn.next), event::CardFailed{turn.next.ticket, CardTrouble::lay_again});
  CHECK(name(turn.next.state) == "AskConsent");
  turn = step(std::move(turn.next), event::CardLaid{turn.next.ticket});
  CHECK(name(turn.next.state) == "Reading");
}

TEST_CASE("after one person's paper the list is there again, and the person is forgotten") {
  Turn turn = press(at_the_list(), Button::item_1);
  turn = press(std::move(turn.next), Button::its_me);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  turn = press(std::move(turn.next), Button::print);
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, test::slip()});
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0042-7"});
  turn = press(std::move(turn.next), Button::have_all);
  CHECK(name(turn.next.state) == "ChoosePerson");
  CHECK(asked<effect::Forget>(turn));
  // All done: nobody is left, not even the list.
  turn = press(std::move(turn.next), Button::all_done);
  CHECK(name(turn.next.state) == "TakeCard");
  CHECK_FALSE(turn.next.sitting);
}

TEST_CASE("H17: the relative's own colour is asked under their own name, and changes nobody's") {
  Turn turn = press(at_the_list(), Button::item_2);  // herself
  const auto& who = std::get<state::ConfirmIdentity>(turn.next.state);
  CHECK(who.identity.name == test::wang().name);
  CHECK(who.consent.actor == Actor::self);
  CHECK(who.consent.delegation.empty());
  turn = press(std::move(turn.next), Button::its_me);
  turn = step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::red)});
  CHECK(std::get<state::ShowVerdict>(turn.next.state).verdict.colour == Colour::red);
  turn = press(std::move(turn.next), Button::no_print);
  REQUIRE(name(turn.next.state) == "ChoosePerson");
  turn = press(std::move(turn.next), Button::item_1);
  turn = press(std::move(turn.next), Button::its_me);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  const auto& shown = std::get<state::ShowVerdict>(turn.next.state);
  CHECK(shown.verdict.colour == Colour::green);
  CHECK(shown.identity.name == test::sun().name);
}

TEST_CASE("H15: with both cards somebody is bound; the rules' no has its reason and a way out") {
  Turn turn = press(at_the_list(), Button::add_person);
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::card);
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::sun()});
  turn = press(std::move(turn.next), Button::item_2);  // my father or mother: I am the child
  const auto* bind = asked<effect::Bind>(turn);
  REQUIRE(bind);
  CHECK(bind->wish.relation == Relation::child);
  CHECK(bind->wish.agent.name == test::wang().name);
  CHECK(bind->wish.person.name == test::sun().name);
  CHECK(bind->wish.consent == PersonConsent::present);
  CHECK(bind->wish.valid_to == kNow + test::rules().bind_for);
  Visit refused =
      step(std::move(turn.next), event::NotBound{turn.next.ticket, BindTrouble::binding_limit})
          .next;
  CHECK(std::get<BindTrouble>(std::get<state::NotAllowed>(refused.state).why) ==
        BindTrouble::binding_limit);
  turn = press(std::move(refused), Button::ask_staff);
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::not_allowed);
}

TEST_CASE("somebody who is here today is bound until midnight, and asked about at once") {
  Turn turn = press(at_the_list(), Button::person_here);
  turn = step(std::move(turn.next),
              event::CardRead{turn.next.ticket, person("李明", "990101194511300021")});
  turn = press(std::move(turn.next), Button::item_1);
  const auto* bind = asked<effect::Bind>(turn);
  REQUIRE(bind);
  // 10:42 in Shanghai: 13 h 18 min are left.
  CHECK(bind->wish.valid_to == kNow + 13h + 18min);
  turn = step(
      std::move(turn.next),
      event::Bound{turn.next.ticket, test::delegation("c1", Relation::spouse, person("", ""))});
  const auto& who = std::get<state::ConfirmIdentity>(turn.next.state);
  CHECK(who.identity.name.reveal() == "李明");
  CHECK(who.consent.delegation == "c1");
}

TEST_CASE("the relative's own card laid again binds nobody to themselves") {
  Turn turn = press(at_the_list(), Button::add_person);
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  CHECK(std::get<state::LayCard>(turn.next.state).trouble == CardTrouble::same_card);
  CHECK(asked<effect::StartReading>(turn));
}

TEST_CASE("a written consent counts once somebody of the staff has looked at it") {
  Turn turn = press(at_the_list(), Button::add_person);
  turn = press(std::move(turn.next), Button::written_consent);
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::written_consent);
  turn = test::sign_in(std::move(turn.next));
  CHECK(std::get<state::LayCard>(turn.next.state).errand == Errand::person_on_paper);
  CHECK_FALSE(turn.next.duty);  // the sitting is still the relative's
  // Their badge still lies there: it is no resident's card, and signs nobody in.
  turn = step(std::move(turn.next), event::BadgeShown{turn.next.ticket, test::kBadge});
  CHECK(asked<effect::RecogniseBadge>(turn) == nullptr);
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::sun()});
  turn = press(std::move(turn.next), Button::item_2);
  const auto* bind = asked<effect::Bind>(turn);
  REQUIRE(bind);
  CHECK(bind->wish.consent == PersonConsent::written);
  CHECK(bind->wish.badge == test::kBadge);
}

TEST_CASE("what a binding does not hold is not offered and not done") {
  Household household = test::household();
  household.people[0].scope = {true, false, false};
  Turn turn = press(at_the_list(std::move(household)), Button::item_1);
  turn = press(std::move(turn.next), Button::its_me);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  Turn printed = press(std::move(turn.next), Button::print);
  CHECK(asked<effect::SignSlip>(printed) == nullptr);
  CHECK(std::get<state::CallStaff>(printed.next.state).call == Call::not_allowed);

  Household none = test::household();
  none.people[0].scope = {false, true, true};
  turn = press(at_the_list(std::move(none)), Button::item_1);
  CHECK(std::get<BindTrouble>(std::get<state::NotAllowed>(turn.next.state).why) ==
        BindTrouble::out_of_scope);
}

TEST_CASE("a binding is ended from either side, and is gone from the list") {
  Turn turn = press(at_the_list(), Button::item_1);
  turn = press(std::move(turn.next), Button::end_binding);
  turn = press(std::move(turn.next), Button::yes);
  REQUIRE(asked<effect::EndDelegation>(turn));
  CHECK(asked<effect::EndDelegation>(turn)->id == "a1");
  turn = step(std::move(turn.next), event::DelegationEnded{turn.next.ticket, "a1"});
  CHECK(turn.next.sitting->household.people.empty());

  turn = press(at_the_list(), Button::who_acts_for_me);
  turn = press(std::move(turn.next), Button::item_1);
  turn = press(std::move(turn.next), Button::yes);
  CHECK(asked<effect::EndDelegation>(turn)->id == "b1");
  turn = step(std::move(turn.next), event::DelegationEnded{turn.next.ticket, "b1"});
  CHECK(turn.next.sitting->household.agents.empty());
  CHECK(turn.next.sitting->household.people.size() == 1);
}

TEST_CASE("a service that does not say whom they may act for leads on within the budget") {
  Turn turn = press(test::visit_at(state::Welcome{}), Button::help_family);
  turn = press(std::move(turn.next), Button::agree);
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  turn = step(std::move(turn.next), event::Ticked{kNow + 8s});
  CHECK(std::get<QueryTrouble>(std::get<state::NotAllowed>(turn.next.state).why) ==
        QueryTrouble::silent);
  turn = press(std::move(turn.next), Button::all_done);
  CHECK(name(turn.next.state) == "Welcome");
  CHECK(asked<effect::Forget>(turn));
}

TEST_CASE("eight people stand on three parts of the list, everybody once") {
  Household household;
  for (int i = 0; i < 8; ++i) {
    household.people.push_back(test::delegation(
        "id", Relation::child, person(("P" + std::to_string(i)).c_str(), "990101194511300021")));
  }
  Settings settings;
  Visit visit = at_the_list(std::move(household));
  std::set<std::string> seen;
  for (int part = 0; part < 3; ++part) {
    for (std::size_t i = 0; i < 3; ++i) {
      Turn turn = press(
          at_the_list([&] {
            Household again;
            for (const Delegation& one : visit.sitting->household.people) {
              again.people.push_back(test::delegation("id", Relation::child, one.person->clone()));
            }
            return again;
          }()),
          Button::more_items);
      for (int skip = 0; skip < (part + 2) % 3; ++skip)
        turn = press(std::move(turn.next), Button::more_items);
      turn = press(std::move(turn.next), item(i));
      if (const auto* who = std::get_if<state::ConfirmIdentity>(&turn.next.state)) {
        seen.insert(std::string(who->identity.name.reveal()));
      }
    }
  }
  CHECK(seen.size() == 9);  // eight, and the relative
}

}  // namespace visit
