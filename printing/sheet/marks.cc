// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/marks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace printing {

namespace {

// Half a printer dot at 1200 dpi: boxes that share an edge do not overlap by rounding.
constexpr double kHair = 0.01;

Box box_of(std::span<const Point> points, double line_width) {
  Box all{points.front().x, points.front().y, 0, 0};
  for (const Point& point : points) all = around(all, Box{point.x, point.y, 0, 0});
  return grown(all, line_width / 2);
}

struct BoxOf {
  Box operator()(const TextContour& mark) const {
    const text::Box ink = mark.glyphs.ink();
    const double w = ink.right - ink.left;
    const double h = ink.bottom - ink.top;
    const double turn = mark.degrees * std::numbers::pi / 180;
    const double across = w * std::abs(std::cos(turn)) + h * std::abs(std::sin(turn));
    const double down = w * std::abs(std::sin(turn)) + h * std::abs(std::cos(turn));
    return grown({mark.centre.x - across / 2, mark.centre.y - down / 2, across, down},
                 mark.width / 2);
  }
  Box operator()(const FilledRect& mark) const { return mark.box; }
  Box operator()(const Frame& mark) const { return mark.box; }
  Box operator()(const Line& mark) const { return straight(mark.from, mark.to, mark.width); }
  Box operator()(const Dashes& mark) const { return straight(mark.from, mark.to, mark.width); }
  Box operator()(const Circle& mark) const {
    return {mark.centre.x - mark.r, mark.centre.y - mark.r, 2 * mark.r, 2 * mark.r};
  }
  Box operator()(const Polygon& mark) const { return box_of(mark.points, mark.outline); }
  Box operator()(const Polyline& mark) const { return box_of(mark.points, mark.width); }
  Box operator()(const QrMark& mark) const { return mark.quiet; }
  Box operator()(const TextRun& mark) const { return mark.box; }

  // Butt ends: the line is as long as it says, and wide only across.
  static Box straight(Point from, Point to, double width) {
    const Box bare = box_of(std::vector<Point>{from, to}, 0);
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const double across = width / 2 * std::abs(to.y - from.y) / length;
    const double down = width / 2 * std::abs(to.x - from.x) / length;
    return {bare.x - across, bare.y - down, bare.w + 2 * across, bare.h + 2 * down};
  }
};

}  // namespace

bool overlap(const Box& a, const Box& b) {
  return a.x + kHair < b.right() && b.x + kHair < a.right() && a.y + kHair < b.bottom() &&
         b.y + kHair < a.bottom();
}

bool within(const Box& inner, const Box& outer) {
  return inner.x > outer.x - kHair && inner.right() < outer.right() + kHair &&
         inner.y > outer.y - kHair && inner.bottom() < outer.bottom() + kHair;
}

Box around(const Box& a, const Box& b) {
  const double x = std::min(a.x, b.x);
  const double y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

Box grown(const Box& box, double by) {
  return {box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by};
}

std::string_view name(Ink ink) {
  switch (ink) {
    case Ink::black:
      return "black";
    case Ink::white:
      return "white";
    case Ink::green:
      return "green";
    case Ink::yellow:
      return "yellow";
    case Ink::red:
      return "red";
    case Ink::grey:
      return "grey";
  }
  return {};
}

Box box(const Mark& mark) { return std::visit(BoxOf{}, mark); }

std::vector<Box> rectangles(const QrCode& code) {
  std::vector<Box> done;
  using Run = std::pair<int, int>;  // first module and length
  std::map<Run, Box> open;          // runs of the row above
  for (int row = 0; row <= code.side; ++row) {
    std::map<Run, Box> next;
    for (int column = 0; row < code.side && column < code.side; ++column) {
      if (!code.dark(column, row)) continue;
      int end = column + 1;
      while (end < code.side && code.dark(end, row)) ++end;
      const Run run{column, end - column};
      const auto above = open.find(run);
      Box box{double(column), double(row), double(run.second), 1};
      if (above != open.end()) {
        box = above->second;
        box.h += 1;
        open.erase(above);
      }
      next.emplace(run, box);
      column = end;
    }
    for (const auto& [run, box] : open) done.push_back(box);
    open = std::move(next);
  }
  return done;
}

}  // namespace printing
