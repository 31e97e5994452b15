// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shapes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ui {

namespace {

constexpr double radians(double degrees) { return degrees * std::numbers::pi / 180; }

Point on_circle(Point centre, double rx, double ry, double degrees) {
  return {centre.x + rx * std::cos(radians(degrees)), centre.y + ry * std::sin(radians(degrees))};
}

// Steps of at most six degrees: at the largest radius of any drawing the chord stays within a fifth
// of a pixel of the circle.
void append_arc(std::vector<Point>& path, Point centre, double rx, double ry, double from,
                double to) {
  const int steps = std::max(2, static_cast<int>(std::ceil(std::abs(to - from) / 6)));
  for (int i = 0; i <= steps; ++i) {
    path.push_back(on_circle(centre, rx, ry, from + (to - from) * i / steps));
  }
}

// Turns primitives into marks.
class Placer {
 public:
  Placer(Point at, double scale, const Palette& palette, std::vector<Mark>& marks)
      : at_(at), scale_(scale), palette_(palette), marks_(marks) {}

  void place(const Primitive& p) {
    const Colour colour = of(p.tone);
    switch (p.kind) {
      case Primitive::Kind::polyline:
        return path(p, p.points, colour);
      case Primitive::Kind::polygon:
        marks_.emplace_back(mark::Polygon{moved(p.points), colour});
        return;
      case Primitive::Kind::disc:
        marks_.emplace_back(mark::Disc{moved(p.points[0]), p.radius * scale_, colour});
        return;
      case Primitive::Kind::upper_half: {
        std::vector<Point> half;
        append_arc(half, p.points[0], p.radius, p.radius, 180, 360);
        marks_.emplace_back(mark::Polygon{moved(half), colour});
        return;
      }
      case Primitive::Kind::arc:
        return arc(p, colour);
      case Primitive::Kind::ellipse: {
        std::vector<Point> round;
        append_arc(round, p.points[0], p.radius, p.radius2, 0, 354);
        return path(p, round, colour);
      }
      case Primitive::Kind::rectangle: {
        const Rect rect = between(p.points[0], p.points[1]);
        if (p.stroke > 0) {
          path(p, rounded(rect, p.radius), colour);
        } else {
          marks_.emplace_back(mark::Polygon{moved(rounded(rect, p.radius)), colour});
        }
        return;
      }
      case Primitive::Kind::tile: {
        const Rect rect = between(moved(p.points[0]), moved(p.points[1]));
        marks_.emplace_back(mark::Box{rect, 0, colour, {}, 0});
        return;
      }
    }
  }

 private:
  static Rect between(Point a, Point b) { return {a.x, a.y, b.x - a.x, b.y - a.y}; }
  [[nodiscard]] Point moved(Point p) const { return {at_.x + p.x * scale_, at_.y + p.y * scale_}; }
  [[nodiscard]] std::vector<Point> moved(const std::vector<Point>& points) const {
    std::vector<Point> out;
    out.reserve(points.size());
    for (const Point p : points) out.push_back(moved(p));
    return out;
  }
  void path(const Primitive& p, const std::vector<Point>& points, Colour colour) {
    marks_.emplace_back(mark::Stroke{moved(points), p.closed, p.stroke * scale_, colour});
  }
  void arc(const Primitive& p, Colour colour) {
    if (p.flat || p.to - p.from >= 360) {
      marks_.emplace_back(mark::Arc{moved(p.points[0]), p.radius * scale_, p.from, p.to,
                                    p.stroke * scale_, colour});
      return;
    }
    std::vector<Point> points;
    append_arc(points, p.points[0], p.radius, p.radius, p.from, p.to);
    points.insert(points.end(), p.points.begin() + 1, p.points.end());
    path(p, points, colour);
  }
  [[nodiscard]] Colour of(Tone tone) const {
    const Colours& c = *palette_.colours;
    switch (tone) {
      case Tone::tint:
        return palette_.tint;
      case Tone::shape:
        return palette_.verdict->shape;
      case Tone::outline:
        return palette_.verdict->outline;
      case Tone::mark:
        return palette_.verdict->mark;
      case Tone::ink:
        return c.ink;
      case Tone::act:
        return c.act;
      case Tone::line:
        return c.line;
      case Tone::card:
        return c.card;
      case Tone::surface:
        return c.surface;
      case Tone::paper:
        return c.paper;
      case Tone::print:
        return c.print;
      case Tone::print_ink:
        return c.print_ink;
      case Tone::print_line:
        return c.print_line;
      case Tone::print_mark:
        return c.print_mark;
      case Tone::yellow:
        return c.yellow.shape;
    }
    return palette_.tint;
  }

  Point at_;
  double scale_;
  const Palette& palette_;
  std::vector<Mark>& marks_;
};

}  // namespace

void place(const Drawing& drawing, Point at, double scale, const Palette& palette,
           std::vector<Mark>& marks) {
  Placer placer(at, scale, palette, marks);
  for (const Primitive& primitive : drawing) placer.place(primitive);
}

std::vector<Point> rounded(Rect rect, double radius) {
  if (radius <= 0) {
    return {{rect.x, rect.y},
            {rect.right(), rect.y},
            {rect.right(), rect.bottom()},
            {rect.x, rect.bottom()}};
  }
  std::vector<Point> path;
  const double r = std::min({radius, rect.w / 2, rect.h / 2});
  append_arc(path, {rect.x + r, rect.y + r}, r, r, 180, 270);
  append_arc(path, {rect.right() - r, rect.y + r}, r, r, 270, 360);
  append_arc(path, {rect.right() - r, rect.bottom() - r}, r, r, 0, 90);
  append_arc(path, {rect.x + r, rect.bottom() - r}, r, r, 90, 180);
  return path;
}

namespace draw {

using Kind = Primitive::Kind;

Primitive line(double stroke, std::vector<Point> points, Tone tone) {
  Primitive p{Kind::polyline, std::move(points)};
  p.stroke = stroke, p.tone = tone;
  return p;
}
Primitive loop(double stroke, std::vector<Point> points, Tone tone) {
  Primitive p = line(stroke, std::move(points), tone);
  p.closed = true;
  return p;
}
Primitive polygon(std::vector<Point> points, Tone tone) {
  Primitive p{Kind::polygon, std::move(points)};
  p.tone = tone;
  return p;
}
Primitive disc(double x, double y, double radius, Tone tone) {
  Primitive p{Kind::disc, {{x, y}}};
  p.radius = radius, p.tone = tone;
  return p;
}
Primitive ring(double x, double y, double radius, double stroke, Tone tone) {
  Primitive p{Kind::arc, {{x, y}}};
  p.radius = radius, p.stroke = stroke, p.tone = tone;
  return p;
}
Primitive arc(double x, double y, double radius, double from, double to, double stroke,
              std::vector<Point> then) {
  Primitive p{Kind::arc, {{x, y}}};
  p.points.insert(p.points.end(), then.begin(), then.end());
  p.radius = radius, p.stroke = stroke, p.from = from;
  p.to = to < from ? to + 360 : to;
  return p;
}
Primitive dash(double x, double y, double radius, double from, double to, double stroke) {
  Primitive p = arc(x, y, radius, from, to, stroke);
  p.flat = true;
  return p;
}
Primitive ellipse(double x, double y, double rx, double ry, double stroke) {
  Primitive p{Kind::ellipse, {{x, y}}};
  p.radius = rx, p.radius2 = ry, p.stroke = stroke, p.closed = true;
  return p;
}
Primitive upper_half(double x, double y, double radius, Tone tone) {
  Primitive p{Kind::upper_half, {{x, y}}};
  p.radius = radius, p.tone = tone;
  return p;
}
Primitive right_half(double x, double y, double radius) {
  std::vector<Point> half;
  append_arc(half, {x, y}, radius, radius, -90, 90);
  return polygon(std::move(half));
}
Primitive box(double left, double top, double right, double bottom, double radius, Tone tone) {
  Primitive p{Kind::rectangle, {{left, top}, {right, bottom}}};
  p.radius = radius, p.tone = tone;
  return p;
}
Primitive frame(double left, double top, double right, double bottom, double radius, double stroke,
                Tone tone) {
  Primitive p = box(left, top, right, bottom, radius, tone);
  p.stroke = stroke, p.closed = true;
  return p;
}
Primitive tile(double left, double top, double right, double bottom, Tone tone) {
  Primitive p{Kind::tile, {{left, top}, {right, bottom}}};
  p.tone = tone;
  return p;
}

void dashed(Drawing& drawing, Point from, Point to, double stroke, double on, double off,
            Tone tone) {
  const double dx = to.x - from.x, dy = to.y - from.y;
  const double length = std::hypot(dx, dy);
  // Whole dashes, one at either end: the gaps take up what is left.
  const int gaps = std::max(1, static_cast<int>(std::lround((length - on) / (on + off))));
  const double gap = (length - on * (gaps + 1)) / gaps;
  const Point u{dx / length, dy / length}, n{-u.y * stroke / 2, u.x * stroke / 2};
  for (int i = 0; i <= gaps; ++i) {
    const double a = i * (on + gap), b = a + on;
    drawing.push_back(polygon({{from.x + u.x * a + n.x, from.y + u.y * a + n.y},
                               {from.x + u.x * b + n.x, from.y + u.y * b + n.y},
                               {from.x + u.x * b - n.x, from.y + u.y * b - n.y},
                               {from.x + u.x * a - n.x, from.y + u.y * a - n.y}},
                              tone));
  }
}

}  // namespace draw

}  // namespace ui
