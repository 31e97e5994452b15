// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/moment.h"

namespace visit {

namespace {
constexpr std::chrono::hours kShanghai{8};
}

WallTime wall_time(Moment moment) {
  const auto local = moment + kShanghai;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss time{local - day};
  return {Date{day}, static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()), std::chrono::weekday{day}.c_encoding()};
}

int days_between(Date earlier, Date later) {
  return static_cast<int>((std::chrono::sys_days{later} - std::chrono::sys_days{earlier}).count());
}

int days_between(Moment earlier, Moment later) {
  return days_between(wall_time(earlier).date, wall_time(later).date);
}

}  // namespace visit
