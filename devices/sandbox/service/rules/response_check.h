// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a FHIR R4 QuestionnaireResponse answers its form: every answer asked for, of the right
// kind, among those offered, and nothing else. Neither what was answered nor who answered is ever
// repeated in an issue. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/questionnaire.h"

namespace service {

// One line of an OperationOutcome.
struct Issue {
  std::string_view severity;  // "error"
  std::string_view code;      // of FHIR's IssueType
  std::string expression;     // where: "QuestionnaireResponse.item[2].answer[0]"; "" for nowhere
  std::string text;           // what is wrong with it, for whoever mends the sender
};

constexpr std::size_t kMostIssues = 20;

// Everything that is wrong, the first kMostIssues of it; nothing if the response may be kept.
std::vector<Issue> check_response(const Questionnaire& form, const Json& response);

// FHIR's form of an error.
Json operation_outcome(const std::vector<Issue>& issues);

}  // namespace service
