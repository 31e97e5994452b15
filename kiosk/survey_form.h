// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the form of the history survey, a FHIR R4 Questionnaire (config/survey/epi-survey.json),
// into the visit's value. A form with a rule that would not be kept here is refused. Pure but for
// the file; throws nothing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/survey.h"

namespace kiosk {

// The error is one sentence that names file and place: "…: item[3].text has no translation to en".
[[nodiscard]] tl::expected<visit::SurveyForm, std::string> read_survey_form(
    const std::filesystem::path& file);
// The same without a file; the sentence begins with the place.
[[nodiscard]] tl::expected<visit::SurveyForm, std::string> parse_survey_form(std::string_view text);

}  // namespace kiosk
