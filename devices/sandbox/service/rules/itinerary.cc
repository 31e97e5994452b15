// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/itinerary.h"

#include <algorithm>
#include <array>
#include <map>

namespace service {
namespace {

using namespace std::chrono;

const ItineraryVersion* in_force(const ItineraryRule& rule, Day today) {
  const ItineraryVersion* found = nullptr;
  for (const ItineraryVersion& version : rule.versions) {
    if (version.from <= today) found = &version;
  }
  return found;
}

// Levels stand in the rule with the worst last.
std::string starred(const ItineraryRule& rule, const CityLevels& levels, const std::string& city,
                    Instant now) {
  if (!rule.star || now < rule.star->from) return {};
  if (rule.star->until && now >= *rule.star->until) return {};
  const auto present = levels(city);
  for (auto level = rule.star->levels.rbegin(); level != rule.star->levels.rend(); ++level) {
    if (std::find(present.begin(), present.end(), *level) != present.end()) return *level;
  }
  return {};
}

}  // namespace

std::optional<Itinerary> look_back(const Policy& policy, const Facts& facts,
                                   const CityLevels& levels, Instant now) {
  if (!policy.itinerary || facts.trips.empty()) return std::nullopt;
  const ItineraryRule& rule = *policy.itinerary;
  const Day today = day_of(now);
  const ItineraryVersion* version = in_force(rule, today);
  if (!version) return std::nullopt;
  Itinerary out;
  out.days = version->days;
  out.to = today - days{rule.delay_days};
  out.from = out.to - days{version->days - 1};
  // What is computed at night knows nothing of the day that begins.
  const Instant known_until = std::min(now, midnight(out.to + days{1}));
  std::map<std::string, Day> last_days;
  for (const Trip& trip : facts.trips) {
    const Instant left = std::min(trip.left.value_or(known_until), known_until);
    if (left - trip.entered <= hours{rule.min_stay_hours}) continue;
    // Who leaves at midnight was not there on the day that begins with it.
    const Day last = day_of(left - milliseconds{1});
    if (last < out.from) continue;
    const auto [place, fresh] = last_days.emplace(city_of(trip.area), last);
    if (!fresh) place->second = std::max(place->second, last);
  }
  for (const auto& [city, day] : last_days) {
    out.places.push_back({city, day, starred(rule, levels, city, now)});
  }
  std::stable_sort(out.places.begin(), out.places.end(),
                   [](const Place& a, const Place& b) { return a.day > b.day; });
  return out;
}

std::string city_of(std::string_view area) {
  constexpr std::array<std::string_view, 4> kMunicipalities{"11", "12", "31", "50"};
  if (area.size() != 6) return std::string(area);
  const auto province = area.substr(0, 2);
  if (std::find(kMunicipalities.begin(), kMunicipalities.end(), province) !=
      kMunicipalities.end()) {
    return std::string(province) + "0000";
  }
  // Counties of the "city" 90 belong to no city.
  if (area.substr(2, 2) == "90") return std::string(area);
  return std::string(area.substr(0, 4)) + "00";
}

Bilingual star_meaning() {
  return {"星号只表示那个城市里有中高风险地区，不表示您去过那些地区。",
          "The star says that a risk area lies in that city, not that you were there."};
}

}  // namespace service
