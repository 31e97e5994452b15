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

// What the person does next. Treatment is never refused: the last two lead to a person, not to a
// closed door.
enum class Advice { pass, nat_needed, fever_clinic, isolate, staff_assist };

struct Scene {
  std::string id;  // "HOSPITAL_OUTPATIENT"
  std::set<CodeState> accepted = {CodeState::green};
  std::optional<std::chrono::hours>
      nat_within;  // a negative sample not older than this, bound included
  std::map<CodeState, Advice> divert = {{CodeState::yellow, Advice::fever_clinic},
                                        {CodeState::red, Advice::isolate}};
};

}  // namespace visit
