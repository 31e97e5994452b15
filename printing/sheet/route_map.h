// SPDX-License-Identifier: GPL-3.0-or-later
// A drawn way through the house: buildings, the way with its numbered turns, where the person
// stands. Drawn by both route slips and by the check of the configuration, so that what passes at
// start is what is printed. One thread, that of the compositor.
#pragma once

#include <vector>

#include "kiosk/visit/route_slip.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

// The map's own units (config/routes): 118 wide, 60 high.
inline constexpr double kMapWidth = 118;
inline constexpr double kMapHeight = 60;

// The least frames it is drawn in: 118 x 62 on A4; on a roll 72 x 46, whose lowest 9 say where the
// person stands.
struct MapLook {
  Paper paper = Paper::a4;
  First first = First::chinese;
  visit::Bilingual here;  // 您在这里, You are here
};

// Draws the map with its frame. Trouble (words_do_not_fit): a name does not fit its building, or no
// free place is left to say where the person stands.
void route_map(Compositor& sheet, const visit::RouteMap& map, const Box& frame,
               const MapLook& look);

// The buildings that stand on this paper: all on A4; on a roll the destination and the first three
// others whose names fit.
[[nodiscard]] std::vector<visit::RouteMap::Building> buildings_on(Compositor& sheet,
                                                                  const visit::RouteMap& map,
                                                                  const Box& frame, Paper paper);
// Whether a building's words fit it on this paper.
[[nodiscard]] bool words_fit(Compositor& sheet, const visit::RouteMap::Building& building,
                             const Box& frame, Paper paper);

}  // namespace printing
