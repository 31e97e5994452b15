// SPDX-License-Identifier: GPL-3.0-or-later
// A finished survey as a FHIR R4 QuestionnaireResponse. The same survey gives the same bytes. Pure;
// throws nothing.
#pragma once

#include <array>
#include <string>
#include <tl/expected.hpp>

#include "kiosk/visit/identity.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"
#include "kiosk/visit/survey.h"

namespace devices {

// How the hospital wants to be told whose survey it is, and by whom.
struct SurveyNames {
  enum class Subject {
    identifier,  // the number alone; with author and source
    contained,   // a contained Patient with number and name; no author, no source (wire.md §4.11)
  };
  Subject subject = Subject::identifier;
  std::string surveys;                 // system of the surveys' own identifiers
  std::array<std::string, 3> numbers;  // naming systems, by visit::DocumentKind
  std::string staff_badges;            // naming system
  std::string kiosks;                  // naming system
  std::string kiosk;                   // "GC07"
};

// One survey's circumstances.
struct SurveyRecord {
  // By which a server keeps the survey once: of chance alone, the same in all tries to deliver it.
  std::string identifier;
  visit::Moment authored;
  std::string badge;  // of the staff who answered; else empty
};

enum class WriteTrouble {
  unfinished,  // something is still open in the answers
  not_fit,     // check_response would refuse it: a number, a system, a badge or an identifier is
               // missing, or no UTF-8
};

// In the form's order, answers in the order of the options. Nothing is written that check_response
// would refuse.
[[nodiscard]] tl::expected<visit::Secret, WriteTrouble> write_response(
    const visit::SurveyForm& form, const visit::SurveyAnswers& answers,
    const visit::Identity& person, const SurveyNames& names, const SurveyRecord& record);

}  // namespace devices
