// SPDX-License-Identifier: GPL-3.0-or-later
// Moments and days as the rules count them: a moment is UTC, a day is a calendar day in
// Asia/Shanghai. Pure functions, safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace service {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Day = std::chrono::local_days;

// "2021-01-20T09:30[:00[.5]]" with "Z", "+08:00" or nothing (Asia/Shanghai) behind it, or a day
// alone (its midnight).
std::optional<Instant> parse_instant(std::string_view text);
// "2021-01-20"
std::optional<Day> parse_day(std::string_view text);

// "2021-01-20T09:30:00+08:00"; parts of a second are cut off.
std::string rfc3339(Instant at);
// "2021-01-20"
std::string iso_day(Day day);

Day day_of(Instant at);
Instant midnight(Day day);
std::int64_t epoch_seconds(Instant at);
Instant from_epoch_seconds(std::int64_t seconds);

}  // namespace service
