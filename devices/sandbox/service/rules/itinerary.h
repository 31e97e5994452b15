// SPDX-License-Identifier: GPL-3.0-or-later
// Where a person was for longer than the policy's hours, city by city, up to the day the policy's
// delay allows. Shown and printed; it never colours anybody. Pure.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/facts.h"
#include "devices/sandbox/service/rules/policy.h"
#include "devices/sandbox/service/rules/wording.h"

namespace service {

struct Place {
  std::string city;   // GB/T 2260
  Day day;            // the last one there
  std::string level;  // the worst present level of the star's in that city, "" without a star
  [[nodiscard]] bool star() const { return !level.empty(); }
};

struct Itinerary {
  int days = 0;
  Day from;  // both counted
  Day to;
  std::vector<Place> places;  // each city once, the latest day first
};

// The present levels of the areas that lie in a city.
using CityLevels = std::function<std::vector<std::string>(std::string_view city)>;

// None where the policy has none in force or no stay was ever reported.
std::optional<Itinerary> look_back(const Policy& policy, const Facts& facts,
                                   const CityLevels& levels, Instant now);

// The city an area lies in: a municipality, a prefecture, or a county directly under its province.
std::string city_of(std::string_view area);

// What the star means, since people feared the worst of it.
Bilingual star_meaning();

}  // namespace service
