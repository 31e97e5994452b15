// SPDX-License-Identifier: GPL-3.0-or-later
// The way through the house as it is drawn on the floor: from where one stands to a door with a
// name. Its bends are the place's own; where its words stand is found here. Pure; any thread.
#pragma once

#include <utility>
#include <vector>

#include "ui/shapes.h"

namespace ui {

// On a ground of 240 x 64, for words of these widths: where one is, how far, where to.
struct RouteWords {
  double here, how_long, goal;
};
using RouteLine = std::vector<std::pair<double, double>>;

struct RouteDrawing {
  Drawing drawing;
  Rect goal;            // the box for the goal's name
  Point here;           // left centre of the first word
  Point how_long;       // left centre of the second
  bool room_for_words;  // false: the words are too long for the drawing
};
// `line` is stretched to the room that its words leave; it is not empty.
[[nodiscard]] RouteDrawing route(const RouteLine& line, const RouteWords& widths, double em);

}  // namespace ui
