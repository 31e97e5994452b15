// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/shapes.h"

#include <initializer_list>
#include <iterator>

namespace printing {

namespace {

// Points of a shape drawn around (0, 0) with radius 1.
std::vector<Point> placed(std::initializer_list<Point> unit, Point centre, double r) {
  std::vector<Point> points;
  for (const Point& point : unit) {
    points.push_back({centre.x + point.x * r, centre.y + point.y * r});
  }
  return points;
}

std::vector<Mark> green_circle(Point c, double r, Ink ink) {
  std::vector<Mark> marks;
  marks.push_back(Circle{c, r, ink});
  marks.push_back(
      Polyline{placed({{-.48, .04}, {-.14, .40}, {.52, -.36}}, c, r), .23 * r, Ink::white});
  return marks;
}

std::vector<Mark> yellow_triangle(Point c, double r, Ink ink) {
  // A triangle's middle lies above the middle of its box: lowered until it looks centred.
  c.y += .7 * r / 14;
  std::vector<Mark> marks;
  marks.push_back(Polygon{placed({{-.98, .82}, {.98, .82}, {0, -.88}}, c, r), ink, .16 * r});
  marks.push_back(Polygon{placed({{-.125, -.34}, {.125, -.34}, {.075, .30}, {-.075, .30}}, c, r),
                          Ink::black, 0});
  marks.push_back(Circle{{c.x, c.y + .52 * r}, .125 * r, Ink::black});
  return marks;
}

std::vector<Mark> red_square(Point c, double r, Ink ink) {
  const double half = .92 * r;
  std::vector<Mark> marks;
  marks.push_back(FilledRect{{c.x - half, c.y - half, 2 * half, 2 * half}, ink});
  for (const auto& arm :
       {placed({{-.46, -.46}, {.46, .46}}, c, r), placed({{-.46, .46}, {.46, -.46}}, c, r)}) {
    marks.push_back(Polyline{arm, .27 * r, Ink::white});
  }
  return marks;
}

}  // namespace

std::vector<Mark> health_shape(visit::Colour colour, Point centre, double r, Palette palette) {
  const bool mono = palette == Palette::mono;
  switch (colour) {
    case visit::Colour::green:
      return green_circle(centre, r, mono ? Ink::black : Ink::green);
    case visit::Colour::yellow:
      return yellow_triangle(centre, r, mono ? Ink::white : Ink::yellow);
    case visit::Colour::red:
      return red_square(centre, r, mono ? Ink::black : Ink::red);
  }
  return {};
}

std::vector<Mark> signpost(Point c, double r) {
  std::vector<Mark> marks;
  marks.push_back(Polygon{placed({{-1, -.62}, {.35, -.62}, {1, 0}, {.35, .62}, {-1, .62}}, c, r),
                          Ink::black, 0});
  marks.push_back(Polygon{
      placed(
          {{-.62, -.13}, {.12, -.13}, {.12, -.40}, {.62, 0}, {.12, .40}, {.12, .13}, {-.62, .13}},
          c, r),
      Ink::white, 0});
  return marks;
}

std::vector<Mark> scan_frame(Point c, double r) {
  std::vector<Mark> marks;
  const double arm = .42 * r;
  const double width = .15 * r;
  for (const double x : {-1., 1.}) {
    for (const double y : {-1., 1.}) {
      const double left = x < 0 ? c.x - r : c.x + r - arm;
      const double top = y < 0 ? c.y - r : c.y + r - width;
      marks.push_back(FilledRect{{left, top, arm, width}, Ink::black});
      const double arm_left = x < 0 ? c.x - r : c.x + r - width;
      const double arm_top = y < 0 ? c.y - r : c.y + r - arm;
      marks.push_back(FilledRect{{arm_left, arm_top, width, arm}, Ink::black});
    }
  }
  for (const Point& at : placed({{-.5, -.5}, {.12, -.5}, {-.5, .12}}, c, r)) {
    marks.push_back(Frame{{at.x, at.y, .38 * r, .38 * r}, .11 * r});
  }
  for (const Point& at : placed({{.14, .14}, {.36, .14}, {.14, .36}, {.40, .40}}, c, r)) {
    marks.push_back(FilledRect{{at.x, at.y, .14 * r, .14 * r}, Ink::black});
  }
  return marks;
}

std::vector<Mark> here_ring(Point c, double r) {
  std::vector<Mark> marks;
  marks.push_back(Circle{c, r, Ink::black});
  marks.push_back(Circle{c, .73 * r, Ink::white});
  marks.push_back(Circle{c, .46 * r, Ink::black});
  return marks;
}

std::vector<Mark> scissors(Point at) {
  constexpr double kRing = 1.3;
  constexpr double kLine = .5;
  constexpr double kBlade = 6.6;
  constexpr double kSpread = 1.75;  // from the cut to a ring's middle
  std::vector<Mark> marks;
  for (const double side : {-1., 1.}) {
    const Point ring{at.x - 3.2, at.y + side * kSpread};
    marks.push_back(Circle{ring, kRing, Ink::black});
    marks.push_back(Circle{ring, kRing - kLine, Ink::white});
    const Point grip{ring.x + kRing * .9, ring.y - side * kRing * .42};
    const double slope = (at.y - grip.y) / (at.x - grip.x);
    marks.push_back(
        Polyline{{grip, {grip.x + kBlade, grip.y + slope * kBlade}}, kLine, Ink::black});
  }
  return marks;
}

}  // namespace printing
