// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/deadline.h"

#include <cassert>

namespace service {

using namespace std::chrono;

bool paper_code_is_valid(const Region& region, Instant issued, Instant now) {
  assert(region.offline_days);
  return now < issued + hours{24 * *region.offline_days};
}

bool may_appeal(const Policy& policy, Instant condition_met, Instant now) {
  return now >= condition_met + hours{policy.appeal_after_hours};
}

bool is_fresh(const Policy& policy, Instant fetched, Instant now) {
  return now < fetched + minutes{policy.fresh_minutes};
}

}  // namespace service
