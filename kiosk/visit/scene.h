// SPDX-License-Identifier: GPL-3.0-or-later
// Where this kiosk stands and what follows from a code there: data of the place, not of the person.
// Values.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "kiosk/visit/health_code.h"

namespace visit {

// What the person does next. Treatment is never refused: isolate and staff_assist lead to a person,
// not to a closed door; not_today is for places that one can put off.
enum class Advice { pass, nat_needed, fever_clinic, isolate, staff_assist, not_today };

// Where the door leads; the words differ.
enum class Where { hospital, venue, journey };

struct Scene {
  std::string id;  // "HOSPITAL_OUTPATIENT", as the service's policy knows it
  Where where = Where::hospital;
  bool code_needed = true;  // false: nobody's code is to be checked at this door
  bool survey = false;      // whether the history is asked here
  std::set<CodeState> accepted = {CodeState::green};
  std::optional<std::chrono::hours>
      nat_within;  // a negative sample not older than this, bound included
  std::optional<std::chrono::hours> commuter_nat_within;  // the most a commuter's may be
  std::map<CodeState, Advice> divert = {{CodeState::yellow, Advice::fever_clinic},
                                        {CodeState::red, Advice::isolate}};
};

}  // namespace visit
