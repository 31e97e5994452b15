// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/retry_plan.h"

#include <algorithm>

#include "kiosk/visit/remedy.h"

namespace devices {

void RetryBudget::earn() { left_ = std::min(most_, left_ + earned_); }

bool RetryBudget::spend() {
  constexpr double kRounding = 1e-9;  // ten tenths are one
  if (left_ + kRounding < 1.0) return false;
  left_ = std::max(0.0, left_ - 1.0);
  return true;
}

bool RetryPlan::may_pass(visit::QueryTrouble trouble) {
  return visit::remedy(trouble) == visit::Remedy::wait;
}

std::optional<RetryPlan::Time> RetryPlan::next(Time now, visit::QueryTrouble trouble,
                                               std::optional<Time> retry_after, RetryBudget& budget,
                                               const Chance& chance) {
  if (++tried_ >= settings_.tries || !may_pass(trouble)) return std::nullopt;
  const Time earliest = now + std::max(Time{0}, retry_after.value_or(Time{0}));
  if (!fits(earliest)) return std::nullopt;
  if (!budget.spend()) return std::nullopt;
  // Full jitter, as far as there is room for it: always after `earliest`, never before.
  const Time room = std::min(settings_.jitter, end_ - settings_.least - earliest);
  const std::chrono::duration<double, std::milli> spread = room;
  return earliest + std::chrono::floor<Time>(spread * chance());
}

}  // namespace devices
