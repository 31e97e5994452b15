// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"

#include <utility>

namespace ui::test {

using namespace std::chrono_literals;
using namespace visit;

Consent consent() { return {Actor::self, kNow}; }

Identity person(std::string_view name, std::string_view number) {
  Identity who;
  who.name = Secret(name);
  who.number = Secret(number);
  return who;
}

HealthCode code(CodeState state, std::vector<Reason> reasons) {
  HealthCode code;
  code.state = state;
  code.reasons = std::move(reasons);
  code.as_of = kNow;
  code.expires_at = kNow + 30min;
  code.valid_until = Moment{std::chrono::sys_days{2026y / 11 / 20} + 10h + 30min};
  return code;
}

Reason reason(std::string rule, std::optional<Date> day, int days) {
  Reason reason;
  reason.code = std::move(rule);
  reason.day = day;
  reason.days = days;
  return reason;
}

}  // namespace ui::test
