// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/shapes.h"

#include <initializer_list>

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

}  // namespace printing
