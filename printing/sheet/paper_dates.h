// SPDX-License-Identifier: GPL-3.0-or-later
// Dates as paper says them: Chinese large, English in words, never 01/28. Pure; any thread.
#pragma once

#include <string>

#include "kiosk/visit/moment.h"

namespace printing {

[[nodiscard]] std::string day_zh(visit::Date day);                   // 1月28日
[[nodiscard]] std::string year_zh(visit::Date day);                  // 2021年
[[nodiscard]] std::string weekday_zh(unsigned weekday);              // 星期四, 0 is Sunday
[[nodiscard]] std::string day_en(visit::Date day);                   // 28 January 2021
[[nodiscard]] std::string day_and_month_en(visit::Date day);         // 28 January
[[nodiscard]] std::string year_en(visit::Date day);                  // 2021
[[nodiscard]] std::string weekday_en(unsigned weekday);              // Thursday
[[nodiscard]] std::string day_en_short(visit::Date day);             // 28 Jan
[[nodiscard]] std::string day_en_abbreviated(visit::Date day);       // 28 Jan 2021
[[nodiscard]] std::string day_iso(visit::Date day);                  // 2021-01-28
[[nodiscard]] std::string time_of_day(const visit::WallTime& time);  // 09:30

// When something ends. A day that ends is said by its own date: 1月27日 24:00, not 1月28日 00:00.
[[nodiscard]] visit::WallTime last_moment(visit::Moment end);

}  // namespace printing
