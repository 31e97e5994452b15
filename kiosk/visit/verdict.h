// SPDX-License-Identifier: GPL-3.0-or-later
// What the code means here and now: colour, advice, until when. Pure.
#pragma once

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/scene.h"

namespace visit {

enum class Colour { green, yellow, red };

// None for the states that bear no colour.
[[nodiscard]] std::optional<Colour> colour_of(CodeState state);

struct Verdict {
  Colour colour = Colour::red;
  Advice advice = Advice::staff_assist;
  HealthCode code;
};

// Why nobody may read a colour from the answer.
enum class NoColour { not_found, unknown, expired };

// Either a colour, or why there is none. A code whose expiry has passed is expired, whatever its
// colour.
struct Judgement {
  std::optional<Verdict> verdict;
  NoColour otherwise = NoColour::unknown;
  std::vector<Reason> reasons = {};  // of no colour, as the service gives them
};
[[nodiscard]] Judgement judge(HealthCode code, const Scene& scene, Moment now);

}  // namespace visit
