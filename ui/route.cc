// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/route.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace ui {

namespace {

constexpr double kWidth = 240, kHeight = 64, kMargin = 4;
constexpr double kInk = 9, kYellow = 6.4, kRing = 8.4;
constexpr double kArrow = 16, kArrowHalf = 11.5;
constexpr double kHigh = 19.5, kLow = 44.5;  // between which the line bends
constexpr double kBeforeGoal = 6, kAroundWords = 1.2;

// Of the line's own extent to the room it has; one that does not bend stays low.
double stretched(double at, double from, double to, double low, double high) {
  return to - from < 1 ? high : low + (at - from) / (to - from) * (high - low);
}

// What the words must not stand on.
std::vector<Rect> taken_by(const std::vector<Point>& way) {
  std::vector<Rect> out;
  for (std::size_t i = 0; i + 1 < way.size(); ++i) {
    const Point a = way[i], b = way[i + 1];
    // A slanted piece is as wide as a few short ones.
    const int pieces = a.x == b.x || a.y == b.y ? 1 : 12;
    for (int n = 0; n < pieces; ++n) {
      const auto on = [&](int k) {
        const double t = static_cast<double>(k) / pieces;
        return Point{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
      };
      const Point p = on(n), q = on(n + 1);
      out.push_back(
          Rect{std::min(p.x, q.x), std::min(p.y, q.y), std::abs(p.x - q.x), std::abs(p.y - q.y)}
              .grown(kInk / 2 + kAroundWords));
    }
  }
  return out;
}

bool meet(const Rect& a, const Rect& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

// The free place nearest to `wish`, which is where its left centre would like to be.
std::optional<Rect> free_place(const std::vector<Rect>& taken, double width, double height,
                               Point wish) {
  std::optional<Rect> best;
  double nearest = std::numeric_limits<double>::max();
  constexpr double kStep = 0.5;
  for (double y = kMargin / 2; y + height <= kHeight - kMargin / 2; y += kStep) {
    for (double x = kMargin + 2; x + width <= kWidth - kMargin - 2; x += kStep) {
      const Rect place{x, y, width, height};
      const double far = std::hypot(x - wish.x, place.centre().y - wish.y);
      if (far >= nearest) continue;
      if (std::any_of(taken.begin(), taken.end(), [&](const Rect& r) { return meet(r, place); })) {
        continue;
      }
      best = place;
      nearest = far;
    }
  }
  return best;
}

// Straight pieces, so that the corners stay square.
void draw_way(Drawing& drawing, const std::vector<Point>& way, double width, Tone tone) {
  const double h = width / 2;
  for (std::size_t i = 0; i + 1 < way.size(); ++i) {
    const Point a = way[i], b = way[i + 1];
    if (a.x != b.x && a.y != b.y) {
      drawing.push_back(draw::line(width, {a, b}, tone));
      continue;
    }
    const bool last = i + 2 == way.size();  // the arrow's head begins where it ends
    const double left = std::min(a.x, b.x) - (last && b.x < a.x ? 0 : h);
    const double right = std::max(a.x, b.x) + (last && b.x > a.x ? 0 : h);
    drawing.push_back(
        draw::tile(left, std::min(a.y, b.y) - h, right, std::max(a.y, b.y) + h, tone));
  }
}

}  // namespace

RouteDrawing route(const RouteLine& line, const RouteWords& widths, double em) {
  RouteDrawing out;
  const bool leftwards = line.back().first < line.front().first;
  const double goal_w = std::max(53.0, widths.goal + 9), goal_h = std::max(29.0, em * 1.4 + 8);
  // Everything as if it went to the right; turned at the end if it does not.
  const auto turned = [leftwards](double x) { return leftwards ? kWidth - x : x; };
  const auto [left, right] = std::minmax_element(
      line.begin(), line.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto [top, bottom] = std::minmax_element(
      line.begin(), line.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const double goal_x = kWidth - kMargin - 3.5 - goal_w;
  const double tip = goal_x - kBeforeGoal, last = tip - kArrow - 4;
  // A start at the very edge leaves no room for its words; further in they stand beside it.
  constexpr double kStart = 30;
  std::vector<Point> way;
  for (const auto& [x, y] : line) {
    const double along = leftwards ? right->first - x : x - left->first;
    way.push_back({stretched(along, 0, right->first - left->first, kStart, last),
                   stretched(y, top->second, bottom->second, kHigh, kLow)});
  }
  const double goal_y =
      std::clamp(way.back().y, kMargin + goal_h / 2 - 1, kHeight - kMargin - goal_h / 2 + 1);
  if (way.size() < 2 || way.back().x < last || way[way.size() - 2].y != way.back().y) {
    // The last piece leads straight to the door.
    way.push_back({last, way.back().y});
  }
  if (way.back().y != goal_y) way.push_back({last, goal_y});
  const double end = tip - kArrow + 1;
  if (way[way.size() - 2].y == way.back().y) {
    way.back().x = end;
  } else {
    way.push_back({end, goal_y});
  }
  for (Point& p : way) p.x = turned(p.x);
  out.goal = {leftwards ? kWidth - goal_x - goal_w : goal_x, goal_y - goal_h / 2, goal_w, goal_h};

  const Point start = way.front();
  std::vector<Rect> taken = taken_by(way);
  taken.push_back(Rect{start.x, start.y, 0, 0}.grown(kRing + 2));
  taken.push_back(out.goal.grown(2.5));
  taken.push_back(
      Rect{turned(tip) - (leftwards ? 0 : kArrow), goal_y - kArrowHalf, kArrow, 2 * kArrowHalf}
          .grown(kAroundWords));
  const double height = em * 1.1;
  const Point beside{leftwards ? start.x - kRing - 3.6 - widths.here : start.x + kRing + 3.6,
                     start.y};
  const auto here = free_place(taken, widths.here, height, beside);
  if (here) taken.push_back(here->grown(kAroundWords));
  const Point middle{(start.x + turned(tip)) / 2 + (leftwards ? -widths.how_long : 0), 15.5};
  const auto how_long = free_place(taken, widths.how_long, height, middle);
  out.room_for_words = here && how_long && goal_x > kWidth / 3;
  if (here) out.here = {here->x, here->centre().y};
  if (how_long) out.how_long = {how_long->x, how_long->centre().y};

  draw_way(out.drawing, way, kInk, Tone::ink);
  draw_way(out.drawing, way, kYellow, Tone::yellow);
  const double back = turned(tip - kArrow);
  const std::vector<Point> head{
      {back, goal_y - kArrowHalf}, {turned(tip), goal_y}, {back, goal_y + kArrowHalf}};
  out.drawing.push_back(draw::polygon(head, Tone::yellow));
  out.drawing.push_back(draw::loop(1.3, head, Tone::ink));
  out.drawing.push_back(draw::disc(start.x, start.y, kRing, Tone::ink));
  out.drawing.push_back(draw::disc(start.x, start.y, 5.6, Tone::surface));
  out.drawing.push_back(draw::disc(start.x, start.y, 2.7, Tone::ink));
  return out;
}

}  // namespace ui
