// SPDX-License-Identifier: GPL-3.0-or-later
// The closed set of marks a sheet is drawn with. Places and lengths are millimetres, origin top
// left, y downwards; type sizes are points. A text run keeps its glyphs, so a mark must not outlive
// the Faces that set it. Values, moved and never copied; one thread.
#pragma once

#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "kiosk/visit/secret.h"
#include "printing/hcert/qr_code.h"
#include "ui/text/paragraph.h"
#include "ui/text/style.h"

namespace printing {

struct Points {
  double value;
  [[nodiscard]] constexpr double mm() const { return value * 25.4 / 72; }
};

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, w = 0, h = 0;
  [[nodiscard]] double right() const { return x + w; }
  [[nodiscard]] double bottom() const { return y + h; }
};
[[nodiscard]] bool overlap(const Box& a, const Box& b);  // by more than a hair (0.01 mm)
[[nodiscard]] bool within(const Box& inner, const Box& outer);
[[nodiscard]] Box around(const Box& a, const Box& b);  // the smallest box that holds both
[[nodiscard]] Box grown(const Box& box, double by);

// Red, green and yellow fill shapes only; text is black or white.
enum class Ink { black, white, green, yellow, red, grey };
[[nodiscard]] std::string_view name(Ink ink);

// One line of text by its baseline, drawn as filled outlines.
struct TextRun {
  visit::Secret text;
  Points size;
  text::Weight weight;
  Ink ink;
  Point at;  // left end of the baseline
  text::Paragraph glyphs;
  Box box;  // em box and ink
};

// Words as thin contours only, turned, under everything else: the practice mark.
struct TextContour {
  visit::Secret text;
  Points size;
  Ink ink;
  Point centre;
  double degrees;  // anticlockwise
  double width;    // of the line
  text::Paragraph glyphs;
};

struct FilledRect {
  Box box;
  Ink ink;
};

// A rectangle's border; the line lies inside the box.
struct Frame {
  Box box;
  double width;
};

// A straight line with butt ends. Black.
struct Line {
  Point from, to;
  double width;
};

struct Dashes {
  Point from, to;
  double width;
  double on, off;
};

struct Circle {
  Point centre;
  double r;
  Ink ink;
};

// Filled, and outlined in black with round joins if outline > 0.
struct Polygon {
  std::vector<Point> points;
  Ink ink;
  double outline = 0;
};

// Round ends and joins.
struct Polyline {
  std::vector<Point> points;
  double width;
  Ink ink;
};

// A QR code in its white quiet box. A module is a whole number of printer dots.
struct QrMark {
  Box quiet;
  Point at;  // of the top left module
  double module;
  QrCode code;
};

using Mark = std::variant<TextContour, FilledRect, Frame, Line, Dashes, Circle, Polygon, Polyline,
                          QrMark, TextRun>;

// What the mark inks, its line widths included.
[[nodiscard]] Box box(const Mark& mark);
// The dark modules as rectangles in modules from the top left: runs of a row, merged downwards
// where the next row has the same run. Fewer and larger, and no hairs between rows.
[[nodiscard]] std::vector<Box> rectangles(const QrCode& code);

}  // namespace printing
