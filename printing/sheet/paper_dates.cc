// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/paper_dates.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace printing {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"星期日", "星期一", "星期二", "星期三",
                                                       "星期四", "星期五", "星期六"};
constexpr std::array<std::string_view, 7> kWeekdaysEnglish = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

int year(visit::Date day) { return static_cast<int>(day.year()); }
unsigned month(visit::Date day) { return static_cast<unsigned>(day.month()); }
unsigned number(visit::Date day) { return static_cast<unsigned>(day.day()); }

std::string_view month_name(visit::Date day) { return kMonths.at(month(day) - 1); }

}  // namespace

std::string day_zh(visit::Date day) { return fmt::format("{}月{}日", month(day), number(day)); }

std::string year_zh(visit::Date day) { return fmt::format("{}年", year(day)); }

std::string weekday_zh(unsigned weekday) { return std::string(kWeekdays.at(weekday)); }

std::string day_en(visit::Date day) {
  return fmt::format("{} {} {}", number(day), month_name(day), year(day));
}

std::string day_and_month_en(visit::Date day) {
  return fmt::format("{} {}", number(day), month_name(day));
}

std::string year_en(visit::Date day) { return fmt::format("{}", year(day)); }

std::string weekday_en(unsigned weekday) { return std::string(kWeekdaysEnglish.at(weekday)); }

std::string day_en_short(visit::Date day) {
  return fmt::format("{} {}", number(day), month_name(day).substr(0, 3));
}

std::string day_en_abbreviated(visit::Date day) {
  return fmt::format("{} {}", day_en_short(day), year(day));
}

std::string day_iso(visit::Date day) {
  return fmt::format("{:04}-{:02}-{:02}", year(day), month(day), number(day));
}

std::string time_of_day(const visit::WallTime& time) {
  return fmt::format("{:02}:{:02}", time.hour, time.minute);
}

visit::WallTime last_moment(visit::Moment end) {
  const visit::WallTime time = visit::wall_time(end);
  if (time.hour != 0 || time.minute != 0) return time;
  visit::WallTime day = visit::wall_time(end - std::chrono::minutes{1});
  day.hour = 24;
  day.minute = 0;
  return day;
}

}  // namespace printing
