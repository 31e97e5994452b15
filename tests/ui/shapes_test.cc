// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shapes.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "ui/illustrations.h"
#include "ui/route.h"

using namespace ui;

namespace {

// Out of one door, along, and in at another.
const RouteLine kAround{{30, 44}, {30, 21}, {120, 21}, {120, 44}, {160, 44}};

// How far a drawing reaches, strokes included.
Rect reach(const Drawing& drawing) {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (const Primitive& p : drawing) {
    for (const Point point : p.points) {
      const bool round = p.kind == Primitive::Kind::disc || p.kind == Primitive::Kind::arc ||
                         p.kind == Primitive::Kind::ellipse;
      const double r =
          (round && &point == &p.points.front() ? std::max(p.radius, p.radius2) : 0) + p.stroke / 2;
      left = std::min(left, point.x - r), right = std::max(right, point.x + r);
      top = std::min(top, point.y - r), bottom = std::max(bottom, point.y + r);
    }
  }
  return {left, top, right - left, bottom - top};
}

bool convex(const std::vector<Point>& p) {
  int sign = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const Point a = p[i], b = p[(i + 1) % p.size()], c = p[(i + 2) % p.size()];
    const double cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    if (std::abs(cross) < 1e-9) continue;
    const int turn = cross > 0 ? 1 : -1;
    if (sign != 0 && turn != sign) return false;
    sign = turn;
  }
  return true;
}

}  // namespace

TEST_CASE("every icon is drawn and stays in its box") {
  CHECK(icon(visit::Icon::none).empty());
  for (int i = 1; i <= static_cast<int>(visit::Icon::backspace); ++i) {
    const Drawing& drawing = icon(static_cast<visit::Icon>(i));
    INFO("icon " << i);
    CHECK_FALSE(drawing.empty());
    const Rect r = reach(drawing);
    CHECK(r.x >= -1);
    CHECK(r.y >= -1);
    CHECK(r.right() <= 101);
    CHECK(r.bottom() <= 101);
  }
}

TEST_CASE("the four verdict shapes differ in more than colour") {
  std::vector<std::size_t> parts;
  for (const auto shape : {visit::VerdictShape::green, visit::VerdictShape::yellow,
                           visit::VerdictShape::red, visit::VerdictShape::no_result}) {
    CHECK_FALSE(verdict_shape(shape).empty());
  }
  using Kind = Primitive::Kind;
  CHECK(verdict_shape(visit::VerdictShape::green)[0].kind == Kind::disc);
  CHECK(verdict_shape(visit::VerdictShape::yellow)[0].kind == Kind::polygon);
  CHECK(verdict_shape(visit::VerdictShape::red)[0].kind == Kind::rectangle);
  CHECK(verdict_shape(visit::VerdictShape::no_result)[0].kind == Kind::arc);
}

TEST_CASE("every filled polygon is convex, as the painter needs it") {
  std::vector<Drawing> all;
  for (int i = 0; i <= static_cast<int>(visit::Icon::backspace); ++i) {
    all.push_back(icon(static_cast<visit::Icon>(i)));
  }
  for (int kind = 0; kind <= static_cast<int>(visit::PictureKind::scan_paper); ++kind) {
    if (kind == static_cast<int>(visit::PictureKind::route)) continue;
    for (int quarter = 0; quarter <= 4; ++quarter) {
      const Illustration picture = illustration(static_cast<visit::PictureKind>(kind), quarter);
      CHECK_FALSE(picture.drawing.empty());
      for (const Drawing& part : {picture.drawing, picture.behind, picture.over}) {
        all.push_back(part);
      }
      for (const LabelSpot& spot : picture.labels) all.push_back(spot.around);
    }
  }
  all.push_back(route(kAround, {44, 30, 44}, 11).drawing);
  std::size_t polygons = 0;
  for (const Drawing& drawing : all) {
    for (const Primitive& p : drawing) {
      if (p.kind != Primitive::Kind::polygon) continue;
      ++polygons;
      CHECK(convex(p.points));
    }
  }
  CHECK(polygons > 20);
  // The control.
  CHECK_FALSE(convex({{0, 0}, {4, 0}, {1, 1}, {0, 4}}));
}

TEST_CASE("the sheet leaves the printer in quarters and the arrow goes ahead of it") {
  double last = 0;
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const Illustration picture = illustration(visit::PictureKind::printer, quarter);
    const double end = reach(picture.behind).bottom();
    CHECK(end > last);
    last = end;
    CHECK(reach(picture.over).bottom() > end);
  }
}

TEST_CASE("every picture stays within what it says it inks") {
  for (const auto kind : {visit::PictureKind::lay_card, visit::PictureKind::take_both,
                          visit::PictureKind::take_card, visit::PictureKind::scan_paper}) {
    for (const int quarter : {0, 4}) {
      const Illustration picture = illustration(kind, quarter);
      const Rect inked = reach(picture.drawing);
      INFO(static_cast<int>(kind) << " " << quarter);
      CHECK(inked.x >= picture.extent.x - 1);
      CHECK(inked.y >= picture.extent.y - 1);
      CHECK(inked.right() <= picture.extent.right() + 1);
      CHECK(inked.bottom() <= picture.extent.bottom() + 1);
    }
  }
}

TEST_CASE("a sheet goes up into the scanner's light, and down once it has been seen") {
  // The head of the arrow: the polygon furthest to the left.
  const auto arrow = [](int quarter) {
    const Illustration picture = illustration(visit::PictureKind::scan_paper, quarter);
    const Primitive* head = nullptr;
    for (const Primitive& p : picture.drawing) {
      if (p.kind != Primitive::Kind::polygon || p.points.size() != 3) continue;
      if (head == nullptr || p.points[0].x < head->points[0].x) head = &p;
    }
    REQUIRE(head != nullptr);
    // Where one point of the three stands alone.
    const auto [low, high] =
        std::minmax_element(head->points.begin(), head->points.end(),
                            [](const Point& a, const Point& b) { return a.y < b.y; });
    const auto lowest = std::count_if(head->points.begin(), head->points.end(),
                                      [&](const Point& p) { return p.y == high->y; });
    return lowest == 1 ? "down" : low->y < high->y ? "up" : "nowhere";
  };
  CHECK(std::string(arrow(0)) == "up");
  CHECK(std::string(arrow(4)) == "down");
}

TEST_CASE("a way whose words are too long is not drawn") {
  CHECK(route(kAround, {44, 30, 44}, 11).room_for_words);
  CHECK_FALSE(route(kAround, {110, 60, 110}, 16).room_for_words);
}

TEST_CASE("the words of a way stand clear of it and of its goal, wherever it leads") {
  constexpr RouteWords kWords{44, 40, 44};
  constexpr double kEm = 11;
  for (const RouteLine& line : std::vector<RouteLine>{
           kAround,
           {{0, 0}, {0, 0}},
           {{10, 30}, {200, 30}},
           {{200, 30}, {10, 30}},
           {{55, 35}, {55, 46}, {201, 46}, {201, 35}},
           {{20, 60}, {20, 4}},
           {{100, 10}, {40, 50}, {180, 50}},
       }) {
    const RouteDrawing way = route(line, kWords, kEm);
    CHECK(way.room_for_words);
    const auto box = [](Point left, double width) {
      return Rect{left.x, left.y - kEm / 2, width, kEm};
    };
    const Rect here = box(way.here, kWords.here), far = box(way.how_long, kWords.how_long);
    const auto apart = [](const Rect& a, const Rect& b) {
      return a.x >= b.right() || b.x >= a.right() || a.y >= b.bottom() || b.y >= a.bottom();
    };
    CHECK(apart(here, far));
    CHECK(apart(here, way.goal));
    CHECK(apart(far, way.goal));
    std::size_t pieces = 0;
    for (const Primitive& p : way.drawing) {
      if (p.kind != Primitive::Kind::tile) continue;
      ++pieces;
      const Rect tile{p.points[0].x, p.points[0].y, p.points[1].x - p.points[0].x,
                      p.points[1].y - p.points[0].y};
      CHECK(apart(here, tile));
      CHECK(apart(far, tile));
    }
    CHECK(pieces > 0);
    for (const Rect& each : {here, far, way.goal}) {
      CHECK(each.x >= 0);
      CHECK(each.right() <= 240);
      CHECK(each.y >= 0);
      CHECK(each.bottom() <= 64);
    }
  }
}
