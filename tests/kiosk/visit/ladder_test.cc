// SPDX-License-Identifier: GPL-3.0-or-later
// The rungs of an answer: the service, what it said earlier in this visit, people with paper.
#include <catch2/catch.hpp>

#include "kiosk/visit/visit.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kNow;

namespace {

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

// Somebody saw a green code, went back and asks again `later`.
Visit asking_again(std::chrono::minutes later, Colour colour = Colour::green) {
  Visit visit =
      test::visit_at(state::ShowVerdict{{Actor::self, kNow}, test::wang(), test::verdict(colour)});
  visit = press(std::move(visit), Button::back).next;
  visit.now = kNow + later;
  visit.touched = visit.now;
  return press(std::move(visit), Button::its_me).next;
}

Visit unanswered(Visit visit, QueryTrouble trouble) {
  return step(std::move(visit), event::NotAnswered{visit.ticket, trouble}).next;
}

}  // namespace

TEST_CASE("H03: when nobody answers, the answer of ten minutes ago is shown, and marked as such") {
  const Visit visit = unanswered(asking_again(10min), QueryTrouble::unreachable);
  const auto& shown = std::get<state::ShowVerdict>(visit.state);
  CHECK(shown.verdict.code.source == Source::kept);
  CHECK(shown.verdict.code.as_of == kNow);
}

TEST_CASE("H04: an answer of 31 minutes ago is no answer: people help, no colour is shown") {
  const Visit visit = unanswered(asking_again(31min), QueryTrouble::unreachable);
  CHECK(name(visit.state) == "NoResult");
  // The control: one minute before its end it still counts.
  CHECK(name(unanswered(asking_again(29min), QueryTrouble::unreachable).state) == "ShowVerdict");
}

TEST_CASE("what was said earlier serves a slow service too, when the whole budget is used up") {
  Visit visit = asking_again(5min);
  visit = step(std::move(visit), event::Ticked{kNow + 5min + 8s}).next;
  CHECK(std::get<state::ShowVerdict>(visit.state).verdict.code.source == Source::kept);
}

TEST_CASE("a live answer replaces the earlier one, whatever its colour") {
  Visit visit = asking_again(5min);
  HealthCode red = test::code(CodeState::red);
  red.expires_at = kNow + 1h;
  visit = step(std::move(visit), event::Answered{visit.ticket, std::move(red)}).next;
  CHECK(std::get<state::ShowVerdict>(visit.state).verdict.colour == Colour::red);
  CHECK(std::get<state::ShowVerdict>(visit.state).verdict.code.source == Source::province);
}

TEST_CASE("a live answer without a colour is not painted over with the earlier green") {
  for (const CodeState state : {CodeState::unknown, CodeState::expired, CodeState::not_found}) {
    Visit visit = asking_again(5min);
    visit = step(std::move(visit), event::Answered{visit.ticket, test::code(state)}).next;
    CHECK(name(visit.state) == "NoResult");
  }
}

TEST_CASE("a card that the service contradicts has no earlier answer to fall back on") {
  for (const auto trouble : {QueryTrouble::number_rejected, QueryTrouble::name_mismatch,
                             QueryTrouble::delegation_over}) {
    CHECK(name(unanswered(asking_again(5min), trouble).state) == "NoResult");
  }
}

TEST_CASE("what was said about one person never serves another card") {
  Visit visit = test::visit_at(
      state::ShowVerdict{{Actor::self, kNow}, test::wang(), test::verdict(Colour::green)});
  visit = press(std::move(visit), Button::back).next;
  visit = press(std::move(visit), Button::not_me).next;
  visit = step(std::move(visit), event::CardRead{visit.ticket, test::sun()}).next;
  visit = press(std::move(visit), Button::its_me).next;
  CHECK(name(unanswered(std::move(visit), QueryTrouble::silent).state) == "NoResult");
}

TEST_CASE("a colour that the signer contradicted is not kept") {
  Visit visit = test::visit_at(
      state::Certifying{{Actor::self, kNow}, test::wang(), test::verdict(Colour::green), kNow});
  SignedSlip red = test::slip();
  red.colour = Colour::red;
  visit = step(std::move(visit), event::SlipSigned{visit.ticket, std::move(red)}).next;
  CHECK(name(unanswered(std::move(visit), QueryTrouble::silent).state) == "NoResult");
}

TEST_CASE("troubles that waiting does not mend call those who mend; a busy service calls nobody") {
  const auto calls = [](QueryTrouble trouble) {
    Visit visit = test::visit_at(
        state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
    const Turn turn = step(std::move(visit), event::NotAnswered{visit.ticket, trouble});
    for (const Effect& effect : turn.effects) {
      if (const auto* call = std::get_if<effect::CallStaff>(&effect)) {
        return call->call == Call::service_amiss;
      }
    }
    return false;
  };
  for (const auto trouble :
       {QueryTrouble::untrusted, QueryTrouble::redirected, QueryTrouble::refused,
        QueryTrouble::clock_differs, QueryTrouble::truncated, QueryTrouble::malformed,
        QueryTrouble::oversized, QueryTrouble::unknown_word}) {
    CHECK(calls(trouble));
  }
  for (const auto trouble : {QueryTrouble::busy, QueryTrouble::silent, QueryTrouble::unreachable,
                             QueryTrouble::number_rejected, QueryTrouble::name_mismatch,
                             QueryTrouble::delegation_over}) {
    CHECK_FALSE(calls(trouble));
  }
}

TEST_CASE("a service that asks us to wait is said to be busy, until the next one is asked") {
  Visit visit = test::visit_at(
      state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
  visit = step(std::move(visit), event::AskedToWait{visit.ticket}).next;
  CHECK(std::get<state::Querying>(visit.state).asked_to_wait);
  visit = step(std::move(visit), event::AskingNext{visit.ticket, Source::national}).next;
  CHECK_FALSE(std::get<state::Querying>(visit.state).asked_to_wait);
}

TEST_CASE("a commuter's older sample does where both the service and this door know commuters") {
  Scene beijing;
  beijing.nat_within = 48h;
  beijing.commuter_nat_within = 336h;
  const auto advice = [&beijing](std::optional<std::chrono::hours> commuter_within) {
    HealthCode code = test::code(CodeState::green);
    code.nat = NatTest{NatResult::negative, kNow - 72h, ""};
    code.commuter_within = commuter_within;
    return judge(std::move(code), beijing, kNow).verdict->advice;
  };
  CHECK(advice(std::nullopt) == Advice::nat_needed);
  CHECK(advice(336h) == Advice::pass);
  CHECK(advice(48h) == Advice::nat_needed);  // the first entry
  beijing.commuter_nat_within.reset();
  CHECK(advice(336h) == Advice::nat_needed);
}

TEST_CASE("who may not go in today is told so by somebody; a hospital turns nobody back") {
  Visit visit = test::visit_at(
      state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
  visit.rules.scene.divert[CodeState::yellow] = Advice::not_today;
  const Turn turn =
      step(std::move(visit), event::Answered{visit.ticket, test::code(CodeState::yellow)});
  CHECK(std::get<state::ShowVerdict>(turn.next.state).verdict.advice == Advice::not_today);
  REQUIRE_FALSE(turn.effects.empty());
  CHECK(std::get<effect::CallStaff>(turn.effects.front()).call == Call::turned_back);
  for (const auto& [colour, advice] : Scene{}.divert) CHECK(advice != Advice::not_today);
}

}  // namespace visit
