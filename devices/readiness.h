// SPDX-License-Identifier: GPL-3.0-or-later
// The readiness report from what each check came to last, in the words of a closed table. Pure.
#pragma once

#include <string>
#include <vector>

#include "kiosk/visit/report.h"
#include "kiosk/visit/staff.h"

namespace devices {

// One line a note, in their order. What is to be watched has passed; its detail says what it is.
[[nodiscard]] visit::ReadinessReport readiness(const std::vector<visit::CheckNote>& notes,
                                               std::string configuration, std::string software,
                                               visit::Policy policy);

}  // namespace devices
