// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_map.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "printing/sheet/languages.h"
#include "printing/sheet/shapes.h"

namespace printing {

namespace {

using Building = visit::RouteMap::Building;

constexpr std::size_t kBuildingsOnRoll = 4;
constexpr double kFrameLine = .5;
constexpr double kWall = .6;
constexpr double kAir = .8;    // between a building's wall and its words
constexpr double kLegend = 9;  // the roll's lowest line
constexpr double kTurn = 3;    // radius of a numbered turn, its rim included
constexpr double kTurnRim = .4;
constexpr double kRing = 2.6;  // "you are here"
constexpr double kArrowWide = 5.2;
constexpr double kArrowLong = 3.6;
constexpr double kLeader = .35;
constexpr double kClear = 1.2;  // what a label keeps free around itself

double way_width(Paper paper) { return paper == Paper::a4 ? 1.8 : 1.5; }
Type name_type(Paper paper, bool destination) {
  const double points = paper == Paper::a4 ? 14 : 12;
  return destination ? bold(points) : regular(points);
}
Type here_type(Paper paper) { return bold(paper == Paper::a4 ? 14 : 12); }

// The map's units on paper.
struct Placing {
  double x, y, scale;

  Placing(const Box& frame, Paper paper) {
    const double below = paper == Paper::roll ? kLegend : 0;
    scale = std::min(frame.w / kMapWidth, (frame.h - below) / kMapHeight);
    x = frame.x + (frame.w - scale * kMapWidth) / 2;
    y = frame.y + (frame.h - below - scale * kMapHeight) / 2;
  }
  [[nodiscard]] Point operator()(const visit::RouteMap::Spot& spot) const {
    return {x + scale * spot.first, y + scale * spot.second};
  }
  [[nodiscard]] Box operator()(const Building& building) const {
    return {x + scale * building.x, y + scale * building.y, scale * building.w, scale * building.h};
  }
};

// A building's one or two lines; a roll has room for its name only.
std::vector<std::string> words_of(const Building& building, Paper paper) {
  std::vector<std::string> words{building.name};
  if (paper == Paper::a4 && !building.number.empty()) words.push_back(building.number);
  return words;
}

double words_height(const Building& building, Paper paper) {
  const double em = name_type(paper, building.destination).size.mm();
  return em * (1 + 1.1 * static_cast<double>(words_of(building, paper).size() - 1));
}

class Drawing {
 public:
  Drawing(Compositor& sheet, const visit::RouteMap& map, const Box& frame, const MapLook& look)
      : sheet_(sheet), map_(map), frame_(frame), look_(look), place_(frame, look.paper) {}

  void draw() {
    sheet_.add(Frame{frame_, kFrameLine});
    for (const Building& building : buildings_on(sheet_, map_, frame_, look_.paper)) draw(building);
    draw_way();
    for (std::size_t i = 0; i < map_.turns.size(); ++i) draw_turn(i);
    const Point here = place_(map_.way.front());
    sheet_.add(here_ring(here, kRing));
    taken_.push_back({here.x - kRing, here.y - kRing, 2 * kRing, 2 * kRing});
    if (look_.paper == Paper::roll) {
      draw_legend();
    } else {
      draw_label(here);
    }
  }

 private:
  void draw(const Building& building) {
    const Box box = place_(building);
    taken_.push_back(box);
    if (building.destination) {
      sheet_.add(FilledRect{box, Ink::black});
    } else {
      sheet_.add(Frame{box, kWall});
    }
    if (!words_fit(sheet_, building, frame_, look_.paper)) {
      return sheet_.refuse(SheetTrouble::words_do_not_fit);
    }
    const Type type = name_type(look_.paper, building.destination);
    const double em = type.size.mm();
    double top = box.y + (box.h - words_height(building, look_.paper)) / 2;
    for (const std::string& line : words_of(building, look_.paper)) {
      sheet_.set(line, type,
                 {.at = {box.x + box.w / 2, top + kAscent * em},
                  .anchor = Anchor::centre,
                  .ink = building.destination ? Ink::white : Ink::black});
      top += 1.1 * em;
    }
  }

  void draw_way() {
    std::vector<Point> points;
    for (const auto& spot : map_.way) points.push_back(place_(spot));
    for (std::size_t i = 1; i < points.size(); ++i) way_.emplace_back(points[i - 1], points[i]);
    const Point end = points.back();
    const Point before = points[points.size() - 2];
    const double length = std::hypot(end.x - before.x, end.y - before.y);
    const Point along{(end.x - before.x) / length, (end.y - before.y) / length};
    const Point across{-along.y * kArrowWide / 2, along.x * kArrowWide / 2};
    const Point base{end.x - along.x * kArrowLong, end.y - along.y * kArrowLong};
    points.back() = base;
    sheet_.add(Polyline{std::move(points), way_width(look_.paper), Ink::black});
    sheet_.add(Polygon{
        {end, {base.x + across.x, base.y + across.y}, {base.x - across.x, base.y - across.y}},
        Ink::black,
        0});
  }

  void draw_turn(std::size_t i) {
    const Point at = place_(map_.turns[i]);
    sheet_.add(Circle{at, kTurn, Ink::black});
    sheet_.add(Circle{at, kTurn - kTurnRim, Ink::white});
    const Type type = bold(12);
    sheet_.set(
        std::to_string(i + 1), type,
        {.at = {at.x, at.y + text::kCapHeight / 2 * type.size.mm()}, .anchor = Anchor::centre});
    taken_.push_back({at.x - kTurn, at.y - kTurn, 2 * kTurn, 2 * kTurn});
  }

  void draw_legend() {
    const double middle = frame_.bottom() - kLegend / 2;
    const Type type = here_type(look_.paper);
    const double x = frame_.x + 3;
    sheet_.add(here_ring({x + kRing, middle}, kRing));
    const double text_x = x + 2 * kRing + 1.5;
    sheet_.set(both(look_.here, look_.first), type,
               {.at = {text_x, middle + text::kCapHeight / 2 * type.size.mm()},
                .widest = frame_.right() - 1 - text_x});
  }

  // The words stand in the nearest free place and a thin line leads to them.
  void draw_label(Point here) {
    const Type type = here_type(look_.paper);
    const std::string words = both(look_.here, look_.first);
    const Box size = sheet_.measure(words, type);
    std::optional<Box> best;
    Point end{};
    double nearest = 0;
    constexpr double kStep = 1.5;
    for (double y = frame_.y + 2; y + size.h < frame_.bottom() - 2; y += kStep) {
      for (double x = frame_.x + 3; x + size.w < frame_.right() - 3; x += kStep) {
        const Box box{x, y, size.w, size.h};
        if (!is_free(box)) continue;
        for (const Point& to : leader_ends(box)) {
          const double far = std::hypot(to.x - here.x, to.y - here.y);
          if ((best && far >= nearest) || !is_free(here, to)) continue;
          best = box;
          end = to;
          nearest = far;
        }
      }
    }
    if (!best) return sheet_.refuse(SheetTrouble::words_do_not_fit);
    sheet_.set(words, type, {.at = {best->x, best->y - size.y}});
    const double rim = kRing / nearest;
    sheet_.add(
        Line{{here.x + rim * (end.x - here.x), here.y + rim * (end.y - here.y)}, end, kLeader});
  }

  // Where a leader may meet a label: along its edges, a hair off its words.
  static std::vector<Point> leader_ends(const Box& box) {
    const Box near = grown(box, .6);
    std::vector<Point> ends{{near.x, near.y + near.h / 2}, {near.right(), near.y + near.h / 2}};
    for (const double part : {.1, .3, .5, .7, .9}) {
      ends.push_back({near.x + part * near.w, near.y});
      ends.push_back({near.x + part * near.w, near.bottom()});
    }
    return ends;
  }

  [[nodiscard]] bool is_free(const Box& box) const {
    const Box wide = grown(box, kClear);
    if (std::any_of(taken_.begin(), taken_.end(),
                    [&](const Box& taken) { return overlap(wide, taken); })) {
      return false;
    }
    return std::none_of(way_.begin(), way_.end(), [&](const auto& leg) {
      return crosses(leg.first, leg.second, grown(wide, way_width(look_.paper) / 2));
    });
  }
  // A leader runs clear of everything but the ring it begins at.
  [[nodiscard]] bool is_free(Point from, Point to) const {
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    if (length < kRing + 1.5) return false;
    const double rim = (kRing + .4) / length;
    const Point begin{from.x + rim * (to.x - from.x), from.y + rim * (to.y - from.y)};
    const Box ring{from.x - kRing, from.y - kRing, 2 * kRing, 2 * kRing};
    for (const Box& taken : taken_) {
      const bool own = taken.x == ring.x && taken.y == ring.y;
      if (!own && crosses(begin, to, grown(taken, .3))) return false;
    }
    return std::none_of(way_.begin(), way_.end(), [&](const auto& leg) {
      const double half = way_width(look_.paper) / 2 + .3;
      const Box box =
          grown(around({leg.first.x, leg.first.y, 0, 0}, {leg.second.x, leg.second.y, 0, 0}), half);
      return crosses(begin, to, box);
    });
  }
  // Whether a straight line touches a box, by steps of half a millimetre.
  static bool crosses(Point from, Point to, const Box& box) {
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const int steps = std::max(1, static_cast<int>(std::ceil(length / .5)));
    for (int i = 0; i <= steps; ++i) {
      const double part = static_cast<double>(i) / steps;
      const double x = from.x + part * (to.x - from.x);
      const double y = from.y + part * (to.y - from.y);
      if (x > box.x && x < box.right() && y > box.y && y < box.bottom()) return true;
    }
    return false;
  }

  Compositor& sheet_;
  const visit::RouteMap& map_;
  const Box frame_;
  const MapLook& look_;
  const Placing place_;
  std::vector<Box> taken_;
  std::vector<std::pair<Point, Point>> way_;
};

}  // namespace

std::vector<Building> buildings_on(Compositor& sheet, const visit::RouteMap& map, const Box& frame,
                                   Paper paper) {
  if (paper == Paper::a4) return map.buildings;
  std::vector<Building> chosen;
  std::size_t others = 0;
  for (const Building& building : map.buildings) {
    if (!building.destination) {
      if (others + 1 == kBuildingsOnRoll || !words_fit(sheet, building, frame, paper)) continue;
      ++others;
    }
    chosen.push_back(building);
  }
  return chosen;
}

bool words_fit(Compositor& sheet, const Building& building, const Box& frame, Paper paper) {
  const Box box = grown(Placing(frame, paper)(building), -(kWall + kAir));
  if (words_height(building, paper) > box.h) return false;
  const Type type = name_type(paper, building.destination);
  for (const std::string& line : words_of(building, paper)) {
    if (sheet.measure(line, type).w > box.w) return false;
  }
  return true;
}

void route_map(Compositor& sheet, const visit::RouteMap& map, const Box& frame,
               const MapLook& look) {
  Drawing(sheet, map, frame, look).draw();
}

}  // namespace printing
