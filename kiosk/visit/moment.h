// SPDX-License-Identifier: GPL-3.0-or-later
// Points in time as values. Nothing here asks what time it is: a moment arrives as an event or a
// parameter. Days and clock times are those of Asia/Shanghai, UTC+8 without daylight saving since
// 1991.
#pragma once

#include <chrono>

namespace visit {

using Moment = std::chrono::sys_time<std::chrono::milliseconds>;
using Date = std::chrono::year_month_day;

// Date and time of day as a wall clock in Shanghai shows them.
struct WallTime {
  Date date;
  int hour = 0;          // 0-23
  int minute = 0;        // 0-59
  unsigned weekday = 0;  // 0 = Sunday
};

[[nodiscard]] WallTime wall_time(Moment moment);
// Calendar days in Shanghai from one moment to a later one; 0 on the same day.
[[nodiscard]] int days_between(Moment earlier, Moment later);
[[nodiscard]] int days_between(Date earlier, Date later);

}  // namespace visit
