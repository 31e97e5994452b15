// SPDX-License-Identifier: GPL-3.0-or-later
// The history survey at a hospital's door: its questions as data, one person's answers, what is
// still open in them, and where they lead. It never makes or changes a colour. Pure; not
// thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/language.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/route_slip.h"
#include "kiosk/visit/verdict.h"

namespace visit {

// In the order of how far each leads from the ordinary way.
enum class Route { pass, buffer, fever_clinic, isolate };

enum class QuestionKind {
  answerer,     // who speaks: one of self, relative, staff
  relation,     // what a relative is to the person
  history,      // yes, no, not sure, about a window of days
  symptoms,     // any of them, or the one that excludes the others
  temperature,  // in tenths of a degree Celsius
  declaration,  // whether all of it is true
};

// By language; one that is missing is read in the form's own, which is zh_hans.
struct Wording {
  std::array<std::string, kLanguages.size()> texts;

  [[nodiscard]] const std::string& in(Language language) const;
};

struct SurveyOption {
  std::string system;  // of its code
  std::string code;
  Wording words;
  bool exclusive = false;  // excludes all others
  Route route = Route::pass;
};

inline constexpr std::size_t kMostOptions = 32;

struct Question {
  // Asked only if that option of an earlier question was chosen.
  struct Condition {
    std::size_t question = 0;
    std::size_t option = 0;
  };

  std::string link_id;
  QuestionKind kind = QuestionKind::history;
  Wording text;
  Wording brief;  // on the review page and the slip
  bool required = true;
  std::vector<SurveyOption> options;  // at most kMostOptions
  std::optional<Condition> asked_if;
  int window_days = 0;  // of a history
  // Of a temperature: what is believed, bounds included, and from where on it is a fever.
  int least_tenths = 0;
  int most_tenths = 0;
  int fever_tenths = 0;
  Route fever_route = Route::pass;
};

struct SurveyForm {
  std::string id;  // "epi-survey"
  std::string url;
  std::string version;
  Wording title;
  std::vector<Question> questions;  // in the order in which they are asked
  // Beside a code of this colour nobody is sent less far than this; by Colour.
  std::array<Route, 3> at_least{};

  [[nodiscard]] std::string canonical() const { return url + "|" + version; }
  [[nodiscard]] std::string name() const { return id + " " + version; }  // as slips print it
};

// What one person said, by question. Moved, never copied; the memory is wiped when it goes.
class SurveyAnswers {
 public:
  enum class State : std::uint8_t { open, skipped, given };
  struct Given {
    std::uint32_t options = 0;  // a bit each; of a declaration: the first for yes, the second no
    std::int32_t tenths = 0;
    State state = State::open;
  };

  explicit SurveyAnswers(const SurveyForm& form) : given_(form.questions.size()) {}
  SurveyAnswers(SurveyAnswers&&) noexcept = default;
  SurveyAnswers& operator=(SurveyAnswers&& other) noexcept;
  SurveyAnswers(const SurveyAnswers&) = delete;
  SurveyAnswers& operator=(const SurveyAnswers&) = delete;
  ~SurveyAnswers() { wipe(); }

  [[nodiscard]] const Given& operator[](std::size_t question) const { return given_[question]; }
  [[nodiscard]] Given& operator[](std::size_t question) { return given_[question]; }
  [[nodiscard]] std::size_t size() const { return given_.size(); }
  void wipe() noexcept;  // nothing is left, not even that there were questions

 private:
  std::vector<Given> given_;
};

// Why an answer cannot be taken down at all.
enum class AnswerTrouble { no_such_question, not_asked, other_kind, not_offered, not_optional };
using Taken = tl::expected<void, AnswerTrouble>;

// A touch on an option: takes the place of the answer before it. Among symptoms it is added, or
// taken away again; one that excludes the others and the others drive each other out.
Taken choose(const SurveyForm& form, SurveyAnswers& answers, std::size_t question,
             std::size_t option);
// Exactly these, as they were said, contradictions included: gaps() finds them.
Taken set_options(const SurveyForm& form, SurveyAnswers& answers, std::size_t question,
                  std::span<const std::size_t> options);
// As typed or measured, believable or not: gaps() says so.
Taken set_temperature(const SurveyForm& form, SurveyAnswers& answers, std::size_t question,
                      int tenths);
Taken declare(const SurveyForm& form, SurveyAnswers& answers, std::size_t question, bool is_true);
Taken skip(const SurveyForm& form, SurveyAnswers& answers, std::size_t question);
// Who is speaking, without a question for it. A relative's relation is asked anew after another.
Taken answer_as(const SurveyForm& form, SurveyAnswers& answers, Answerer answerer);
// What a relative is to the person, by its code; not_offered where the form has no such word.
Taken answer_relation(const SurveyForm& form, SurveyAnswers& answers, std::string_view code);

// What is wrong with the answer to one question.
enum class Gap {
  missing,
  contradictory,  // "none of these" beside a symptom, or two answers where there is one
  out_of_range,   // no temperature that is believed
  not_declared,   // not said to be true
};
struct OpenQuestion {
  std::size_t question = 0;
  Gap gap = Gap::missing;
};
// In the form's order, each question once; empty: the survey can be handed in.
[[nodiscard]] std::vector<OpenQuestion> gaps(const SurveyForm& form, const SurveyAnswers& answers);

// Whether the answers so far let the question be asked.
[[nodiscard]] bool is_asked(const SurveyForm& form, const SurveyAnswers& answers,
                            std::size_t question);
// The first that was neither answered rightly nor skipped; none: it is time for the review.
[[nodiscard]] std::optional<std::size_t> next_question(const SurveyForm& form,
                                                       const SurveyAnswers& answers);
// The neighbours among those that are asked.
[[nodiscard]] std::optional<std::size_t> question_after(const SurveyForm& form,
                                                        const SurveyAnswers& answers,
                                                        std::size_t question);
[[nodiscard]] std::optional<std::size_t> question_before(const SurveyForm& form,
                                                         const SurveyAnswers& answers,
                                                         std::size_t question);

// The questions that a review lists: all that are asked but who answered, and the declaration.
[[nodiscard]] std::vector<std::size_t> reviewed(const SurveyForm& form,
                                                const SurveyAnswers& answers);

[[nodiscard]] std::optional<Answerer> answered_by(const SurveyForm& form,
                                                  const SurveyAnswers& answers);

// Where the answers lead, the farthest of them, and beside a code of that colour at least as far as
// the form says. None while anything is open. The colour goes in and never comes out.
[[nodiscard]] std::optional<Route> route(const SurveyForm& form, const SurveyAnswers& answers,
                                         std::optional<Colour> beside);

// "从 11 月 8 日到今天": the days of a question, first and last. `days` full calendar days in
// Shanghai lie before today, and today counts too, as in the policy's areas: whoever left on the
// first of them is still asked.
struct DayWindow {
  Date first;
  Date today;
};
[[nodiscard]] DayWindow day_window(const Question& question, Moment now);

// The answers for the slip: histories, symptoms, the temperature. Empty while anything is open.
[[nodiscard]] std::vector<HistoryRow> history_rows(const SurveyForm& form,
                                                   const SurveyAnswers& answers);

}  // namespace visit
