// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/instant.h"

#include <fmt/format.h>

namespace service {
namespace {

using namespace std::chrono;

// China has kept one zone without daylight saving since 1991; every fact of the rules is younger.
constexpr hours kShanghai{8};

// Takes figures off the front of a text; any miss makes the whole reading fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::optional<int> figures(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = rest_[i];
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] bool at_figure() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

 private:
  std::string_view rest_;
};

std::optional<Day> scan_day(Scanner& in) {
  const auto y = in.figures(4);
  if (!y || !in.take('-')) return std::nullopt;
  const auto m = in.figures(2);
  if (!m || !in.take('-')) return std::nullopt;
  const auto d = in.figures(2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

// Up to nine figures behind the point; a millisecond is as fine as the rules ever look.
std::optional<milliseconds> scan_fraction(Scanner& in) {
  if (!in.take('.')) return milliseconds{0};
  int value = 0;
  int scale = 100;
  if (!in.at_figure()) return std::nullopt;
  for (int i = 0; i < 9 && in.at_figure(); ++i) {
    value += *in.figures(1) * scale;
    scale /= 10;
  }
  return milliseconds{value};
}

std::optional<minutes> scan_offset(Scanner& in) {
  if (in.empty()) return kShanghai;
  if (in.take('Z')) return minutes{0};
  int sign = 0;
  if (in.take('+')) {
    sign = 1;
  } else if (in.take('-')) {
    sign = -1;
  } else {
    return std::nullopt;
  }
  const auto h = in.figures(2);
  if (!h || *h > 14 || !in.take(':')) return std::nullopt;
  const auto m = in.figures(2);
  if (!m || *m > 59) return std::nullopt;
  return minutes{sign * (*h * 60 + *m)};
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  Scanner in(text);
  const auto date = scan_day(in);
  if (!date) return std::nullopt;
  if (in.empty()) return midnight(*date);
  if (!in.take('T') && !in.take(' ')) return std::nullopt;
  const auto h = in.figures(2);
  if (!h || *h > 23 || !in.take(':')) return std::nullopt;
  const auto m = in.figures(2);
  if (!m || *m > 59) return std::nullopt;
  seconds s{0};
  milliseconds fraction{0};
  if (in.take(':')) {
    const auto whole = in.figures(2);
    if (!whole || *whole > 59) return std::nullopt;
    s = seconds{*whole};
    const auto part = scan_fraction(in);
    if (!part) return std::nullopt;
    fraction = *part;
  }
  const auto offset = scan_offset(in);
  if (!offset || !in.empty()) return std::nullopt;
  return Instant{date->time_since_epoch() + hours{*h} + minutes{*m} + s + fraction - *offset};
}

std::optional<Day> parse_day(std::string_view text) {
  Scanner in(text);
  const auto date = scan_day(in);
  return in.empty() ? date : std::nullopt;
}

std::string rfc3339(Instant at) {
  const Day date = day_of(at);
  const auto clock = floor<seconds>(at - midnight(date)).count();
  return fmt::format("{}T{:02}:{:02}:{:02}+08:00", iso_day(date), clock / 3600, clock / 60 % 60,
                     clock % 60);
}

std::string iso_day(Day day) {
  const year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Day day_of(Instant at) { return Day{floor<days>(at.time_since_epoch() + kShanghai)}; }

Instant midnight(Day day) { return Instant{day.time_since_epoch() - kShanghai}; }

std::int64_t epoch_seconds(Instant at) { return floor<seconds>(at).time_since_epoch().count(); }

Instant from_epoch_seconds(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

}  // namespace service
