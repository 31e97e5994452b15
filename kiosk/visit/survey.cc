// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace visit {

namespace {

using State = SurveyAnswers::State;
using Given = SurveyAnswers::Given;

constexpr std::uint32_t kTrue = 1;
constexpr std::uint32_t kFalse = 2;
constexpr std::string_view kYes = "yes";
constexpr std::string_view kNo = "no";

constexpr std::uint32_t bit(std::size_t option) { return std::uint32_t{1} << option; }

bool is_choice(QuestionKind kind) {
  return kind != QuestionKind::temperature && kind != QuestionKind::declaration;
}

bool has(const Given& given, std::size_t option) {
  return given.state == State::given && (given.options & bit(option)) != 0;
}

std::uint32_t exclusive_ones(const Question& question) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (question.options[i].exclusive) mask |= bit(i);
  }
  return mask;
}

// Why a question cannot be answered in this way; none if it can.
std::optional<AnswerTrouble> refused(const SurveyForm& form, const SurveyAnswers& answers,
                                     std::size_t question, bool right_kind(QuestionKind)) {
  if (question >= form.questions.size() || question >= answers.size())
    return AnswerTrouble::no_such_question;
  if (!right_kind(form.questions[question].kind)) return AnswerTrouble::other_kind;
  if (!is_asked(form, answers, question)) return AnswerTrouble::not_asked;
  return std::nullopt;
}

// What was said to questions that are no longer asked is forgotten. A condition names an earlier
// question, so one walk is enough.
void take(const SurveyForm& form, SurveyAnswers& answers, std::size_t question, Given given) {
  answers[question] = given;
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    if (!is_asked(form, answers, i)) answers[i] = Given();
  }
}

// None if there is nothing wrong with the answer.
std::optional<Gap> gap_of(const Question& question, const Given& given) {
  if (given.state != State::given) {
    return question.required ? std::optional(Gap::missing) : std::nullopt;
  }
  switch (question.kind) {
    case QuestionKind::symptoms: {
      if ((given.options & exclusive_ones(question)) == 0) return std::nullopt;
      return std::has_single_bit(given.options) ? std::nullopt : std::optional(Gap::contradictory);
    }
    case QuestionKind::answerer:
    case QuestionKind::relation:
    case QuestionKind::history:
      return std::has_single_bit(given.options) ? std::nullopt : std::optional(Gap::contradictory);
    case QuestionKind::temperature: {
      const bool believed =
          given.tenths >= question.least_tenths && given.tenths <= question.most_tenths;
      return believed ? std::nullopt : std::optional(Gap::out_of_range);
    }
    case QuestionKind::declaration:
      return given.options == kTrue ? std::nullopt : std::optional(Gap::not_declared);
  }
  return std::nullopt;
}

Route route_of(const Question& question, const Given& given) {
  Route farthest = Route::pass;
  if (question.kind == QuestionKind::temperature && given.state == State::given &&
      given.tenths >= question.fever_tenths) {
    farthest = question.fever_route;
  }
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (has(given, i)) farthest = std::max(farthest, question.options[i].route);
  }
  return farthest;
}

std::string_view code_of(Answerer answerer) {
  switch (answerer) {
    case Answerer::self:
      return "self";
    case Answerer::relative:
      return "relative";
    case Answerer::staff:
      return "staff";
  }
  return "";
}

std::optional<std::size_t> answerer_question(const SurveyForm& form) {
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    if (form.questions[i].kind == QuestionKind::answerer) return i;
  }
  return std::nullopt;
}

// The chosen symptoms in one language, in one buffer that is wiped after.
Secret symptom_words(const Question& question, const Given& given, Language language,
                     std::string_view between) {
  std::size_t size = 0;
  for (const SurveyOption& option : question.options) {
    size += option.words.in(language).size() + between.size();
  }
  std::string words;
  words.reserve(size);
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (!has(given, i) || question.options[i].exclusive) continue;
    if (!words.empty()) words += between;
    words += question.options[i].words.in(language);
  }
  Secret secret(words);
  wipe(words.data(), words.size());
  return secret;
}

HistoryAnswer history_answer(const Question& question, const Given& given) {
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (!has(given, i)) continue;
    if (question.options[i].code == kYes) return HistoryAnswer::yes;
    if (question.options[i].code == kNo) return HistoryAnswer::no;
  }
  return HistoryAnswer::unsure;
}

HistoryRow temperature_row(const Question& question, const Given& given) {
  HistoryRow row;
  row.answer = given.tenths >= question.fever_tenths ? HistoryAnswer::high : HistoryAnswer::normal;
  std::array<char, 32> text{};
  const auto written =
      fmt::format_to_n(text.data(), text.size(), "{}.{} ℃", given.tenths / 10, given.tenths % 10);
  const std::string_view shown(text.data(), written.size);
  row.zh = Secret(shown);
  row.en = Secret(shown);
  wipe(text.data(), text.size());
  return row;
}

}  // namespace

const std::string& Wording::in(Language language) const {
  const std::string& own = texts[static_cast<std::size_t>(language)];
  return own.empty() ? texts[static_cast<std::size_t>(Language::zh_hans)] : own;
}

SurveyAnswers& SurveyAnswers::operator=(SurveyAnswers&& other) noexcept {
  if (this != &other) {
    wipe();
    given_ = std::exchange(other.given_, {});
  }
  return *this;
}

void SurveyAnswers::wipe() noexcept {
  visit::wipe(given_.data(), given_.size() * sizeof(Given));
  given_.clear();
}

Taken choose(const SurveyForm& form, SurveyAnswers& answers, std::size_t question,
             std::size_t option) {
  if (const auto why = refused(form, answers, question, is_choice)) return tl::unexpected(*why);
  const Question& asked = form.questions[question];
  if (option >= asked.options.size()) return tl::unexpected(AnswerTrouble::not_offered);
  Given given = answers[question];
  if (asked.kind != QuestionKind::symptoms) {
    given.options = bit(option);
  } else if (asked.options[option].exclusive) {
    given.options = given.options == bit(option) ? 0 : bit(option);
  } else {
    given.options = (given.options & ~exclusive_ones(asked)) ^ bit(option);
  }
  given.state = given.options == 0 ? State::open : State::given;
  take(form, answers, question, given);
  return {};
}

Taken set_options(const SurveyForm& form, SurveyAnswers& answers, std::size_t question,
                  std::span<const std::size_t> options) {
  if (const auto why = refused(form, answers, question, is_choice)) return tl::unexpected(*why);
  Given given;
  for (const std::size_t option : options) {
    if (option >= form.questions[question].options.size())
      return tl::unexpected(AnswerTrouble::not_offered);
    given.options |= bit(option);
  }
  given.state = given.options == 0 ? State::open : State::given;
  take(form, answers, question, given);
  return {};
}

Taken set_temperature(const SurveyForm& form, SurveyAnswers& answers, std::size_t question,
                      int tenths) {
  const auto is_temperature = [](QuestionKind kind) { return kind == QuestionKind::temperature; };
  if (const auto why = refused(form, answers, question, is_temperature))
    return tl::unexpected(*why);
  take(form, answers, question, {0, tenths, State::given});
  return {};
}

Taken declare(const SurveyForm& form, SurveyAnswers& answers, std::size_t question, bool is_true) {
  const auto is_declaration = [](QuestionKind kind) { return kind == QuestionKind::declaration; };
  if (const auto why = refused(form, answers, question, is_declaration))
    return tl::unexpected(*why);
  take(form, answers, question, {is_true ? kTrue : kFalse, 0, State::given});
  return {};
}

Taken skip(const SurveyForm& form, SurveyAnswers& answers, std::size_t question) {
  const auto any = [](QuestionKind) { return true; };
  if (const auto why = refused(form, answers, question, any)) return tl::unexpected(*why);
  if (form.questions[question].required) return tl::unexpected(AnswerTrouble::not_optional);
  take(form, answers, question, {0, 0, State::skipped});
  return {};
}

Taken answer_relation(const SurveyForm& form, SurveyAnswers& answers, std::string_view code) {
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    if (form.questions[i].kind != QuestionKind::relation) continue;
    const auto& options = form.questions[i].options;
    const auto found = std::find_if(options.begin(), options.end(),
                                    [code](const SurveyOption& one) { return one.code == code; });
    if (found == options.end()) return tl::unexpected(AnswerTrouble::not_offered);
    return choose(form, answers, i, static_cast<std::size_t>(found - options.begin()));
  }
  return tl::unexpected(AnswerTrouble::no_such_question);
}

std::vector<std::size_t> reviewed(const SurveyForm& form, const SurveyAnswers& answers) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    const QuestionKind kind = form.questions[i].kind;
    if (kind == QuestionKind::answerer || kind == QuestionKind::declaration) continue;
    if (is_asked(form, answers, i)) list.push_back(i);
  }
  return list;
}

Taken answer_as(const SurveyForm& form, SurveyAnswers& answers, Answerer answerer) {
  const auto question = answerer_question(form);
  if (!question) return tl::unexpected(AnswerTrouble::no_such_question);
  const auto& options = form.questions[*question].options;
  const auto found = std::find_if(options.begin(), options.end(), [&](const SurveyOption& option) {
    return option.code == code_of(answerer);
  });
  return choose(form, answers, *question, static_cast<std::size_t>(found - options.begin()));
}

std::vector<OpenQuestion> gaps(const SurveyForm& form, const SurveyAnswers& answers) {
  std::vector<OpenQuestion> open;
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    // Answers that were moved on or wiped hold nothing.
    const Given given = i < answers.size() ? answers[i] : Given();
    if (!is_asked(form, answers, i)) continue;
    if (const auto gap = gap_of(form.questions[i], given)) open.push_back({i, *gap});
  }
  return open;
}

bool is_asked(const SurveyForm& form, const SurveyAnswers& answers, std::size_t question) {
  const auto& condition = form.questions[question].asked_if;
  if (!condition) return true;
  return condition->question < answers.size() &&
         has(answers[condition->question], condition->option);
}

std::optional<std::size_t> next_question(const SurveyForm& form, const SurveyAnswers& answers) {
  for (std::size_t i = 0; i < form.questions.size() && i < answers.size(); ++i) {
    if (!is_asked(form, answers, i)) continue;
    if (answers[i].state == State::open || gap_of(form.questions[i], answers[i])) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> question_after(const SurveyForm& form, const SurveyAnswers& answers,
                                          std::size_t question) {
  for (std::size_t i = question + 1; i < form.questions.size(); ++i) {
    if (is_asked(form, answers, i)) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> question_before(const SurveyForm& form, const SurveyAnswers& answers,
                                           std::size_t question) {
  for (std::size_t i = std::min(question, form.questions.size()); i-- > 0;) {
    if (is_asked(form, answers, i)) return i;
  }
  return std::nullopt;
}

std::optional<Answerer> answered_by(const SurveyForm& form, const SurveyAnswers& answers) {
  const auto question = answerer_question(form);
  if (!question || *question >= answers.size()) return std::nullopt;
  const auto& options = form.questions[*question].options;
  for (const Answerer answerer : {Answerer::self, Answerer::relative, Answerer::staff}) {
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (has(answers[*question], i) && options[i].code == code_of(answerer)) return answerer;
    }
  }
  return std::nullopt;
}

std::optional<Route> route(const SurveyForm& form, const SurveyAnswers& answers,
                           std::optional<Colour> beside) {
  if (!gaps(form, answers).empty()) return std::nullopt;
  Route farthest = beside ? form.at_least[static_cast<std::size_t>(*beside)] : Route::pass;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    farthest = std::max(farthest, route_of(form.questions[i], answers[i]));
  }
  return farthest;
}

DayWindow day_window(const Question& question, Moment now) {
  const Date today = wall_time(now).date;
  return {Date(std::chrono::sys_days(today) - std::chrono::days(question.window_days)), today};
}

std::vector<HistoryRow> history_rows(const SurveyForm& form, const SurveyAnswers& answers) {
  std::vector<HistoryRow> rows;
  if (!gaps(form, answers).empty()) return rows;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Question& question = form.questions[i];
    const Given& given = answers[i];
    if (given.state != State::given) continue;
    HistoryRow row;
    if (question.kind == QuestionKind::history) {
      row.answer = history_answer(question, given);
    } else if (question.kind == QuestionKind::symptoms) {
      row.zh = symptom_words(question, given, Language::zh_hans, "、");
      row.en = symptom_words(question, given, Language::en, ", ");
      row.answer = row.zh.empty() ? HistoryAnswer::no : HistoryAnswer::yes;
    } else if (question.kind == QuestionKind::temperature) {
      row = temperature_row(question, given);
    } else {
      continue;
    }
    row.question = {question.brief.in(Language::zh_hans), question.brief.in(Language::en)};
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace visit
