// SPDX-License-Identifier: GPL-3.0-or-later
// Surveys of synthetic people as the kiosk writes them, in the form that it asks, for the tests of
// what becomes of them.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "devices/fhir_response.h"
#include "kiosk/survey_form.h"

namespace devices_test {

inline const std::string kSurveyForm = KIOSK_SOURCE_DIR "/config/survey/epi-survey.json";
inline constexpr const char* kSubject = "990101193804120011";
inline constexpr const char* kSubjectName = "王秀英";
inline constexpr const char* kBadge = "0011223344556677";

inline const visit::SurveyForm& survey_form() {
  static const visit::SurveyForm kRead = [] {
    auto read = kiosk::read_survey_form(kSurveyForm);
    if (!read) FAIL(read.error());
    return std::move(*read);
  }();
  return kRead;
}

// A yes to each question, a fever and a cough, told by anybody; or all well.
inline visit::SurveyAnswers told_by(visit::Answerer answerer, bool ill) {
  visit::SurveyAnswers answers(survey_form());
  REQUIRE(answer_as(survey_form(), answers, answerer));
  while (const auto next = next_question(survey_form(), answers)) {
    const visit::Question& asked = survey_form().questions[*next];
    if (asked.kind == visit::QuestionKind::temperature) {
      REQUIRE(set_temperature(survey_form(), answers, *next, ill ? 380 : 366));
    } else if (asked.kind == visit::QuestionKind::declaration) {
      REQUIRE(declare(survey_form(), answers, *next, true));
    } else if (asked.kind == visit::QuestionKind::symptoms && ill) {
      REQUIRE(choose(survey_form(), answers, *next, 0));
      REQUIRE(choose(survey_form(), answers, *next, 1));
    } else {
      const bool no = !ill && asked.kind == visit::QuestionKind::history;
      REQUIRE(choose(survey_form(), answers, *next, no ? 1 : (ill ? 0 : asked.options.size() - 1)));
    }
  }
  return answers;
}

inline devices::SurveyNames survey_names(devices::SurveyNames::Subject subject,
                                         std::string surveys = "https://hospital.example/surveys") {
  const std::string numbers = "https://green-channel.example/fhir/NamingSystem/id-";
  return {subject,
          std::move(surveys),
          {numbers + "NI", numbers + "HMT", numbers + "FR"},
          "https://hospital.example/badges",
          "https://hospital.example/kiosks",
          "GC07"};
}

inline visit::Secret finished_survey(
    const std::string& identifier, const visit::SurveyAnswers& answers,
    const devices::SurveyNames& names = survey_names(devices::SurveyNames::Subject::identifier)) {
  visit::Identity person;
  person.name = visit::Secret(kSubjectName);
  person.number = visit::Secret(kSubject);
  auto text = devices::write_response(
      survey_form(), answers, person, names,
      {identifier, visit::Moment{std::chrono::milliseconds{1611628920000}}, kBadge});
  REQUIRE(text);
  return std::move(*text);
}

inline visit::Secret finished_survey(const std::string& identifier) {
  return finished_survey(identifier, told_by(visit::Answerer::self, /*ill=*/false));
}

}  // namespace devices_test
