// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/survey_arrows.h"

#include <algorithm>

#include "kiosk/visit/household_arrows.h"
#include "kiosk/visit/print_arrows.h"
#include "kiosk/visit/typed_number.h"

namespace visit {

namespace {

using Survey = state::TakeSurvey;

constexpr std::size_t kDigits = 3;  // 36.5

const SurveyForm& form_of(const Turning& turn) { return *turn.rules().survey; }

QuestionKind kind_now(const SurveyForm& form, const Survey& survey) {
  return form.questions[*survey.question].kind;
}

// Those that a page asks: who answers is known, and the review declares.
bool has_page(QuestionKind kind) {
  return kind != QuestionKind::answerer && kind != QuestionKind::declaration;
}

// Comes to a question, or to the review. A thermometer is listened to while it is wanted.
State arrive(Turning& turn, Survey&& survey, std::optional<std::size_t> question) {
  const SurveyForm& form = form_of(turn);
  survey.question = question;
  survey.part = 0;
  survey.typed = {};
  survey.not_believed = false;
  turn.draw_ticket();
  turn.ask<effect::StopReading>();
  if (question && kind_now(form, survey) == QuestionKind::temperature &&
      turn.readiness().thermometer) {
    turn.draw_ticket();
    turn.ask<effect::StartReading>(Wanted::temperature);
  }
  return std::move(survey);
}

State next(Turning& turn, Survey&& survey) {
  const SurveyForm& form = form_of(turn);
  std::optional<std::size_t> after;
  if (!survey.from_review) {
    after = question_after(form, survey.answers, *survey.question);
    while (after && !has_page(form.questions[*after].kind))
      after = question_after(form, survey.answers, *after);
  }
  survey.from_review = false;
  return arrive(turn, std::move(survey), after);
}

// Answers are given to people who may tell: an agent whose binding has no word about surveys may
// not.
State without_survey(Turning& turn, Survey&& survey) {
  turn.draw_ticket();
  turn.ask<effect::StopReading>();
  if (survey.identity && survey.verdict) {
    return state::ShowVerdict{std::move(survey.consent), std::move(*survey.identity),
                              std::move(*survey.verdict)};
  }
  return done_with_person(turn);
}

State back(Turning& turn, Survey&& survey) {
  const SurveyForm& form = form_of(turn);
  if (survey.part > 0) {
    --survey.part;
    return std::move(survey);
  }
  if (survey.from_review) {
    survey.from_review = false;
    return arrive(turn, std::move(survey), std::nullopt);
  }
  std::optional<std::size_t> before;
  if (survey.question) {
    before = question_before(form, survey.answers, *survey.question);
  } else {
    // The last that is asked.
    for (std::size_t i = 0; i < form.questions.size(); ++i) {
      if (is_asked(form, survey.answers, i) && has_page(form.questions[i].kind)) before = i;
    }
  }
  while (before && !has_page(form.questions[*before].kind))
    before = question_before(form, survey.answers, *before);
  if (!before) return without_survey(turn, std::move(survey));
  return arrive(turn, std::move(survey), before);
}

State answer_symptoms(Turning& turn, Survey&& survey, const event::Pressed& pressed) {
  const SurveyForm& form = form_of(turn);
  const Question& question = form.questions[*survey.question];
  const auto item = item_of(pressed.button);
  std::vector<std::size_t> real;
  std::optional<std::size_t> none;
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (question.options[i].exclusive) {
      none = i;
    } else {
      real.push_back(i);
    }
  }
  if (survey.part == 0) {
    if (item == 0U) survey.part = 1;
    if (item != 1U || !none) return std::move(survey);
    static_cast<void>(set_options(form, survey.answers, *survey.question, std::array{*none}));
    return next(turn, std::move(survey));
  }
  const std::size_t first = static_cast<std::size_t>(survey.part - 1) * kSymptomsAPart;
  if (item && *item < kSymptomsAPart && first + *item < real.size()) {
    static_cast<void>(choose(form, survey.answers, *survey.question, real[first + *item]));
    return std::move(survey);
  }
  if (pressed.button != Button::yes) return std::move(survey);
  if (first + kSymptomsAPart < real.size()) {
    ++survey.part;
    return std::move(survey);
  }
  const auto& given = survey.answers[*survey.question];
  const bool any = given.state == SurveyAnswers::State::given &&
                   std::any_of(real.begin(), real.end(), [&](std::size_t i) {
                     return (given.options & (std::uint32_t{1} << i)) != 0;
                   });
  // Unwell, and none of these: is there anything at all?
  if (!any) {
    survey.part = 0;
    return std::move(survey);
  }
  return next(turn, std::move(survey));
}

State take_temperature(Turning& turn, Survey&& survey, int tenths) {
  const SurveyForm& form = form_of(turn);
  const Question& question = form.questions[*survey.question];
  survey.typed = {};
  survey.not_believed = tenths < question.least_tenths || tenths > question.most_tenths;
  if (survey.not_believed) return std::move(survey);
  static_cast<void>(set_temperature(form, survey.answers, *survey.question, tenths));
  return next(turn, std::move(survey));
}

State answer_temperature(Turning& turn, Survey&& survey, Button button) {
  const std::string_view typed = survey.typed.reveal();
  if (button == Button::skip) {
    static_cast<void>(skip(form_of(turn), survey.answers, *survey.question));
    return next(turn, std::move(survey));
  }
  if (button == Button::key_erase) {
    survey.not_believed = false;
    if (!typed.empty()) survey.typed = Secret(typed.substr(0, typed.size() - 1));
    return std::move(survey);
  }
  if (button == Button::number_done) {
    survey.not_believed = true;
    return std::move(survey);
  }
  const auto digit = character_of(button);
  if (!digit || *digit == 'X' || typed.size() >= kDigits) return std::move(survey);
  survey.not_believed = false;
  std::array<char, kDigits> longer{};
  std::copy(typed.begin(), typed.end(), longer.begin());
  longer[typed.size()] = *digit;
  const std::size_t size = typed.size() + 1;
  int tenths = 0;
  for (std::size_t i = 0; i < size; ++i) tenths = tenths * 10 + (longer[i] - '0');
  survey.typed = Secret({longer.data(), size});
  wipe(longer.data(), longer.size());
  if (size < kDigits) return std::move(survey);
  return take_temperature(turn, std::move(survey), tenths);
}

State answer(Turning& turn, Survey&& survey, const event::Pressed& pressed) {
  const SurveyForm& form = form_of(turn);
  switch (kind_now(form, survey)) {
    case QuestionKind::symptoms:
      return answer_symptoms(turn, std::move(survey), pressed);
    case QuestionKind::temperature:
      return answer_temperature(turn, std::move(survey), pressed.button);
    case QuestionKind::answerer:
    case QuestionKind::declaration:
      return std::move(survey);
    case QuestionKind::relation:
    case QuestionKind::history:
      break;
  }
  const auto item = item_of(pressed.button);
  if (!item || *item >= form.questions[*survey.question].options.size()) return std::move(survey);
  static_cast<void>(set_options(form, survey.answers, *survey.question, std::array{*item}));
  return next(turn, std::move(survey));
}

std::optional<Answerer> answerer_of(Button button) {
  if (button == Button::answered_by_self) return Answerer::self;
  if (button == Button::answered_by_relative) return Answerer::relative;
  if (button == Button::answered_by_staff) return Answerer::staff;
  return std::nullopt;
}

Destination destination_of(const Rules& rules, Route route) {
  return rules.ways ? rules.ways->by_route[static_cast<std::size_t>(route)] : Destination{};
}

State hand_in(Turning& turn, Survey&& survey) {
  const SurveyForm& form = form_of(turn);
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    if (form.questions[i].kind == QuestionKind::declaration)
      static_cast<void>(declare(form, survey.answers, i, true));
  }
  if (const auto open = gaps(form, survey.answers); !open.empty()) {
    survey.from_review = true;
    return arrive(turn, std::move(survey), open.front().question);
  }
  std::optional<Colour> beside;
  if (survey.verdict) beside = survey.verdict->colour;
  const Route where = *route(form, survey.answers, beside);
  RouteSlip slip;
  if (survey.identity) {
    slip.name = survey.identity->name.clone();
    slip.number = number_for_paper(survey.identity->number);
  }
  slip.destination = destination_of(turn.rules(), where);
  slip.history = history_rows(form, survey.answers);
  slip.answered_by = answered_by(form, survey.answers).value_or(Answerer::self);
  slip.form = form.name();
  slip.routing = turn.rules().ways ? turn.rules().ways->name : std::string();
  turn.draw_ticket();
  const bool known = survey.identity.has_value();
  if (known) {
    turn.ask<effect::HandInSurvey>(survey.identity->clone(), std::move(survey.answers), turn.now(),
                                   survey.consent.badge);
    return state::HandingIn{std::move(survey.consent),
                            std::move(survey.identity),
                            std::move(survey.verdict),
                            std::move(slip),
                            where,
                            turn.now()};
  }
  return state::Routed{std::move(survey.consent), std::nullopt, std::nullopt,
                       std::move(slip),           where,        false};
}

State routed(Turning& turn, state::HandingIn&& handing, bool kept) {
  turn.touch();
  turn.draw_ticket();
  if (!kept) turn.call(Call::survey_on_paper);
  return state::Routed{std::move(handing.consent),
                       std::move(handing.identity),
                       std::move(handing.verdict),
                       std::move(handing.slip),
                       handing.route,
                       kept};
}

}  // namespace

State take_survey(Turning& turn, Consent consent, std::optional<Identity> identity,
                  std::optional<Verdict> verdict) {
  const SurveyForm& form = form_of(turn);
  Survey survey{std::move(consent),
                std::move(identity),
                std::move(verdict),
                SurveyAnswers(form),
                std::nullopt,
                0,
                false,
                {},
                false};
  const Actor actor = survey.consent.actor;
  static_cast<void>(answer_as(form, survey.answers,
                              actor == Actor::self    ? Answerer::self
                              : actor == Actor::agent ? Answerer::relative
                                                      : Answerer::staff));
  // What the service knows of the two is not asked again.
  if (const Delegation* by = acting_by(turn, survey.consent))
    static_cast<void>(answer_relation(form, survey.answers, code(by->relation)));
  std::optional<std::size_t> first = next_question(form, survey.answers);
  return arrive(turn, std::move(survey), first);
}

std::optional<RouteSlip> way_to(const Rules& rules, const Identity& identity, Route route) {
  if (!rules.ways) return std::nullopt;
  RouteSlip slip;
  slip.name = identity.name.clone();
  slip.number = number_for_paper(identity.number);
  slip.destination = destination_of(rules, route);
  slip.form = rules.form;
  slip.routing = rules.ways->name;
  return slip;
}

State on(Turning& turn, state::TakeSurvey&& survey, const event::Pressed& pressed) {
  const SurveyForm& form = form_of(turn);
  if (pressed.button == Button::back) return back(turn, std::move(survey));
  if (survey.question) return answer(turn, std::move(survey), pressed);
  if (pressed.button == Button::hand_in) return hand_in(turn, std::move(survey));
  if (const auto who = answerer_of(pressed.button)) {
    // Staff are named by their badge: nobody else can say so.
    if (*who == Answerer::staff && survey.consent.badge.empty()) return std::move(survey);
    static_cast<void>(answer_as(form, survey.answers, *who));
    return std::move(survey);
  }
  const auto item = item_of(pressed.button);
  if (!item) return std::move(survey);
  const auto rows = reviewed(form, survey.answers);
  if (*item >= rows.size()) return std::move(survey);
  survey.from_review = true;
  return arrive(turn, std::move(survey), rows[*item]);
}

State on(Turning& turn, state::TakeSurvey&& survey, const event::TemperatureTaken& taken) {
  const bool wanted =
      survey.question && kind_now(form_of(turn), survey) == QuestionKind::temperature;
  if (!wanted) return std::move(survey);
  turn.touch();
  return take_temperature(turn, std::move(survey), taken.tenths);
}

State on(Turning& turn, state::HandingIn&& handing, const event::SurveyKept&) {
  return routed(turn, std::move(handing), true);
}
State on(Turning& turn, state::HandingIn&& handing, const event::SurveyNotKept&) {
  return routed(turn, std::move(handing), false);
}
State on(Turning& turn, state::HandingIn&& handing, const event::Ticked&) {
  if (turn.now() - handing.since < turn.rules().ask_at_most) return std::move(handing);
  return routed(turn, std::move(handing), false);
}
State on(Turning&, state::HandingIn&& handing, const event::Pressed&) { return std::move(handing); }

State on(Turning& turn, state::Routed&& routed, const event::Pressed& pressed) {
  if (pressed.button == Button::print) return print_routed(turn, std::move(routed));
  if (pressed.button == Button::lead_me) {
    turn.call(Call::lead_the_way);
    return std::move(routed);
  }
  if (pressed.button == Button::no_print) {
    if (turn.sitting() || turn.duty()) return done_with_person(turn);
    return state::TakeCard{turn.now()};
  }
  return std::move(routed);
}

}  // namespace visit
