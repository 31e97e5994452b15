// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kiosk/every_page.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "kiosk/survey_form.h"
#include "kiosk/visit/household_arrows.h"
#include "kiosk/visit/journal.h"
#include "kiosk/visit/survey_arrows.h"
#include "tests/kiosk/visit/people.h"

namespace kiosk::test {

using namespace visit;
using namespace std::chrono_literals;
using visit::test::kBadge;
using visit::test::kNow;
using visit::test::member;
using visit::test::sun;
using visit::test::verdict;
using visit::test::visit_at;
using visit::test::wang;

namespace {

using Visits = std::vector<Visit>;

template <typename Enum>
constexpr std::size_t up_to(Enum last) {
  return static_cast<std::size_t>(last) + 1;
}

void add_results(Visits& all) {
  const Consent consent{Actor::self, kNow};
  for (const Colour colour : {Colour::green, Colour::yellow, Colour::red}) {
    for (const Advice advice : {Advice::pass, Advice::nat_needed, Advice::fever_clinic,
                                Advice::not_today, Advice::staff_assist, Advice::isolate}) {
      for (const bool printer : {true, false}) {
        for (const Source source : {Source::province, Source::kept}) {
          state::ShowVerdict shown{consent, wang(), verdict(colour)};
          shown.verdict.advice = advice;
          shown.verdict.code.source = source;
          all.push_back(visit_at(std::move(shown)));
          all.back().readiness.printer = printer;
          all.back().rules.long_cards = all.back().rules.a4 = true;
        }
      }
    }
  }
  for (const std::size_t agents : {1U, 3U}) {
    state::ShowVerdict shown{consent, sun(), verdict(Colour::green)};
    for (std::size_t i = 0; i < agents; ++i) {
      shown.verdict.code.agents.push_back({Secret("李*"), kNow + 24h * 90});
    }
    all.push_back(visit_at(std::move(shown)));
  }
  for (std::size_t i = 0; i < up_to(QueryTrouble::delegation_over); ++i) {
    all.push_back(visit_at(state::NoResult{consent, wang(), static_cast<QueryTrouble>(i), {}}));
  }
  for (std::size_t i = 0; i < up_to(NoColour::expired); ++i) {
    all.push_back(visit_at(state::NoResult{consent, wang(), static_cast<NoColour>(i), {}}));
  }
}

void add_cards_and_papers(Visits& all) {
  for (const Actor actor : {Actor::self, Actor::agent, Actor::staff}) {
    all.push_back(visit_at(state::ConfirmIdentity{{actor, kNow}, sun(), {}}));
    for (const Errand errand : {Errand::own_code, Errand::family, Errand::add_person}) {
      all.push_back(visit_at(state::LayCard{{actor, kNow}, {}, 0, errand}));
    }
  }
  for (std::size_t i = 0; i < up_to(CardTrouble::same_card); ++i) {
    all.push_back(visit_at(
        state::LayCard{{Actor::agent, kNow}, static_cast<CardTrouble>(i), 1, Errand::add_person}));
  }
  all.push_back(visit_at(state::AskConsent{Errand::family}));
  for (const Errand errand :
       {Errand::own_code, Errand::person_on_paper, Errand::survey, Errand::appeal}) {
    all.push_back(visit_at(state::TypeNumber{kBadge, Secret("99010"), {}, {}, errand}));
  }
  for (std::size_t i = 0; i < up_to(PaperKind::readiness); ++i) {
    for (const int sheets : {1, 2}) {
      const auto paper = static_cast<PaperKind>(i);
      all.push_back(visit_at(state::TakePaper{"GC07-210126-0042-7", kNow, paper, sheets}));
      all.push_back(visit_at(state::Printing{paper, 1, sheets, sheets, {}}));
    }
  }
  for (std::size_t i = 0; i < up_to(HoldReason::other); ++i) {
    all.push_back(visit_at(
        state::PrintHeld{PaperKind::slip, static_cast<HoldReason>(i), kNow, false, 1, 1, {}}));
  }
  for (std::size_t i = 0; i < up_to(Call::surveys_waiting); ++i) {
    for (const bool unknown_badge : {false, true}) {
      all.push_back(
          visit_at(state::CallStaff{static_cast<Call>(i), {}, unknown_badge, unknown_badge}));
    }
  }
}

void add_relatives(Visits& all) {
  for (std::size_t i = 0; i < up_to(BindTrouble::out_of_scope); ++i) {
    for (const std::optional<int> age : {std::optional<int>(45), std::optional<int>()}) {
      all.push_back(visit_at(state::NotAllowed{static_cast<BindTrouble>(i), age}));
    }
  }
  for (std::size_t i = 0; i < up_to(QueryTrouble::delegation_over); ++i) {
    all.push_back(visit_at(state::NotAllowed{static_cast<QueryTrouble>(i), {}}));
  }
  all.push_back(visit_at(state::ChooseRelation{sun(), Errand::add_person, true}));
  // Every relation, in both lists, with every scope; more than one part of either.
  const auto with_everybody = [](State state) {
    Visit visit = visit_at(std::move(state));
    Household& household = visit.sitting->household;
    household = {};
    for (std::size_t i = 0; i < kRelations; ++i) {
      for (std::vector<Delegation>* list : {&household.people, &household.agents}) {
        list->push_back(visit::test::delegation("c1", static_cast<Relation>(i), sun()));
        list->back().scope = {true, i % 2 == 0, i / 2 % 2 == 0};
      }
    }
    return visit;
  };
  for (std::size_t first = 0; first < kRelations; first += kPeopleAPart) {
    all.push_back(with_everybody(state::ChoosePerson{first}));
    all.push_back(with_everybody(state::ShowAgents{first}));
  }
  for (const bool of_agents : {false, true}) {
    for (const bool under_way : {false, true}) {
      all.push_back(with_everybody(state::EndBinding{of_agents, 1, under_way, kNow}));
    }
  }
}

void add_surveys(Visits& all) {
  const auto form = std::make_shared<const SurveyForm>(shipped_form());
  const Consent consent{Actor::self, kNow};
  const auto take = [&](SurveyAnswers answers, std::optional<std::size_t> question, int part,
                        bool not_believed, bool thermometer) {
    Visit visit = visit_at(state::TakeSurvey{consent,
                                             wang(),
                                             verdict(Colour::green),
                                             std::move(answers),
                                             question,
                                             part,
                                             false,
                                             {},
                                             not_believed});
    visit.rules.survey = form;
    visit.readiness.thermometer = thermometer;
    all.push_back(std::move(visit));
  };
  const auto by_a_relative = [&] {
    SurveyAnswers answers = visit::test::all_no(*form);
    static_cast<void>(answer_as(*form, answers, Answerer::relative));
    return answers;
  };
  for (std::size_t i = 0; i < form->questions.size(); ++i) {
    const QuestionKind kind = form->questions[i].kind;
    // Who answers and whether it is true are asked on the review's page.
    if (kind == QuestionKind::answerer || kind == QuestionKind::declaration) continue;
    const int parts = kind == QuestionKind::symptoms ? 3 : 1;
    for (int part = 0; part < parts; ++part) take(by_a_relative(), i, part, false, false);
    if (kind == QuestionKind::temperature) {
      take(by_a_relative(), i, 0, true, false);
      take(by_a_relative(), i, 0, false, true);
    }
  }
  take(visit::test::all_no(*form), std::nullopt, 0, false, false);
  take(by_a_relative(), std::nullopt, 0, false, false);
  // Two symptoms stand side by side, three are counted; a temperature nobody took.
  for (const std::size_t symptoms : {2U, 3U}) {
    SurveyAnswers answers = visit::test::all_no(*form);
    for (std::size_t i = 0; i < form->questions.size(); ++i) {
      const QuestionKind kind = form->questions[i].kind;
      if (kind == QuestionKind::temperature) static_cast<void>(skip(*form, answers, i));
      if (kind != QuestionKind::symptoms) continue;
      for (std::size_t k = 0; k < symptoms; ++k) static_cast<void>(choose(*form, answers, i, k));
    }
    take(std::move(answers), std::nullopt, 0, false, false);
  }
  for (std::size_t i = 0; i < up_to(Route::isolate); ++i) {
    for (const bool kept : {true, false}) {
      for (const bool code : {true, false}) {
        std::optional<Verdict> beside;
        if (code) beside = verdict(static_cast<Colour>(i % 3));
        all.push_back(visit_at(state::Routed{consent, wang(), std::move(beside), RouteSlip{},
                                             static_cast<Route>(i), kept}));
      }
    }
  }
}

void add_staff(Visits& all) {
  for (std::size_t i = 0; i < kRoles; ++i) {
    const StaffMember somebody = member(static_cast<Role>(i));
    all.push_back(visit_at(state::EnterPin{kBadge, somebody, {5, {}}, {}, false, {}, {}}));
    all.push_back(visit_at(state::EnterPin{kBadge, somebody, {5, {}}, {}, true, {}, {}}));
    all.push_back(
        visit_at(state::EnterPin{kBadge, somebody, {0, kNow + 15min}, {}, false, {}, {}}));
    all.push_back(visit_at(state::StaffDesk{Figures{1, 1, 1, 1, true}}));
    all.back().duty->member = somebody;
    all.back().readiness = {};
  }
  all.push_back(visit_at(state::StaffDesk{Figures{}}));
  all.back().sheets_in_doubt = {"GC07-210126-0042-7"};
  for (const Errand errand : {Errand::reprint, Errand::voiding}) {
    all.push_back(visit_at(state::PickSheet{errand, {}, 0}));
    all.push_back(visit_at(state::PickSheet{errand, std::vector<SheetNote>{}, 0}));
    all.push_back(visit_at(state::GiveReason{errand, "GC07-210126-0042-7"}));
  }
  all.push_back(visit_at(state::ChooseAppeal{{Actor::staff, kNow, kBadge}, wang(), true, kNow}));
  for (std::size_t i = 0; i < up_to(AppealTrouble::no_answer); ++i) {
    all.push_back(visit_at(state::AppealDone{static_cast<AppealTrouble>(i)}));
  }
  all.push_back(visit_at(state::ShowShift{}));
  for (std::size_t i = 0; i < kChecks; ++i) {
    const auto check = static_cast<Check>(i);
    all.push_back(visit_at(state::Checking{check, {}, {}, false, kNow}));
    all.push_back(visit_at(state::Devices{{}, {}, check, true}));
    for (std::size_t k = 0; k < up_to(CheckOutcome::failed); ++k) {
      all.push_back(visit_at(
          state::Devices{{{check, static_cast<CheckOutcome>(k), kNow, 1800}}, {}, {}, false}));
    }
  }
  all.push_back(visit_at(state::ReadJournal{}));
  all.push_back(visit_at(state::ReadJournal{std::vector<JournalLine>{}, 0, "journal-1.txt"}));
  for (std::size_t i = 0; i < up_to(Entry::What::practice); ++i) {
    // Also numbers that no enum has.
    for (int detail = -1; detail < 16; ++detail) {
      all.push_back(visit_at(state::ReadJournal{
          std::vector<JournalLine>{{kNow, static_cast<int>(i), detail, 0}}, 0, {}}));
    }
  }
  for (std::size_t i = 0; i < up_to(ExportTrouble::not_written); ++i) {
    all.push_back(
        visit_at(state::ReadJournal{std::vector<JournalLine>{}, 0, static_cast<ExportTrouble>(i)}));
  }
}

}  // namespace

SurveyForm shipped_form() {
  auto form =
      read_survey_form(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/survey/epi-survey.json");
  if (!form) FAIL(form.error());
  return std::move(*form);
}

Visits every_visit() {
  Visits all;
  for (State& state : visit::test::every_state()) all.push_back(visit_at(std::move(state)));
  add_results(all);
  add_cards_and_papers(all);
  add_relatives(all);
  add_surveys(all);
  add_staff(all);
  for (const Aside aside : {Aside::adjust, Aside::sound, Aside::language}) {
    for (const bool names : {true, false}) {
      all.push_back(visit_at(state::AskConsent{}));
      all.back().aside = aside;
      all.back().look.names_aloud = names;
    }
  }
  all.push_back(visit_at(state::Welcome{}));
  all.back().rules.scene.where = Where::venue;
  all.back().rules.scene.code_needed = false;
  return all;
}

}  // namespace kiosk::test
