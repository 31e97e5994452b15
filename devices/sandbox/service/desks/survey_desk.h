// SPDX-License-Identifier: GPL-3.0-or-later
// Gives out the survey's form and takes in what was answered, as FHIR R4 (docs/wire.md §4.11). What
// the answers mean for the way into the house is decided elsewhere. Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/rules/response_check.h"

namespace service {

class SurveyDesk {
 public:
  explicit SurveyDesk(Office& office) : office_(office) {}
  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer form(const Call& call);
  Answer take_in(const Request& request);
  // Whose survey it is; zeros if it does not say. What does not hold is added to the issues.
  PersonRef subject_of(const Json& response, std::vector<Issue>& issues);

  Office& office_;
};

}  // namespace service
