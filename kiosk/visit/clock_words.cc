// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/clock_words.h"

#include <fmt/format.h>

#include <array>

namespace visit {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

// The parts of a day as they are spoken; 18:30 is still 下午 in summer and on our pages.
std::string_view part_of_day(int hour) {
  if (hour < 5) return "when.before_dawn";
  if (hour < 8) return "when.early";
  if (hour < 12) return "when.morning";
  if (hour < 13) return "when.noon";
  if (hour < 19) return "when.afternoon";
  return "when.evening";
}

int on_twelve(int hour) { return hour % 12 == 0 ? 12 : hour % 12; }

Slots slots_of(const Catalogue& catalogue, Moment moment) {
  const WallTime at = wall_time(moment);
  const std::string part = catalogue.at(part_of_day(at.hour)).text;
  return {{"part", part},
          {"hour", std::to_string(on_twelve(at.hour))},
          {"minutes",
           fill(catalogue.at("when.minutes").text, {{"minute", fmt::format("{:02}", at.minute)}})},
          {"clock", clock_digits(moment)},
          {"clock12", fmt::format("{}:{:02} {}", on_twelve(at.hour), at.minute, part)},
          {"month", std::to_string(static_cast<unsigned>(at.date.month()))},
          {"month_name", std::string(kMonths[static_cast<unsigned>(at.date.month()) - 1])},
          {"day", std::to_string(static_cast<unsigned>(at.date.day()))}};
}

}  // namespace

std::string clock_digits(Moment moment) {
  const WallTime at = wall_time(moment);
  return fmt::format("{:02}:{:02}", at.hour, at.minute);
}

std::string day_digits(Moment moment) {
  const Date date = wall_time(moment).date;
  return fmt::format("{:02}-{:02}", static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string clock_words(const Catalogue& catalogue, Moment moment) {
  const WallTime at = wall_time(moment);
  const std::string twelve = fmt::format("{}:{:02} {}", on_twelve(at.hour), at.minute,
                                         catalogue.at(part_of_day(at.hour)).text);
  return fill(catalogue.at("when.clock").text, {{"hour", std::to_string(at.hour)},
                                                {"minute", fmt::format("{:02}", at.minute)},
                                                {"clock", twelve}});
}

Words when_words(const Catalogue& catalogue, Moment moment, Moment now) {
  Slots slots = slots_of(catalogue, moment);
  const Words time =
      catalogue.words(wall_time(moment).minute == 0 ? "when.exact" : "when.time", slots);
  const int days = days_between(now, moment);
  const std::string_view key = days == 0 ? "when.today" : days == 1 ? "when.tomorrow" : "when.day";
  slots.emplace_back("time", std::string(time.text.reveal()));
  Words words = catalogue.words(key, slots);
  slots.back().second = std::string(time.brief.reveal());
  words.brief = catalogue.words(key, slots).text;
  return words;
}

std::string day_words(const Catalogue& catalogue, Moment moment) {
  Slots slots = slots_of(catalogue, moment);
  slots.emplace_back("time", "");
  return fill(catalogue.at("when.day").text, slots);
}

std::string ago_words(const Catalogue& catalogue, std::optional<Date> day, Moment now) {
  if (!day) return catalogue.at("when.lately").text;
  const int days = days_between(*day, wall_time(now).date);
  if (days <= 0) return catalogue.at("when.today_ago").text;
  if (days == 1) return catalogue.at("when.yesterday_ago").text;
  return fill(catalogue.at("when.days_ago").text, {{"days", std::to_string(days)}});
}

}  // namespace visit
