// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from a status at one door: pass, test first, another door, or a person who helps.
// The status itself is never changed by it. Pure.
#pragma once
#include "devices/sandbox/service/rules/assignment.h"

namespace service {

// The scene a person is judged by who asks for `asked`: that one, or the commuters' if they are
// registered as one and have made their first entry.
const Scene& scene_for(const Policy& policy, const Scene& asked, const Facts& facts, Instant now);

// A yes in the survey speaks first, and only in a HOSPITAL scene; `facts` are those `status` was
// made of.
Decision decide(const Scene& scene, const Status& status, const Facts& facts, Instant now);

// The end of the scene's NAT window: sampling of the latest, negative sample + the scene's hours.
// None if the scene wants none or the sample does not satisfy it.
std::optional<Instant> nat_window_end(const Scene& scene, const Facts& facts, Instant now);

// The policy's windows that a negative sample of that moment satisfies, in the policy's order; none
// before it is taken.
std::vector<std::string> nat_windows(const Policy& policy, Instant sampled, Instant now);

}  // namespace service
