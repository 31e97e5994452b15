// SPDX-License-Identifier: GPL-3.0-or-later
// Visits of every kind, as often as they have words of their own: residents', relatives' and the
// staff's, with the shipped form of the survey. Synthetic people only.
#pragma once

#include <vector>

#include "kiosk/visit/visit.h"

namespace kiosk::test {

// config/survey/epi-survey.json; aborts where it cannot be read.
visit::SurveyForm shipped_form();

std::vector<visit::Visit> every_visit();

}  // namespace kiosk::test
