// SPDX-License-Identifier: GPL-3.0-or-later
// What makes a FHIR R4 QuestionnaireResponse one that does not answer its form: the first thing
// that is wrong, by name, and nothing of what was answered. Pure; throws nothing.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/survey.h"

namespace devices {

enum class ResponseTrouble {
  no_json,
  structure,  // not the object, list or text that FHIR has there
  unknown_field,
  status,        // not completed
  form_version,  // another form, or another version of it
  identifier,
  date,
  subject,
  link_missing,
  unknown_link,
  repeated,  // a question, or a code in its answer
  not_asked,
  not_one_value,
  wrong_type,
  not_offered,
  contradiction,  // "none of these" beside a symptom, or two answers where there is one
  out_of_range,
  not_declared,
  required,
};

// The first thing that is wrong with a response to this form; the answers, if there is none.
[[nodiscard]] tl::expected<visit::SurveyAnswers, ResponseTrouble> read_response(
    const visit::SurveyForm& form, std::string_view text);
[[nodiscard]] tl::expected<void, ResponseTrouble> check_response(const visit::SurveyForm& form,
                                                                 std::string_view text);

}  // namespace devices
