// SPDX-License-Identifier: GPL-3.0-or-later
// What a page is painted with: flat boxes, strokes, polygons, discs, arcs and text, in millimetres
// and in painting order. Values; text may be somebody's name, so marks are moved, never copied.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "kiosk/visit/secret.h"
#include "ui/panel.h"
#include "ui/text/style.h"
#include "ui/theme.h"

namespace ui::mark {

// A rectangle on whole pixels, filled, outlined inside its edge, or both.
struct Box {
  Rect rect;
  double radius = 0;
  std::optional<Colour> fill;
  std::optional<Colour> outline;
  double width = 0;
};
// Round ends and joints.
struct Stroke {
  std::vector<Point> points;
  bool closed = false;
  double width = 1;
  Colour colour;
};
// Convex.
struct Polygon {
  std::vector<Point> points;
  Colour colour;
};
struct Disc {
  Point centre;
  double radius = 0;
  Colour colour;
};
// Degrees clockwise from three o'clock; flat ends.
struct Arc {
  Point centre;
  double radius = 0;
  double from = 0, to = 360;
  double width = 1;
  Colour colour;
};
// The paragraph's top left corner stands at `at`; `width` is what it may fill.
struct Text {
  visit::Secret words;
  text::Style style;
  double width = 0;
  Point at;
  Colour colour;
};
// What follows shows only inside; none: everywhere again.
struct Clip {
  std::optional<Rect> rect;
};

}  // namespace ui::mark

namespace ui {
using Mark = std::variant<mark::Box, mark::Stroke, mark::Polygon, mark::Disc, mark::Arc, mark::Text,
                          mark::Clip>;
}  // namespace ui
