// SPDX-License-Identifier: GPL-3.0-or-later
// The icons and verdict shapes of the kiosk, drawn in a box of 100 x 100.
#include <array>

#include "ui/shapes.h"

namespace ui {

namespace {

using namespace draw;
using visit::Icon;

constexpr std::size_t kIcons = static_cast<std::size_t>(Icon::backspace) + 1;

Drawing drawn(Icon which) {
  switch (which) {
    case Icon::none:
      return {};
    case Icon::check:
      return {line(15, {{13, 53}, {39, 79}, {88, 23}})};
    case Icon::cross:
      return {line(15, {{21, 21}, {79, 79}}), line(15, {{79, 21}, {21, 79}})};
    case Icon::plus:
      return {line(12, {{50, 16}, {50, 84}}), line(12, {{16, 50}, {84, 50}})};
    case Icon::question:
      return {arc(50, 35, 22, 180, 57, 13, {{50, 70}}), disc(50, 90, 8)};
    case Icon::back:
      return {line(15, {{62, 16}, {28, 50}, {62, 84}})};
    case Icon::next:
      return {line(13, {{38, 16}, {72, 50}, {38, 84}})};
    case Icon::refresh:
      return {arc(50, 50, 34, 0, 310, 12), polygon({{62, 6}, {90, 18}, {66, 38}})};
    case Icon::exit:
      return {line(9, {{46, 12}, {14, 12}, {14, 88}, {46, 88}}), line(9, {{38, 50}, {88, 50}}),
              line(9, {{68, 28}, {90, 50}, {68, 72}})};
    case Icon::bell:
      return {upper_half(50, 70, 36), box(8, 76, 92, 87, 5.5), disc(50, 24, 8),
              box(46, 26, 54, 38)};
    case Icon::card:
      return {frame(6, 20, 94, 80, 8, 8), disc(68, 42, 9), upper_half(68, 67, 15),
              line(8, {{20, 40}, {44, 40}}), line(8, {{20, 55}, {40, 55}})};
    case Icon::person:
      return {disc(50, 28, 18), upper_half(50, 86, 36), box(14, 85, 86, 90)};
    case Icon::family:
      return {disc(34, 26, 15),
              upper_half(34, 76, 28),
              box(6, 75, 62, 86),
              disc(76, 38, 11),
              polygon({{65, 58},
                       {70, 55.3},
                       {76, 54},
                       {82, 55.3},
                       {87, 58.5},
                       {91.5, 64},
                       {94.5, 71},
                       {96, 79},
                       {70.9, 74.5}}),
              polygon({{70, 72}, {94.7, 72}, {96, 79}, {96, 86}, {70, 86}})};
    case Icon::paper:
      return {loop(8, {{20, 8}, {62, 8}, {82, 28}, {82, 92}, {20, 92}}),
              line(8, {{36, 25}, {48, 25}}), line(8, {{36, 40}, {54, 40}}),
              line(9, {{35, 66}, {47, 77}, {68, 54}})};
    case Icon::text_size:
      return {line(9, {{6, 84}, {30, 26}, {54, 84}}), line(9, {{15, 64}, {45, 64}}),
              line(8, {{62, 84}, {77, 48}, {92, 84}}), line(8, {{68, 71}, {86, 71}})};
    case Icon::contrast:
      return {ring(50, 50, 38, 9), right_half(50, 50, 38)};
    case Icon::sound:
      return {box(8, 38, 28, 62), polygon({{26, 38}, {50, 16}, {50, 84}, {26, 62}}),
              arc(53, 50, 18, -51, 51, 8), arc(52, 50, 36, -51, 51, 8)};
    case Icon::globe:
      return {ring(50, 50, 39, 8), ellipse(50, 50, 17, 39, 7), line(7, {{12, 50}, {88, 50}})};
    case Icon::clock:
      return {ring(50, 50, 40, 8), line(8, {{50, 26}, {50, 52}, {68, 64}})};
    case Icon::net:
      return {arc(50, 83, 60, 226, 314, 10), arc(50, 83, 37, 226, 314, 10), disc(50, 78, 10)};
    case Icon::eye:
      return {loop(8, {{6, 50},
                       {20, 34},
                       {34, 24},
                       {50, 20},
                       {66, 24},
                       {80, 34},
                       {94, 50},
                       {80, 66},
                       {66, 76},
                       {50, 80},
                       {34, 76},
                       {20, 66}}),
              disc(50, 50, 14)};
    case Icon::care:
      return {loop(8, {{38, 10},
                       {62, 10},
                       {62, 38},
                       {90, 38},
                       {90, 62},
                       {62, 62},
                       {62, 90},
                       {38, 90},
                       {38, 62},
                       {10, 62},
                       {10, 38},
                       {38, 38}})};
    case Icon::bin:
      return {line(9, {{10, 26}, {90, 26}}), line(9, {{38, 26}, {38, 12}, {62, 12}, {62, 26}}),
              line(9, {{22, 26}, {28, 90}, {72, 90}, {78, 26}}), line(8, {{42, 44}, {42, 72}}),
              line(8, {{58, 44}, {58, 72}})};
    case Icon::printer:
      return {line(10, {{28, 34}, {28, 8}, {72, 8}, {72, 34}}),
              line(10, {{28, 70}, {8, 70}, {8, 34}, {92, 34}, {92, 70}, {72, 70}}),
              frame(28, 56, 72, 92, 0, 10)};
    case Icon::pen:
      return {loop(8, {{16, 84}, {22, 62}, {68, 16}, {84, 32}, {38, 78}}),
              line(8, {{58, 26}, {74, 42}})};
    case Icon::mask:
      return {
          loop(8, {{22, 34}, {50, 24}, {78, 34}, {78, 60}, {66, 76}, {50, 82}, {34, 76}, {22, 60}}),
          line(8, {{22, 40}, {6, 40}, {6, 54}, {22, 60}}),
          line(8, {{78, 40}, {94, 40}, {94, 54}, {78, 60}}), line(7, {{36, 48}, {64, 48}}),
          line(7, {{36, 62}, {64, 62}})};
    case Icon::walk:
      return {disc(56, 14, 11), line(9, {{54, 32}, {46, 60}, {64, 72}, {68, 94}}),
              line(9, {{46, 60}, {38, 78}, {22, 92}}), line(9, {{54, 34}, {74, 50}, {86, 48}}),
              line(9, {{52, 34}, {34, 44}, {30, 60}})};
    case Icon::chair:
      return {line(10, {{28, 8}, {28, 52}, {72, 52}}), line(10, {{28, 52}, {28, 94}}),
              line(10, {{72, 52}, {72, 94}}), line(10, {{28, 74}, {72, 74}})};
    case Icon::badge:
      return {frame(18, 24, 82, 92, 8, 8), line(8, {{40, 24}, {40, 8}, {60, 8}, {60, 24}}),
              disc(50, 50, 9), upper_half(50, 78, 16)};
    case Icon::warn:
      return {loop(9, {{50, 14}, {92, 86}, {8, 86}}), line(9, {{50, 40}, {50, 60}}),
              disc(50, 73, 5)};
    case Icon::backspace:
      return {loop(8, {{92, 26}, {34, 26}, {8, 50}, {34, 74}, {92, 74}}),
              line(8, {{52, 40}, {72, 60}}), line(8, {{72, 40}, {52, 60}})};
  }
  return {};
}

Primitive toned(Primitive primitive, Tone tone) {
  primitive.tone = tone;
  return primitive;
}

Drawing drawn(visit::VerdictShape shape) {
  switch (shape) {
    case visit::VerdictShape::green:
      return {disc(50, 50, 48, Tone::shape), line(11, {{26, 52}, {44, 69}, {75, 34}}, Tone::mark)};
    case visit::VerdictShape::yellow:
      return {polygon({{50, 10}, {94, 88}, {6, 88}}, Tone::shape),
              loop(5, {{50, 10}, {94, 88}, {6, 88}}, Tone::outline),
              box(45, 36, 55, 63, 5, Tone::mark), disc(50, 75, 6.4, Tone::mark)};
    case visit::VerdictShape::red:
      return {box(5, 5, 95, 95, 14, Tone::shape), box(33, 29, 45, 71, 6, Tone::mark),
              box(55, 29, 67, 71, 6, Tone::mark)};
    case visit::VerdictShape::no_result: {
      Drawing drawing;
      for (int i = 0; i < 8; ++i) {
        const double from = -90 + 45.0 * i;
        drawing.push_back(toned(dash(50, 50, 44, from, from + 27, 7), Tone::shape));
      }
      drawing.push_back(toned(arc(50, 44, 14.5, 190, 55, 8, {{50, 64}}), Tone::shape));
      drawing.push_back(disc(50, 77, 5.4, Tone::shape));
      return drawing;
    }
  }
  return {};
}

}  // namespace

const Drawing& icon(Icon which) {
  static const auto kAll = [] {
    std::array<Drawing, kIcons> all;
    for (std::size_t i = 0; i < kIcons; ++i) all[i] = drawn(static_cast<Icon>(i));
    return all;
  }();
  return kAll[static_cast<std::size_t>(which)];
}

bool points_along_the_line(Icon which) {
  return which == Icon::back || which == Icon::next || which == Icon::exit || which == Icon::walk ||
         which == Icon::sound;
}

const Drawing& verdict_shape(visit::VerdictShape shape) {
  static const std::array<Drawing, 4> kAll{
      drawn(visit::VerdictShape::green), drawn(visit::VerdictShape::yellow),
      drawn(visit::VerdictShape::red), drawn(visit::VerdictShape::no_result)};
  return kAll[static_cast<std::size_t>(shape)];
}

}  // namespace ui
