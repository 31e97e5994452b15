// SPDX-License-Identifier: GPL-3.0-or-later
// The history survey: what is asked, what is still open, where the answers lead, and that no colour
// ever comes out of it.
#include "kiosk/visit/survey.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <random>
#include <set>
#include <type_traits>

namespace visit {

namespace {

constexpr std::size_t kBy = 0;
constexpr std::size_t kRelation = 1;
constexpr std::size_t kAbroad = 2;
constexpr std::size_t kCluster = 3;
constexpr std::size_t kSymptoms = 4;
constexpr std::size_t kTemperature = 5;
constexpr std::size_t kDeclared = 6;

constexpr std::size_t kYes = 0;
constexpr std::size_t kNo = 1;
constexpr std::size_t kUnsure = 2;
constexpr std::size_t kFever = 0;
constexpr std::size_t kCough = 1;
constexpr std::size_t kNone = 2;

Wording wording(std::string zh, std::string en) {
  Wording words;
  words.texts[static_cast<std::size_t>(Language::zh_hans)] = std::move(zh);
  words.texts[static_cast<std::size_t>(Language::en)] = std::move(en);
  return words;
}

SurveyOption option(std::string code, Route route = Route::pass, bool exclusive = false) {
  return {"https://example.org/codes", code, wording("字" + code, code), exclusive, route};
}

Question question(std::string link_id, QuestionKind kind, std::vector<SurveyOption> options = {}) {
  Question one;
  one.link_id = link_id;
  one.kind = kind;
  one.text = wording("问" + link_id, "ask " + link_id);
  one.brief = wording("短" + link_id, "brief " + link_id);
  one.options = std::move(options);
  return one;
}

// Every threshold is the form's, so a form with others must lead elsewhere.
SurveyForm form() {
  SurveyForm form;
  form.id = "epi-survey";
  form.url = "https://example.org/fhir/Questionnaire/epi-survey";
  form.version = "1";
  form.questions.push_back(question("by", QuestionKind::answerer,
                                    {option("self"), option("relative"), option("staff")}));
  form.questions.push_back(
      question("relation", QuestionKind::relation, {option("SPOUSE"), option("CHILD")}));
  form.questions.back().asked_if = Question::Condition{kBy, 1};
  for (const char* link_id : {"abroad", "cluster"}) {
    form.questions.push_back(question(
        link_id, QuestionKind::history,
        {option("yes", Route::fever_clinic), option("no"), option("unknown", Route::buffer)}));
    form.questions.back().window_days = 14;
  }
  form.questions.push_back(
      question("symptoms", QuestionKind::symptoms,
               {option("FEVER", Route::fever_clinic), option("COUGH", Route::fever_clinic),
                option("none", Route::pass, true)}));
  form.questions.push_back(question("temperature", QuestionKind::temperature));
  form.questions.back().required = false;
  form.questions.back().least_tenths = 340;
  form.questions.back().most_tenths = 430;
  form.questions.back().fever_tenths = 373;
  form.questions.back().fever_route = Route::fever_clinic;
  form.questions.push_back(question("declared", QuestionKind::declaration));
  form.at_least = {Route::pass, Route::buffer, Route::isolate};
  return form;
}

// She answers herself, was nowhere, feels well.
SurveyAnswers well(const SurveyForm& form) {
  SurveyAnswers answers(form);
  REQUIRE(answer_as(form, answers, Answerer::self));
  REQUIRE(choose(form, answers, kAbroad, kNo));
  REQUIRE(choose(form, answers, kCluster, kNo));
  REQUIRE(choose(form, answers, kSymptoms, kNone));
  REQUIRE(set_temperature(form, answers, kTemperature, 366));
  REQUIRE(declare(form, answers, kDeclared, true));
  return answers;
}

std::vector<std::pair<std::size_t, Gap>> open_in(const SurveyForm& form,
                                                 const SurveyAnswers& answers) {
  std::vector<std::pair<std::size_t, Gap>> list;
  for (const OpenQuestion& one : gaps(form, answers)) list.emplace_back(one.question, one.gap);
  return list;
}

using Chance = std::minstd_rand;
std::size_t below(Chance& chance, std::size_t count) { return chance() % count; }

// Everything answered, and answered rightly, at random.
SurveyAnswers complete_at_random(const SurveyForm& form, Chance& chance) {
  SurveyAnswers answers(form);
  while (const auto next = next_question(form, answers)) {
    const Question& asked = form.questions[*next];
    if (!asked.required && below(chance, 3) == 0) {
      REQUIRE(skip(form, answers, *next));
    } else if (asked.kind == QuestionKind::temperature) {
      const auto span = static_cast<std::size_t>(asked.most_tenths - asked.least_tenths + 1);
      REQUIRE(set_temperature(form, answers, *next,
                              asked.least_tenths + static_cast<int>(below(chance, span))));
    } else if (asked.kind == QuestionKind::declaration) {
      REQUIRE(declare(form, answers, *next, true));
    } else {
      const std::size_t times = asked.kind == QuestionKind::symptoms ? 1 + below(chance, 4) : 1;
      for (std::size_t i = 0; i < times; ++i)
        REQUIRE(choose(form, answers, *next, below(chance, asked.options.size())));
    }
  }
  return answers;
}

// The routing once more, written the other way round: by what was said, not by what leads where.
Route by_hand(const SurveyAnswers& answers, std::optional<Colour> colour, int fever_tenths) {
  const auto said = [&](std::size_t question, std::size_t option) {
    return (answers[question].options & (1U << option)) != 0;
  };
  if (colour == Colour::red) return Route::isolate;
  if (said(kAbroad, kYes) || said(kCluster, kYes)) return Route::fever_clinic;
  if (said(kSymptoms, kFever) || said(kSymptoms, kCough)) return Route::fever_clinic;
  if (answers[kTemperature].state == SurveyAnswers::State::given &&
      answers[kTemperature].tenths >= fever_tenths)
    return Route::fever_clinic;
  if (said(kAbroad, kUnsure) || said(kCluster, kUnsure)) return Route::buffer;
  return colour == Colour::yellow ? Route::buffer : Route::pass;
}

constexpr std::array<std::optional<Colour>, 4> kColours{std::nullopt, Colour::green, Colour::yellow,
                                                        Colour::red};

}  // namespace

TEST_CASE("what somebody said is moved and never copied, and its memory is wiped when it goes") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<SurveyAnswers>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<SurveyAnswers>);
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  const SurveyAnswers::Given* const memory = &answers[0];
  SurveyAnswers moved = std::move(answers);
  CHECK(&moved[0] == memory);
  CHECK(moved[kTemperature].tenths == 366);
  // A wiped one still holds its buffer, so what lies in it can be looked at.
  const auto kept = [memory] {
    std::array<SurveyAnswers::Given, 7> copy{};
    std::memcpy(copy.data(), memory, sizeof copy);
    return copy[kTemperature].tenths;
  };
  REQUIRE(kept() == 366);
  moved.wipe();
  CHECK(kept() == 0);
  CHECK(moved.size() == 0);
  // Nothing is left to be handed in, and nothing stumbles over it.
  CHECK_FALSE(gaps(asked, moved).empty());
  CHECK_FALSE(route(asked, moved, std::nullopt));
  CHECK(history_rows(asked, moved).empty());
  CHECK(choose(asked, moved, kAbroad, kNo).error() == AnswerTrouble::no_such_question);
  SurveyAnswers other = well(asked);
  other = SurveyAnswers(asked);
  CHECK(other[kTemperature].tenths == 0);
}

TEST_CASE("questions come one after the other, and the relation only to a relative") {
  const SurveyForm asked = form();
  SurveyAnswers answers(asked);
  CHECK(next_question(asked, answers) == kBy);
  REQUIRE(answer_as(asked, answers, Answerer::self));
  CHECK(next_question(asked, answers) == kAbroad);
  CHECK(question_after(asked, answers, kBy) == kAbroad);
  CHECK(question_before(asked, answers, kAbroad) == kBy);
  CHECK(choose(asked, answers, kRelation, 0).error() == AnswerTrouble::not_asked);
  REQUIRE(answer_as(asked, answers, Answerer::relative));
  CHECK(next_question(asked, answers) == kRelation);
  CHECK(question_before(asked, answers, kAbroad) == kRelation);
  CHECK_FALSE(question_before(asked, answers, kBy));
  CHECK_FALSE(question_after(asked, answers, kDeclared));
}

TEST_CASE("who answered is kept, and another one's relation is forgotten") {
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  for (const Answerer answerer : {Answerer::staff, Answerer::self, Answerer::relative}) {
    REQUIRE(answer_as(asked, answers, answerer));
    CHECK(answered_by(asked, answers) == answerer);
  }
  CHECK(open_in(asked, answers) ==
        std::vector<std::pair<std::size_t, Gap>>{{kRelation, Gap::missing}});
  REQUIRE(choose(asked, answers, kRelation, 1));
  CHECK(gaps(asked, answers).empty());
  REQUIRE(answer_as(asked, answers, Answerer::staff));
  CHECK(answers[kRelation].state == SurveyAnswers::State::open);
  CHECK(answers[kRelation].options == 0);
  CHECK(gaps(asked, answers).empty());
}

TEST_CASE("none of these drives the symptoms out, and a symptom drives it out") {
  const SurveyForm asked = form();
  SurveyAnswers answers(asked);
  REQUIRE(choose(asked, answers, kSymptoms, kFever));
  REQUIRE(choose(asked, answers, kSymptoms, kCough));
  CHECK(answers[kSymptoms].options == 0b011);
  REQUIRE(choose(asked, answers, kSymptoms, kNone));
  CHECK(answers[kSymptoms].options == 0b100);
  REQUIRE(choose(asked, answers, kSymptoms, kCough));
  CHECK(answers[kSymptoms].options == 0b010);
  // A second touch takes it away; then nothing was said.
  REQUIRE(choose(asked, answers, kSymptoms, kCough));
  CHECK(answers[kSymptoms].state == SurveyAnswers::State::open);
}

TEST_CASE("H18: no symptom beside a fever is a contradiction, and nobody is sent anywhere by it") {
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  const std::array<std::size_t, 2> both{kFever, kNone};
  REQUIRE(set_options(asked, answers, kSymptoms, both));
  CHECK(open_in(asked, answers) ==
        std::vector<std::pair<std::size_t, Gap>>{{kSymptoms, Gap::contradictory}});
  CHECK_FALSE(route(asked, answers, Colour::green));
  CHECK(next_question(asked, answers) == kSymptoms);
  // Control: two symptoms are none.
  const std::array<std::size_t, 2> ill{kFever, kCough};
  REQUIRE(set_options(asked, answers, kSymptoms, ill));
  CHECK(gaps(asked, answers).empty());
  // Yes and no at once is one too.
  const std::array<std::size_t, 2> yes_and_no{kYes, kNo};
  REQUIRE(set_options(asked, answers, kCluster, yes_and_no));
  CHECK(open_in(asked, answers) ==
        std::vector<std::pair<std::size_t, Gap>>{{kCluster, Gap::contradictory}});
}

TEST_CASE("a temperature out of what is believed is asked again, to the tenth") {
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  for (const int tenths : {0, 339, 431, 999, -366}) {
    REQUIRE(set_temperature(asked, answers, kTemperature, tenths));
    CHECK(open_in(asked, answers) ==
          std::vector<std::pair<std::size_t, Gap>>{{kTemperature, Gap::out_of_range}});
  }
  for (const int tenths : {340, 430}) {
    REQUIRE(set_temperature(asked, answers, kTemperature, tenths));
    CHECK(gaps(asked, answers).empty());
  }
  REQUIRE(skip(asked, answers, kTemperature));
  CHECK(gaps(asked, answers).empty());
  CHECK_FALSE(next_question(asked, answers));
}

TEST_CASE("what is not said to be true is not handed in") {
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  REQUIRE(declare(asked, answers, kDeclared, false));
  CHECK(open_in(asked, answers) ==
        std::vector<std::pair<std::size_t, Gap>>{{kDeclared, Gap::not_declared}});
}

TEST_CASE("an answer that cannot be one is not taken down") {
  const SurveyForm asked = form();
  SurveyAnswers answers(asked);
  CHECK(choose(asked, answers, 7, 0).error() == AnswerTrouble::no_such_question);
  CHECK(choose(asked, answers, kAbroad, 3).error() == AnswerTrouble::not_offered);
  const std::array<std::size_t, 1> fourth{3};
  CHECK(set_options(asked, answers, kAbroad, fourth).error() == AnswerTrouble::not_offered);
  CHECK(choose(asked, answers, kTemperature, 0).error() == AnswerTrouble::other_kind);
  CHECK(set_temperature(asked, answers, kAbroad, 366).error() == AnswerTrouble::other_kind);
  CHECK(declare(asked, answers, kAbroad, true).error() == AnswerTrouble::other_kind);
  CHECK(skip(asked, answers, kAbroad).error() == AnswerTrouble::not_optional);
  CHECK(open_in(asked, answers).size() == 5);
  CHECK(next_question(asked, answers) == kBy);
}

TEST_CASE(
    "C26, C27: 37.3 degrees lead to the fever clinic, 37.2 do not, and the limit is the form's") {
  SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  const auto led = [&](int tenths) {
    REQUIRE(set_temperature(asked, answers, kTemperature, tenths));
    return route(asked, answers, Colour::green);
  };
  CHECK(led(373) == Route::fever_clinic);
  CHECK(led(372) == Route::pass);
  asked.questions[kTemperature].fever_tenths = 375;
  CHECK(led(374) == Route::pass);
  CHECK(led(375) == Route::fever_clinic);
}

TEST_CASE("C30, H19: one yes leads to the fever clinic beside a green code") {
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  CHECK(route(asked, answers, Colour::green) == Route::pass);
  REQUIRE(choose(asked, answers, kCluster, kYes));
  CHECK(route(asked, answers, Colour::green) == Route::fever_clinic);
  CHECK(route(asked, answers, Colour::red) == Route::isolate);
  REQUIRE(choose(asked, answers, kCluster, kUnsure));
  CHECK(route(asked, answers, Colour::green) == Route::buffer);
}

TEST_CASE("complete answers always lead somewhere, and where an oracle says") {
  Chance chance(20210126);
  std::set<Route> seen;
  for (int round = 0; round < 20'000; ++round) {
    SurveyForm asked = form();
    const int fever = 365 + static_cast<int>(below(chance, 20));
    asked.questions[kTemperature].fever_tenths = fever;
    const SurveyAnswers answers = complete_at_random(asked, chance);
    REQUIRE(gaps(asked, answers).empty());
    std::optional<Route> before;
    for (const auto& colour : kColours) {
      const auto led = route(asked, answers, colour);
      REQUIRE(led);
      REQUIRE(*led == by_hand(answers, colour, fever));
      // A worse code never leads less far.
      REQUIRE((!before || *before <= *led));
      before = led;
      seen.insert(*led);
    }
    REQUIRE(history_rows(asked, answers).size() >= 3);
  }
  CHECK(seen.size() == 4);
}

TEST_CASE("control: the oracle and the form disagree when a rule of the form is moved") {
  Chance chance(20210126);
  std::array<int, 3> apart{};
  for (int round = 0; round < 2'000; ++round) {
    for (std::size_t moved = 0; moved < apart.size(); ++moved) {
      SurveyForm asked = form();
      if (moved == 0) asked.questions[kTemperature].fever_tenths = 372;
      if (moved == 1) asked.questions[kCluster].options[kUnsure].route = Route::pass;
      if (moved == 2) asked.at_least[2] = Route::fever_clinic;
      const SurveyAnswers answers = complete_at_random(asked, chance);
      for (const auto& colour : kColours) {
        apart[moved] += *route(asked, answers, colour) != by_hand(answers, colour, 373) ? 1 : 0;
      }
    }
  }
  for (const int times : apart) CHECK(times > 0);
}

TEST_CASE("H18: whichever required answer is taken away is missed, and only that one") {
  Chance chance(7);
  for (int round = 0; round < 5'000; ++round) {
    const SurveyForm asked = form();
    SurveyAnswers answers = complete_at_random(asked, chance);
    const std::size_t taken = below(chance, asked.questions.size());
    const bool matters = asked.questions[taken].required && is_asked(asked, answers, taken);
    answers[taken] = {};
    const auto open = open_in(asked, answers);
    if (!matters) {
      REQUIRE(open.empty());
      continue;
    }
    REQUIRE(open == std::vector<std::pair<std::size_t, Gap>>{{taken, Gap::missing}});
    REQUIRE(next_question(asked, answers) == taken);
    REQUIRE_FALSE(route(asked, answers, Colour::green));
  }
}

TEST_CASE("the days of a question begin that many calendar days before today, in Shanghai") {
  using namespace std::chrono;
  Question asked = form().questions[kAbroad];
  const auto window = [&](sys_days day, minutes utc) { return day_window(asked, day + utc); };
  // 22 November 2020, noon in Shanghai: "从 11 月 8 日到今天".
  const DayWindow noon = window(year{2020} / 11 / 22, hours{4});
  CHECK(noon.first == year{2020} / 11 / 8);
  CHECK(noon.today == year{2020} / 11 / 22);
  // A minute before and at midnight there.
  CHECK(window(year{2020} / 11 / 22, hours{15} + minutes{59}).first == year{2020} / 11 / 8);
  CHECK(window(year{2020} / 11 / 22, hours{16}).first == year{2020} / 11 / 9);
  CHECK(window(year{2020} / 11 / 22, hours{16}).today == year{2020} / 11 / 23);
  asked.window_days = 28;
  CHECK(window(year{2021} / 3 / 1, hours{4}).first == year{2021} / 2 / 1);
  CHECK(window(year{2021} / 1 / 20, hours{4}).first == year{2020} / 12 / 23);
}

TEST_CASE("the slip says what was answered, in both languages") {
  const SurveyForm asked = form();
  SurveyAnswers answers = well(asked);
  REQUIRE(choose(asked, answers, kCluster, kUnsure));
  REQUIRE(choose(asked, answers, kSymptoms, kFever));
  REQUIRE(choose(asked, answers, kSymptoms, kCough));
  REQUIRE(set_temperature(asked, answers, kTemperature, 380));
  const auto rows = history_rows(asked, answers);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].question.zh == "短abroad");
  CHECK(rows[0].question.en == "brief abroad");
  CHECK(rows[0].answer == HistoryAnswer::no);
  CHECK(rows[1].answer == HistoryAnswer::unsure);
  CHECK(rows[2].answer == HistoryAnswer::yes);
  CHECK(rows[2].zh.reveal() == "字FEVER、字COUGH");
  CHECK(rows[2].en.reveal() == "FEVER, COUGH");
  CHECK(rows[3].answer == HistoryAnswer::high);
  CHECK(rows[3].zh.reveal() == "38.0 ℃");
  // One that is well, without a temperature.
  SurveyAnswers healthy = well(asked);
  REQUIRE(skip(asked, healthy, kTemperature));
  const auto few = history_rows(asked, healthy);
  REQUIRE(few.size() == 3);
  CHECK(few[2].answer == HistoryAnswer::no);
  CHECK(few[2].zh.empty());
  REQUIRE(set_temperature(asked, healthy, kTemperature, 372));
  CHECK(history_rows(asked, healthy)[3].answer == HistoryAnswer::normal);
}

TEST_CASE("a language that a text is not in reads the form's own") {
  const Wording words = wording("问", "ask");
  CHECK(words.in(Language::en) == "ask");
  CHECK(words.in(Language::zh_hant) == "问");
  CHECK(words.in(Language::ug) == "问");
}

}  // namespace visit
