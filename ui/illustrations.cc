// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/illustrations.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ui {

namespace {

using namespace draw;

void add(Drawing& drawing, Drawing more) {
  drawing.insert(drawing.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

void filled(Drawing& drawing, std::vector<Point> points, Tone fill, double stroke = kPictureOutline,
            Tone outline = Tone::ink) {
  drawing.push_back(polygon(points, fill));
  drawing.push_back(loop(stroke, std::move(points), outline));
}

void panel(Drawing& drawing, Rect r, double radius, Tone fill, double stroke = kPictureOutline,
           Tone outline = Tone::ink) {
  drawing.push_back(box(r.x, r.y, r.right(), r.bottom(), radius, fill));
  drawing.push_back(frame(r.x, r.y, r.right(), r.bottom(), radius, stroke, outline));
}

void bar(Drawing& drawing, double x, double y, double w, double h, Tone tone) {
  drawing.push_back(box(x, y, x + w, y + h, std::min(1.0, h / 3), tone));
}

// An identity card of this width, 85.6 : 54.
Drawing card(double x, double y, double width) {
  const double s = width / 85.6;
  Drawing d;
  panel(d, {x, y, width, 54 * s}, 3.2 * s, Tone::card, 1.2);
  for (const auto& [bx, by, bw] : {std::array{8.0, 9.0, 26.0}, std::array{8.0, 17.0, 18.0},
                                   std::array{8.0, 25.0, 36.0}, std::array{8.0, 43.0, 56.0}}) {
    bar(d, x + bx * s, y + by * s, bw * s, 3.4 * s, Tone::act);
  }
  panel(d, {x + 55 * s, y + 8 * s, 24 * s, 30 * s}, 1.6 * s, Tone::surface, 0.9, Tone::act);
  d.push_back(disc(x + 67 * s, y + 18.5 * s, 5.2 * s, Tone::act));
  d.push_back(upper_half(x + 67 * s, y + 37.4 * s, 9 * s, Tone::act));
  return d;
}

// A code as one sees it from afar: three finders and a pattern that says nothing.
Drawing code(double x, double y, double side) {
  constexpr int kModules = 25, kFinder = 7;
  const double m = side / kModules;
  Drawing d;
  const auto square = [&](double mx, double my, double w, Tone tone) {
    d.push_back(tile(x + mx * m, y + my * m, x + (mx + w) * m, y + (my + w) * m, tone));
  };
  std::uint32_t noise = 0x2021;
  const auto dark = [&noise] {
    noise = noise * 1664525U + 1013904223U;
    return (noise >> 24) % 2 == 0;
  };
  for (int row = 0; row < kModules; ++row) {
    int from = -1;
    for (int column = 0; column <= kModules; ++column) {
      const bool corner =
          (row < kFinder + 1 || row >= kModules - kFinder - 1) &&
          (column < kFinder + 1 || (row < kFinder + 1 && column >= kModules - kFinder - 1));
      const bool on = column < kModules && dark() && !corner;
      if (on && from < 0) from = column;
      if (!on && from >= 0) {
        d.push_back(
            tile(x + from * m, y + row * m, x + column * m, y + (row + 1) * m, Tone::print_ink));
        from = -1;
      }
    }
  }
  for (const auto& [fx, fy] :
       {std::pair{0, 0}, std::pair{kModules - kFinder, 0}, std::pair{0, kModules - kFinder}}) {
    square(fx, fy, kFinder, Tone::print_ink);
    square(fx + 1, fy + 1, kFinder - 2, Tone::print);
    square(fx + 2, fy + 2, kFinder - 4, Tone::print_ink);
  }
  return d;
}

void arrow_down(Drawing& drawing, double x, double top, double bottom) {
  drawing.push_back(polygon(
      {{x - 5, top}, {x + 5, top}, {x + 5, bottom - 13.5}, {x - 5, bottom - 13.5}}, Tone::act));
  drawing.push_back(
      polygon({{x - 14, bottom - 14}, {x + 14, bottom - 14}, {x, bottom}}, Tone::act));
}

void arrow_up(Drawing& drawing, double x, double top, double bottom) {
  drawing.push_back(polygon(
      {{x - 5, top + 13.5}, {x + 5, top + 13.5}, {x + 5, bottom}, {x - 5, bottom}}, Tone::act));
  drawing.push_back(polygon({{x, top}, {x + 14, top + 14}, {x - 14, top + 14}}, Tone::act));
}

// The kiosk itself: its screen above, the reader's plate on the desk below it.
Drawing machine() {
  Drawing d;
  panel(d, {112, 1, 104, 92}, 6, Tone::card);
  panel(d, {120, 9, 88, 76}, 2, Tone::surface, 0.9, Tone::line);
  bar(d, 128, 17.5, 44, 7, Tone::act);
  bar(d, 128, 30.5, 72, 5, Tone::line);
  bar(d, 128, 39.5, 56, 5, Tone::line);
  d.push_back(box(128, 56.5, 200, 77.5, 3, Tone::act));
  filled(d, {{100, 101}, {228, 101}, {239, 172}, {89, 172}}, Tone::card);
  d.push_back(box(88.2, 171.5, 239.8, 182, 0.8, Tone::ink));
  d.push_back(polygon({{126, 111}, {202, 111}, {209, 160}, {119, 160}}, Tone::act));
  d.push_back(loop(2, {{126.6, 110.8}, {201.4, 110.8}, {208, 160.2}, {120, 160.2}}, Tone::act));
  return d;
}

Illustration lay_card() {
  Illustration out;
  out.drawing = machine();
  const std::array<Point, 4> place{{{138, 120}, {190, 120}, {194, 150}, {134, 150}}};
  for (std::size_t i = 0; i < place.size(); ++i) {
    dashed(out.drawing, place[i], place[(i + 1) % place.size()], 1.6, 5, 3.5, Tone::surface);
  }
  add(out.drawing, card(1, 26, 80));
  out.drawing.push_back(polygon({{36, 84}, {46, 84}, {46, 141}, {36, 141}}, Tone::act));
  out.drawing.push_back(polygon({{45, 131}, {98.5, 131}, {98.5, 141}, {45, 141}}, Tone::act));
  out.drawing.push_back(polygon({{98, 122}, {117, 136}, {98, 150}}, Tone::act));
  out.extent = {0, 0, 240, 182};
  return out;
}

Illustration reading_card() {
  Illustration out;
  Drawing& d = out.drawing;
  d = machine();
  filled(d, {{138, 120}, {190, 120}, {194, 150}, {134, 150}}, Tone::card, 1.2);
  d.push_back(polygon({{144, 126.5}, {160, 126.5}, {159.6, 129.5}, {143.6, 129.5}}, Tone::act));
  d.push_back(polygon({{143, 133.5}, {164.4, 133.5}, {164, 136.5}, {142.6, 136.5}}, Tone::act));
  d.push_back(polygon({{141.4, 143.4}, {172, 143.4}, {171.8, 146.4}, {141, 146.4}}, Tone::act));
  d.push_back(polygon({{172, 125.4}, {185, 125.4}, {186.6, 139.4}, {172.6, 139.4}}, Tone::act));
  out.extent = {0, 0, 240, 182};
  LabelSpot beep{{9, 110, 64, 44}, Type::greeting, true};
  Drawing& bubble = beep.around;
  panel(bubble, {6, 106, 70, 52}, 8, Tone::surface);
  bubble.push_back(polygon({{75, 124.5}, {92, 132.5}, {75, 140.5}}, Tone::surface));
  bubble.push_back(polygon({{74, 124}, {77, 124}, {77, 141}, {74, 141}}, Tone::surface));
  bubble.push_back(line(kPictureOutline, {{76, 124.2}, {92, 132.5}, {76, 140.8}}, Tone::ink));
  out.labels.push_back(std::move(beep));
  return out;
}

// The body of the printer, without what comes out of it.
Drawing printer_body() {
  Drawing d;
  panel(d, {52, 14, 136, 20}, 3, Tone::surface);
  panel(d, {30, 28, 180, 74}, 8, Tone::card);
  d.push_back(disc(192, 46, 5, Tone::act));
  return d;
}

Drawing slot() { return {box(52, 78, 188, 86, 4, Tone::ink)}; }

Illustration printer(int quarter) {
  constexpr double kSlot = 82, kSheet = 84;
  Illustration out;
  out.drawing = printer_body();
  const double top = kSlot - kSheet * (1 - std::clamp(quarter, 0, 4) / 4.0);
  Drawing& d = out.behind;
  panel(d, {70, top, 100, kSheet}, 0, Tone::print);
  add(d, code(84, top + 10, 22));
  bar(d, 114, top + 12.2, 42, 5, Tone::print_ink);
  bar(d, 114, top + 22, 30, 3.4, Tone::print_line);
  bar(d, 84, top + 40, 44, 5, Tone::print_ink);
  bar(d, 84, top + 52, 72, 3.4, Tone::print_line);
  bar(d, 84, top + 60, 60, 3.4, Tone::print_line);
  out.window = {60, kSlot, 120, 100};
  out.over = slot();
  // The arrow follows the sheet.
  const double arrow = std::max(102.0, top + kSheet) + 6;
  arrow_down(out.over, 120, arrow, arrow + 30);
  out.extent = {29, 13, 182, 190};
  return out;
}

Illustration printer_empty() {
  Illustration out;
  filled(out.drawing, {{44, 100}, {196, 100}, {210, 140}, {30, 140}}, Tone::surface);
  const std::array<Point, 4> sheet{{{66, 110}, {174, 110}, {174, 132}, {66, 132}}};
  for (std::size_t i = 0; i < sheet.size(); ++i) {
    dashed(out.drawing, sheet[i], sheet[(i + 1) % sheet.size()], 1.2, 5, 3.5, Tone::ink);
  }
  add(out.drawing, printer_body());
  add(out.drawing, slot());
  out.extent = {29, 13, 182, 128};
  out.labels.push_back({{67, 111, 106, 20}, Type::body, false});
  return out;
}

// The sheet folded up under the slot, as it comes to lie when it is stuck.
Illustration printer_jam() {
  Illustration out;
  Drawing& d = out.drawing;
  d = printer_body();
  // From fold to fold, each piece as convex as the painter needs it.
  constexpr std::array<std::pair<Point, Point>, 5> kFolds{{{{70, 84}, {170, 84}},
                                                           {{86, 95}, {158, 95}},
                                                           {{64, 108}, {178, 108}},
                                                           {{86, 121}, {156, 121}},
                                                           {{72, 130}, {168, 130}}}};
  for (std::size_t i = 0; i + 1 < kFolds.size(); ++i) {
    const auto& [left, right] = kFolds[i];
    const auto& [lower_left, lower_right] = kFolds[i + 1];
    filled(d, {left, right, lower_right, lower_left}, Tone::print, 1.2);
  }
  add(d, slot());
  out.extent = {29, 13, 182, 120};
  return out;
}

// Its cover up, an arrow that shuts it.
Illustration printer_open() {
  Illustration out;
  Drawing& d = out.drawing;
  filled(d, {{46, 70}, {60, 18}, {180, 18}, {194, 70}}, Tone::surface);
  panel(d, {30, 68, 180, 58}, 8, Tone::card);
  d.push_back(box(52, 74, 188, 82, 4, Tone::ink));
  d.push_back(disc(192, 98, 5, Tone::act));
  arrow_down(d, 120, 26, 62);
  out.extent = {29, 17, 182, 110};
  return out;
}

// A pile below the slot that leaves no room.
Illustration printer_full() {
  Illustration out;
  Drawing& d = out.drawing;
  d = printer_body();
  constexpr int kSheets = 6;
  for (int i = kSheets - 1; i >= 0; --i) {
    const double askew = i % 2 == 0 ? -3 : 4;
    panel(d, {66 + askew, 88 + 6.4 * i, 108, 9}, 1, Tone::print, 1.2);
  }
  add(d, slot());
  out.extent = {29, 13, 182, 118};
  return out;
}

Drawing sheet(double x, double y) {
  Drawing d;
  panel(d, {x, y, 84, 120}, 1, Tone::print, 1.2);
  bar(d, x + 10, y + 10, 40, 5, Tone::print_ink);
  d.push_back(disc(x + 21, y + 36, 11, Tone::print_mark));
  d.push_back(
      line(2.6, {{x + 15.6, y + 36.6}, {x + 19.6, y + 40.2}, {x + 26.6, y + 32.4}}, Tone::print));
  bar(d, x + 38, y + 28.4, 28, 5, Tone::print_ink);
  bar(d, x + 38, y + 39, 20, 3.6, Tone::print_line);
  bar(d, x + 10, y + 56.4, 56, 3, Tone::print_line);
  bar(d, x + 10, y + 63.4, 48, 3, Tone::print_line);
  add(d, code(x + 10, y + 84, 26));
  bar(d, x + 42, y + 86, 24, 3, Tone::print_line);
  bar(d, x + 42, y + 94, 18, 3, Tone::print_line);
  return d;
}

Illustration take_both() {
  Illustration out;
  out.drawing = card(8, 63, 92);
  add(out.drawing, sheet(145, 1));
  arrow_down(out.drawing, 54, 128, 172);
  arrow_down(out.drawing, 187, 128, 172);
  out.extent = {0, 0, 240, 172};
  out.labels.push_back({{0, 172, 108, 0}, Type::choice, true, true});
  out.labels.push_back({{134, 172, 106, 0}, Type::choice, true, true});
  return out;
}

Illustration take_card() {
  Illustration out;
  out.drawing = card(60, 2, 120);
  arrow_down(out.drawing, 120, 86, 130);
  out.extent = {58, 0, 124, 130};
  out.labels.push_back({{40, 130, 160, 0}, Type::choice, true, true});
  return out;
}

// A hand that holds a sheet by its right edge: the palm behind it, the thumb in front.
Drawing palm() {
  Drawing d;
  filled(d, {{206, 138}, {238, 126}, {238, 182}, {212, 180}}, Tone::act, kPictureOutline,
         Tone::act);
  panel(d, {158, 132, 56, 49}, 14, Tone::card);
  return d;
}
Drawing thumb() {
  Drawing d;
  panel(d, {150, 151, 44, 16}, 8, Tone::card);
  // Where the thumb goes over into the hand there is no edge.
  d.push_back(box(184, 152, 196, 166, 0, Tone::card));
  return d;
}

// The corners of a frame around what is looked at, on print.
void corners(Drawing& drawing, Rect r, double arm, double stroke) {
  for (const bool left : {true, false}) {
    for (const bool top : {true, false}) {
      const double x = left ? r.x : r.right(), y = top ? r.y : r.bottom();
      const double dx = left ? arm : -arm, dy = top ? arm : -arm;
      drawing.push_back(line(stroke, {{x, y + dy}, {x, y}, {x + dx, y}}, Tone::print_mark));
    }
  }
}

// `seen`: the scanner is done, and the sheet goes back.
Illustration scan_paper(bool seen) {
  Illustration out;
  Drawing& d = out.drawing;
  // The light, as flat as everything, under its mouth.
  if (!seen) {
    d.push_back(polygon({{92, 44}, {148, 44}, {160, 90}, {80, 90}}, Tone::card));
    d.push_back(line(1.6, {{92, 44}, {80, 88}}, Tone::act));
    d.push_back(line(1.6, {{148, 44}, {160, 88}}, Tone::act));
    for (const double x : {-9.0, 9.0}) {
      d.push_back(line(1.6, {{120 + x, 53}, {120 + 1.4 * x, 80}}, Tone::act));
    }
  }
  panel(d, {62, 1, 116, 12}, 3, Tone::surface);
  panel(d, {46, 10, 148, 32}, 8, Tone::card);
  d.push_back(disc(178, 26, 4.4, Tone::act));
  bar(d, 60, 23.4, 30, 5, Tone::act);
  d.push_back(box(84, 37, 156, 46, 4, Tone::ink));
  const double top = seen ? 100 : 88;
  add(d, palm());
  panel(d, {74, top, 92, 182 - top}, 1, Tone::print, 1.2);
  add(d, code(100, top + 12, 40));
  if (!seen) corners(d, {93, top + 5, 54, 54}, 11, 2.4);
  const double words = top + (seen ? 59 : 67);
  bar(d, 84, words, 56, 4, Tone::print_line);
  bar(d, 84, words + 9, 40, 4, Tone::print_line);
  add(d, thumb());
  if (seen) {
    arrow_down(d, 36, 104, 156);
  } else {
    arrow_up(d, 36, 104, 156);
  }
  out.extent = {18, 0, 222, 183};
  return out;
}

}  // namespace

Illustration illustration(visit::PictureKind kind, int quarter) {
  switch (kind) {
    case visit::PictureKind::lay_card:
      return lay_card();
    case visit::PictureKind::reading_card:
      return reading_card();
    case visit::PictureKind::printer:
      return printer(quarter);
    case visit::PictureKind::printer_empty:
      return printer_empty();
    case visit::PictureKind::printer_jam:
      return printer_jam();
    case visit::PictureKind::printer_open:
      return printer_open();
    case visit::PictureKind::printer_full:
      return printer_full();
    case visit::PictureKind::take_both:
      return take_both();
    case visit::PictureKind::take_card:
      return take_card();
    case visit::PictureKind::scan_paper:
      return scan_paper(quarter > 0);
    case visit::PictureKind::route:
      break;
  }
  return {};
}

}  // namespace ui
