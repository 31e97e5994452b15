// SPDX-License-Identifier: GPL-3.0-or-later
// The history survey page by page: who answers, how it is handed in, where it leads.
#include <catch2/catch.hpp>

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

Turn begin(Consent consent = {Actor::self, kNow}, Colour colour = Colour::green) {
  return press(
      test::visit_at(state::ShowVerdict{std::move(consent), test::wang(), test::verdict(colour)}),
      Button::survey);
}

const state::TakeSurvey& survey(const Turn& turn) {
  return std::get<state::TakeSurvey>(turn.next.state);
}

// Five times no, no symptom, 36.5.
Turn all_no(Turn turn, int* presses = nullptr) {
  const auto one = [&](Button button) {
    if (presses != nullptr) ++*presses;
    turn = press(std::move(turn.next), button);
  };
  for (int i = 0; i < 6; ++i) one(Button::item_2);
  for (const Button digit : {Button::key_3, Button::key_6, Button::key_5}) one(digit);
  return turn;
}

}  // namespace

TEST_CASE("a helper's whole survey takes at most twelve keys when all answers are no") {
  Turn turn = test::sign_in(test::visit_at(state::CallStaff{Call::no_card}), Role::helper);
  turn = press(std::move(turn.next), Button::item_2);  // survey
  turn = press(std::move(turn.next), Button::no_card);
  REQUIRE(name(turn.next.state) == "TakeSurvey");
  int keys = 0;
  turn = all_no(std::move(turn), &keys);
  CHECK_FALSE(survey(turn).question);  // the review
  ++keys, turn = press(std::move(turn.next), Button::hand_in);
  CHECK(name(turn.next.state) == "Routed");
  CHECK(keys <= 12);
  // Each of them has its key on the page.
  Settings settings;
  CHECK(answered_by(*turn.next.rules.survey, test::all_no(*turn.next.rules.survey)) ==
        Answerer::self);
}

TEST_CASE("who answers is told by who is there: themselves, a relative, staff") {
  CHECK(answered_by(*test::rules().survey, survey(begin()).answers) == Answerer::self);
  CHECK(answered_by(*test::rules().survey,
                    survey(begin({Actor::staff, kNow, test::kBadge})).answers) == Answerer::staff);
  Turn turn = press(test::visit_at(state::ChoosePerson{}), Button::item_1);
  turn = press(std::move(turn.next), Button::its_me);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  turn = press(std::move(turn.next), Button::survey);
  CHECK(answered_by(*test::rules().survey, survey(turn).answers) == Answerer::relative);
  // What the service knows of the two is not asked again: the first page is a history.
  CHECK(test::form().questions[*survey(turn).question].kind == QuestionKind::history);
}

TEST_CASE("that staff answered can be said by nobody who is not signed in") {
  const auto reviewed = [](Turn turn) {
    for (int i = 0; i < 6; ++i) turn = press(std::move(turn.next), Button::item_2);
    turn = press(std::move(turn.next), Button::skip);
    REQUIRE_FALSE(survey(turn).question);
    return press(std::move(turn.next), Button::answered_by_staff);
  };
  CHECK(answered_by(*test::rules().survey, survey(reviewed(begin())).answers) == Answerer::self);
  CHECK(answered_by(*test::rules().survey,
                    survey(reviewed(begin({Actor::staff, kNow, test::kBadge}))).answers) ==
        Answerer::staff);
}

TEST_CASE("H19: a yes leads to the fever clinic beside a green code, which stays green") {
  Turn turn = begin();
  turn = press(std::move(turn.next), Button::item_1);
  for (int i = 0; i < 5; ++i) turn = press(std::move(turn.next), Button::item_2);
  turn = press(std::move(turn.next), Button::skip);
  turn = press(std::move(turn.next), Button::hand_in);
  const auto* handed = asked<effect::HandInSurvey>(turn);
  REQUIRE(handed);
  CHECK(handed->identity.name == test::wang().name);
  CHECK(handed->authored == kNow);
  turn = step(std::move(turn.next), event::SurveyKept{turn.next.ticket});
  const auto& routed = std::get<state::Routed>(turn.next.state);
  CHECK(routed.route == Route::fever_clinic);
  CHECK(routed.verdict->colour == Colour::green);
  CHECK(routed.kept);
  // Both papers: the certificate first, the way after it.
  turn = press(std::move(turn.next), Button::print);
  REQUIRE(asked<effect::SignSlip>(turn));
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, test::slip()});
  const auto* first = std::get_if<Certificate>(&asked<effect::Print>(turn)->order.document);
  REQUIRE(first);
  CHECK(first->led);  // it sends nobody elsewhere than the second sheet does
  CHECK(std::get<state::Printing>(turn.next.state).sheets == 2);
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0042-7"});
  const auto* second = asked<effect::Print>(turn);
  REQUIRE(second);
  const auto& slip = std::get<RouteSlip>(second->order.document);
  CHECK(slip.history.size() == 6);
  CHECK(slip.name == test::wang().name);
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0043-5"});
  CHECK(std::get<state::TakePaper>(turn.next.state).sheets == 2);
}

TEST_CASE("H18: an answer that is missing leads back to its question, and nothing is handed in") {
  const SurveyForm form = test::form();
  SurveyAnswers answers = test::all_no(form);
  answers[5] = {};  // q4
  Visit visit = test::visit_at(state::TakeSurvey{{Actor::self, kNow},
                                                 test::wang(),
                                                 test::verdict(Colour::green),
                                                 std::move(answers),
                                                 std::nullopt,
                                                 0,
                                                 false});
  const Turn turn = press(std::move(visit), Button::hand_in);
  CHECK(asked<effect::HandInSurvey>(turn) == nullptr);
  REQUIRE(survey(turn).question);
  CHECK(form.questions[*survey(turn).question].link_id == "q4");
}

TEST_CASE("symptoms: none at once, or those that are touched, and none drives no other out") {
  Turn turn = begin();
  for (int i = 0; i < 5; ++i) turn = press(std::move(turn.next), Button::item_2);
  turn = press(std::move(turn.next), Button::item_1);  // unwell
  CHECK(survey(turn).part == 1);
  turn = press(std::move(turn.next), Button::yes);  // nothing on this part
  CHECK(survey(turn).part == 2);
  turn = press(std::move(turn.next), Button::yes);  // nor here: unwell at all?
  CHECK(survey(turn).part == 0);
  turn = press(std::move(turn.next), Button::item_1);
  turn = press(std::move(turn.next), Button::item_2);  // dry cough
  turn = press(std::move(turn.next), Button::yes);
  turn = press(std::move(turn.next), Button::item_5);  // diarrhoea
  turn = press(std::move(turn.next), Button::yes);
  const auto& given = survey(turn).answers[7];
  CHECK(given.options == ((1U << 1U) | (1U << 10U)));
}

TEST_CASE("a temperature is typed or measured; one that nobody can have is asked for again") {
  Turn turn = begin();
  turn.next.readiness.thermometer = true;
  for (int i = 0; i < 6; ++i) turn = press(std::move(turn.next), Button::item_2);
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::temperature);
  Turn typed = press(std::move(turn.next), Button::key_9);
  typed = press(std::move(typed.next), Button::key_9);
  typed = press(std::move(typed.next), Button::key_9);
  CHECK(survey(typed).not_believed);
  CHECK(survey(typed).question);
  Turn measured = step(std::move(typed.next), event::TemperatureTaken{typed.next.ticket, 374});
  CHECK_FALSE(survey(measured).question);
  measured = press(std::move(measured.next), Button::hand_in);
  measured = step(std::move(measured.next), event::SurveyKept{measured.next.ticket});
  CHECK(std::get<state::Routed>(measured.next.state).route == Route::fever_clinic);
}

TEST_CASE("an answer is changed from the review, and the review is there again") {
  Turn turn = all_no(begin());
  turn = press(std::move(turn.next), Button::item_3);
  CHECK(survey(turn).from_review);
  turn = press(std::move(turn.next), Button::item_3);  // not sure
  CHECK_FALSE(survey(turn).question);
  turn = press(std::move(turn.next), Button::answered_by_relative);
  turn = press(std::move(turn.next), Button::hand_in);
  // Who acts for somebody says what they are to them.
  CHECK(test::form().questions[*survey(turn).question].kind == QuestionKind::relation);
}

TEST_CASE("a survey that cannot be kept goes on paper, and staff hear of it") {
  Turn turn = all_no(begin());
  turn = press(std::move(turn.next), Button::hand_in);
  turn =
      step(std::move(turn.next), event::SurveyNotKept{turn.next.ticket, SurveyTrouble::not_kept});
  CHECK_FALSE(std::get<state::Routed>(turn.next.state).kept);
  CHECK(asked<effect::CallStaff>(turn)->call == Call::survey_on_paper);
  turn = press(std::move(turn.next), Button::print);
  CHECK(asked<effect::SignSlip>(turn));
}

TEST_CASE("H12: neither card nor telephone: form and survey come out without a name") {
  Turn turn = test::sign_in(test::visit_at(state::CallStaff{Call::no_card}), Role::helper);
  Turn form = press(std::move(turn.next), Button::item_5);
  REQUIRE(asked<effect::Print>(form));
  CHECK(std::holds_alternative<RegistrationForm>(asked<effect::Print>(form)->order.document));
  form = step(std::move(form.next), event::SheetPrinted{form.next.ticket, "GC07-210126-0042-7"});
  form = press(std::move(form.next), Button::have_all);
  REQUIRE(name(form.next.state) == "StaffDesk");
  turn = press(std::move(form.next), Button::item_2);
  turn = press(std::move(turn.next), Button::no_card);
  turn = all_no(std::move(turn));
  turn = press(std::move(turn.next), Button::hand_in);
  CHECK(asked<effect::HandInSurvey>(turn) == nullptr);  // nobody could be named
  turn = press(std::move(turn.next), Button::print);
  const auto& slip = std::get<RouteSlip>(asked<effect::Print>(turn)->order.document);
  CHECK(slip.name.empty());
  CHECK(slip.history.size() == 7);  // with the temperature
  CHECK(slip.answered_by == Answerer::staff);
}

TEST_CASE("back leads through the questions to the verdict, and the answers are gone") {
  Turn turn = begin();
  turn = press(std::move(turn.next), Button::item_2);
  turn = press(std::move(turn.next), Button::back);
  turn = press(std::move(turn.next), Button::back);
  CHECK(name(turn.next.state) == "ShowVerdict");
  turn = press(std::move(turn.next), Button::survey);
  CHECK(survey(turn).answers[2].state == SurveyAnswers::State::open);
}

}  // namespace visit
