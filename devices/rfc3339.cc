// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/rfc3339.h"

#include <fmt/format.h>

#include <charconv>

namespace devices {

namespace {

// Takes `digits` digits from the front; false if they are not all digits.
bool take(std::string_view& text, std::size_t digits, int& value) {
  if (text.size() < digits) return false;
  const auto result = std::from_chars(text.data(), text.data() + digits, value);
  if (result.ec != std::errc{} || result.ptr != text.data() + digits || text[0] == '-')
    return false;
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text[0] != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<visit::Date> take_date(std::string_view& text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!take(text, 4, year) || !take(text, '-') || !take(text, 2, month) || !take(text, '-') ||
      !take(text, 2, day)) {
    return std::nullopt;
  }
  const visit::Date date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

// "Z", "+08:00", "-03:30".
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return std::chrono::minutes{0};
  const bool east = !text.empty() && text[0] == '+';
  if (!east && (text.empty() || text[0] != '-')) return std::nullopt;
  text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!take(text, 2, hours) || !take(text, ':') || !take(text, 2, minutes) || hours > 23 ||
      minutes > 59) {
    return std::nullopt;
  }
  const std::chrono::minutes offset{hours * 60 + minutes};
  return east ? offset : -offset;
}

}  // namespace

std::optional<visit::Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::optional<visit::Moment> parse_moment(std::string_view text) {
  const auto date = take_date(text);
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!date || !take(text, 'T') || !take(text, 2, hour) || !take(text, ':') ||
      !take(text, 2, minute) || !take(text, ':') || !take(text, 2, second) || hour > 23 ||
      minute > 59 || second > 59) {
    return std::nullopt;
  }
  int milliseconds = 0;
  if (take(text, '.')) {
    int weight = 100;
    bool any = false;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9';
         text.remove_prefix(1), weight /= 10, any = true) {
      milliseconds += weight * (text[0] - '0');
    }
    if (!any) return std::nullopt;
  }
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return visit::Moment{std::chrono::sys_days{*date}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute} - *offset + std::chrono::seconds{second} +
         std::chrono::milliseconds{milliseconds};
}

std::string write_moment(visit::Moment moment) {
  const visit::WallTime at = visit::wall_time(moment);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
  const auto second = (seconds - std::chrono::floor<std::chrono::minutes>(seconds)).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00", static_cast<int>(at.date.year()),
                     static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                     at.hour, at.minute, second);
}

}  // namespace devices
