// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/house_ways.h"

#include <fmt/format.h>

#include <array>

#include "kiosk/face_paths.h"
#include "printing/sheet/route_plan.h"
#include "printing/sheet/stationery.h"
#include "ui/text/faces.h"

namespace kiosk {

tl::expected<std::shared_ptr<const visit::Ways>, ConfigTrouble> read_ways(
    const KioskSettings& settings) {
  // By visit::Route.
  static constexpr std::array<const char*, 4> kFiles{"straight_in", "buffer_area", "fever_clinic",
                                                     "wait_here"};
  if (settings.routing.empty()) return nullptr;
  const auto stationery = printing::Stationery::read(settings.data / "paper");
  if (!stationery) return tl::unexpected(ConfigTrouble{stationery.error()});
  const auto faces = text::Faces::open(face_paths(settings));
  if (!faces) return tl::unexpected(ConfigTrouble{"a font is missing: routes cannot be drawn"});
  const auto plan = printing::RoutePlan::read(settings.data / "routes", *stationery, **faces);
  if (!plan) return tl::unexpected(ConfigTrouble{plan.error()});
  auto ways = std::make_shared<visit::Ways>();
  ways->name = settings.routing;
  for (std::size_t i = 0; i < kFiles.size(); ++i) {
    const visit::Destination* found = plan->find(kFiles[i]);
    if (found == nullptr) {
      return tl::unexpected(ConfigTrouble{
          fmt::format("{}/{}.toml: no such file", (settings.data / "routes").string(), kFiles[i])});
    }
    ways->by_route[i] = *found;
  }
  return ways;
}

}  // namespace kiosk
