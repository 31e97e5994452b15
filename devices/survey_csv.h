// SPDX-License-Identifier: GPL-3.0-or-later
// Finished surveys as a table for where there is no FHIR server (docs/wire.md §11): RFC 4180, UTF-8
// with a byte order mark, by which spreadsheets know it. Pure; throws nothing.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "devices/fhir_response_check.h"
#include "kiosk/visit/secret.h"
#include "kiosk/visit/survey.h"

namespace devices {

// The mark and the first row: identifier, authored, number, author, then each question's link id.
[[nodiscard]] std::string survey_csv_header(const visit::SurveyForm& form);

// One row of a response to this form, its line's end included. Codes stand in the form's order with
// a blank between them; what was not asked or was passed over is empty. A spreadsheet calculates
// with no cell and rounds none: what it might begins with an apostrophe.
[[nodiscard]] tl::expected<visit::Secret, ResponseTrouble> write_survey_csv(
    const visit::SurveyForm& form, std::string_view response);

}  // namespace devices
