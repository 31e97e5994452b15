// SPDX-License-Identifier: GPL-3.0-or-later
// Icons, verdict shapes and illustrations as data: strokes, discs, arcs and polygons in a drawing's
// own units, and how they become marks on a page. Pure; any thread.
#pragma once

#include <vector>

#include "kiosk/visit/page.h"
#include "ui/mark.h"

namespace ui {

// Which of the page's colours a part of a drawing takes.
enum class Tone {
  tint,     // the one the drawing is asked for in
  shape,    // of a verdict
  outline,  // of a verdict
  mark,     // of a verdict
  ink,
  act,
  line,
  card,
  surface,
  paper,
  print,
  print_ink,
  print_line,
  print_mark,
  yellow,
};

struct Primitive {
  enum class Kind { polyline, polygon, disc, upper_half, arc, ellipse, rectangle, tile };
  Kind kind;
  std::vector<Point> points;  // a corner and its opposite for rectangles, else the path
  double radius = 0;          // of discs, arcs, corners
  double radius2 = 0;         // the upright one of an ellipse
  double from = 0, to = 360;  // degrees clockwise from three o'clock
  double stroke = 0;          // 0: filled
  bool closed = false;
  bool flat = false;  // flat ends, for dashes
  Tone tone = Tone::tint;
};
using Drawing = std::vector<Primitive>;

// screens.md §6, in a box of 100 x 100; empty for Icon::none.
[[nodiscard]] const Drawing& icon(visit::Icon icon);
// True of icons that say back and forth, and turn with the direction of reading. All others show
// a thing, which has its own left and right; what is erased are figures, and those run one way.
[[nodiscard]] bool points_along_the_line(visit::Icon icon);
[[nodiscard]] const Drawing& verdict_shape(visit::VerdictShape shape);

// What each Tone is on this page.
struct Palette {
  const Colours* colours;
  Colour tint;
  const VerdictColours* verdict = nullptr;
};
// Appends `drawing` with its origin at `at` and `scale` millimetres a unit.
void place(const Drawing& drawing, Point at, double scale, const Palette& palette,
           std::vector<Mark>& marks);

// Corner points of a rounded rectangle, for polygons that need not stand on whole pixels.
[[nodiscard]] std::vector<Point> rounded(Rect rect, double radius);

// Short hand for drawings.
namespace draw {
Primitive line(double stroke, std::vector<Point> points, Tone tone = Tone::tint);
Primitive loop(double stroke, std::vector<Point> points, Tone tone = Tone::tint);
Primitive polygon(std::vector<Point> points, Tone tone = Tone::tint);
Primitive disc(double x, double y, double radius, Tone tone = Tone::tint);
Primitive ring(double x, double y, double radius, double stroke, Tone tone = Tone::tint);
// An arc with round ends, then straight on to `to` if there is one.
Primitive arc(double x, double y, double radius, double from, double to, double stroke,
              std::vector<Point> then = {});
Primitive dash(double x, double y, double radius, double from, double to, double stroke);
Primitive ellipse(double x, double y, double rx, double ry, double stroke);
Primitive upper_half(double x, double y, double radius, Tone tone = Tone::tint);
Primitive right_half(double x, double y, double radius);
Primitive box(double left, double top, double right, double bottom, double radius = 0,
              Tone tone = Tone::tint);
Primitive frame(double left, double top, double right, double bottom, double radius, double stroke,
                Tone tone = Tone::tint);
// A rectangle on whole pixels, for patterns without seams.
Primitive tile(double left, double top, double right, double bottom, Tone tone);
// A dashed straight line with flat ends.
void dashed(Drawing& drawing, Point from, Point to, double stroke, double on, double off,
            Tone tone);
}  // namespace draw

}  // namespace ui
