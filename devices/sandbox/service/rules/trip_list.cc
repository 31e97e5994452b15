// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/trip_list.h"

#include <algorithm>

namespace service {
namespace {

// Far more than anybody makes in the days that any itinerary tells.
constexpr std::size_t kMost = 200;

}  // namespace

void merge(const std::vector<Trip>& declared, std::vector<Trip>& trips) {
  for (const Trip& trip : declared) {
    const auto same = std::find_if(trips.begin(), trips.end(), [&](const Trip& known) {
      return known.area == trip.area && known.entered == trip.entered;
    });
    if (same == trips.end()) {
      trips.push_back(trip);
    } else if (trip.left) {
      same->left = trip.left;
    }
  }
  std::stable_sort(trips.begin(), trips.end(),
                   [](const Trip& a, const Trip& b) { return a.entered < b.entered; });
  if (trips.size() > kMost) {
    trips.erase(trips.begin(), trips.end() - static_cast<std::ptrdiff_t>(kMost));
  }
}

}  // namespace service
