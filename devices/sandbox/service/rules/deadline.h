// SPDX-License-Identifier: GPL-3.0-or-later
// The policy's three deadlines that hang on no facts: how long a paper code lasts, when a late
// conversion may be appealed, how long a fetched code is fresh. Pure.
#pragma once
#include "devices/sandbox/service/rules/policy.h"

namespace service {

// Younger than `offline_days` × 24 h. The region must have offline days.
bool paper_code_is_valid(const Region& region, Instant issued, Instant now);
// From `appeal_after_hours` on.
bool may_appeal(const Policy& policy, Instant condition_met, Instant now);
// Younger than `fresh_minutes`.
bool is_fresh(const Policy& policy, Instant fetched, Instant now);

}  // namespace service
