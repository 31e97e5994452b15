// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace ui {

namespace {

// In contrasts 2 to 4 a field has no tint of its own: the rule above it keeps the colour, shape and
// word do the rest.
constexpr Colours paper() {
  Colours c{};
  c.paper = rgb(0xFAF7F1), c.surface = rgb(0xFFFFFF), c.sunk = rgb(0xEFEBE2);
  c.ink = rgb(0x1C2126), c.ink2 = rgb(0x454B52), c.line = rgb(0x767B82), c.hair = rgb(0xD8D2C6);
  c.act = rgb(0x12406B), c.on_act = rgb(0xFFFFFF), c.edge = rgb(0x08243F);
  c.act_tint = rgb(0xE4EDF5);
  c.head = rgb(0x12406B), c.on_head = rgb(0xFFFFFF), c.on_head2 = rgb(0xD8E6F2);
  c.staff_head = rgb(0x2B2F33);
  c.card = rgb(0xDCE7EF), c.print = rgb(0xFFFFFF), c.print_ink = rgb(0x1C2126);
  c.print_line = rgb(0x767B82), c.print_mark = rgb(0x12406B);
  c.focus_outer = rgb(0x1C2126), c.focus_inner = rgb(0xF2B600);
  c.green = {rgb(0x085C31), rgb(0x085C31), rgb(0xFFFFFF),
             rgb(0xE1F0E5), rgb(0x06452A), rgb(0x085C31)};
  c.yellow = {rgb(0xF2B600), rgb(0x4A3300), rgb(0x1C2126),
              rgb(0xFFF3CC), rgb(0x4A3300), rgb(0xF2B600)};
  c.red = {rgb(0x9E1B22), rgb(0x9E1B22), rgb(0xFFFFFF),
           rgb(0xF8E6E2), rgb(0x75121A), rgb(0x9E1B22)};
  c.no_result = {rgb(0x4F555C), rgb(0x4F555C), rgb(0x4F555C),
                 rgb(0xECE8DF), rgb(0x1C2126), rgb(0x4F555C)};
  return c;
}

struct Plain {
  Colour ground, ink, on_ink, hair, edge;
  Colour green, yellow, yellow_mark, red, mark;
  Colour focus_inner;
};

constexpr Colours plain(const Plain& p, bool head_is_ink) {
  Colours c{};
  c.paper = c.surface = c.sunk = c.act_tint = c.card = p.ground;
  c.ink = c.ink2 = c.line = c.act = p.ink;
  c.on_act = p.on_ink, c.hair = p.hair, c.edge = p.edge;
  c.head = c.staff_head = head_is_ink ? p.ink : p.ground;
  c.on_head = c.on_head2 = head_is_ink ? p.on_ink : p.ink;
  c.print = rgb(0xFFFFFF), c.print_ink = c.print_mark = rgb(0x000000);
  c.print_line = rgb(0x5A5A5A);
  c.focus_outer = p.ink, c.focus_inner = p.focus_inner;
  c.green = {p.green, p.green, p.mark, p.ground, p.green, p.green};
  c.yellow = {p.yellow, head_is_ink ? p.ink : p.yellow, p.yellow_mark,
              p.ground, head_is_ink ? p.ink : p.yellow, p.yellow};
  c.red = {p.red, p.red, p.mark, p.ground, p.red, p.red};
  c.no_result = {p.ink, p.ink, p.ink, p.ground, p.ink, p.ink};
  c.outlined = true;
  c.head_outlined = !head_is_ink;
  return c;
}

constexpr Colour kBlack = rgb(0x000000), kWhite = rgb(0xFFFFFF), kYellow = rgb(0xFFE800);

constexpr std::array<Colours, 4> kColours{
    paper(),
    plain({kWhite, kBlack, kWhite, rgb(0x767676), rgb(0x5A5A5A), rgb(0x00522B), rgb(0xFFC400),
           kBlack, rgb(0x8A0F16), kWhite, rgb(0xFFC400)},
          true),
    plain({kBlack, kWhite, kBlack, rgb(0x8A8A8A), rgb(0x9A9A9A), rgb(0x4BE38B), rgb(0xFFD23D),
           kBlack, rgb(0xFF9A92), kBlack, rgb(0xFFD23D)},
          false),
    plain({kBlack, kYellow, kBlack, rgb(0x8A8000), rgb(0x9C8E00), rgb(0x4BE38B), kYellow, kBlack,
           rgb(0xFF9A92), kBlack, kWhite},
          false),
};

struct Row {
  std::array<double, 4> portrait, small, wide;
  double line_height;
};

// In the order of Type. The small panel has room for one sentence; its sizes lift the floor and
// keep the ceiling, as on the large one.
constexpr std::array<Row, 15> kTypes{{
    {{11, 12.5, 14, 16}, {10.2, 10.5, 10.8, 11.2}, {10.2, 11.2, 12.2, 13.4}, 1.4},
    {{11, 12.5, 12.5, 12.5}, {10.2, 10.2, 10.2, 10.2}, {10.2, 11, 11, 11}, 1.4},
    {{13, 13.5, 13.5, 13.5}, {10.2, 10.2, 10.2, 10.2}, {11, 11.5, 11.5, 11.5}, 1.4},
    {{13, 14, 15.5, 17}, {10.2, 10.5, 10.8, 11.2}, {11, 12, 13, 14}, 1.4},
    {{14, 15, 16, 17.5}, {10.8, 11, 11.2, 11.4}, {12, 12.5, 13.2, 14.2}, 1.35},
    {{15, 16, 17, 18}, {11, 11.2, 11.4, 11.6}, {12.5, 13, 13.8, 14.8}, 1.35},
    {{16, 17, 18, 19}, {10.2, 10.5, 10.8, 11.2}, {13, 13.5, 14.2, 15}, 1.3},
    {{17, 17.5, 18.5, 20}, {10.8, 11, 11.2, 11.4}, {13, 13.5, 14.2, 15}, 1.3},
    {{18, 18.5, 19, 20}, {12.5, 12.5, 12.5, 12.5}, {15, 15, 15.5, 16.5}, 1.3},
    {{20, 21, 21.5, 22}, {14, 14, 14, 14}, {17, 17, 17, 18}, 1.3},
    {{22, 22, 22, 24}, {10.8, 11, 11.2, 11.4}, {15, 15, 15.5, 17}, 1.25},
    {{24, 24, 24, 24}, {12.5, 12.5, 12.5, 12.5}, {17, 17, 17, 17}, 1.3},
    {{34, 34, 34, 36}, {20.4, 20.4, 20.4, 20.4}, {26, 26, 26, 28}, 1.15},
    {{36, 36, 36, 36}, {21.8, 21.8, 21.8, 21.8}, {28, 28, 28, 28}, 1.35},
    {{44, 44, 44, 44}, {30, 30, 30, 30}, {36, 36, 36, 36}, 1.0},
}};
static_assert(kTypes.size() == static_cast<std::size_t>(Type::countdown) + 1);

// WCAG 2.2, relative luminance.
double luminance(Colour c) {
  const auto linear = [](std::uint8_t channel) {
    const double v = channel / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

}  // namespace

double contrast_ratio(Colour a, Colour b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

const VerdictColours& Colours::of(visit::VerdictShape shape) const {
  switch (shape) {
    case visit::VerdictShape::green:
      return green;
    case visit::VerdictShape::yellow:
      return yellow;
    case visit::VerdictShape::red:
      return red;
    case visit::VerdictShape::no_result:
      return no_result;
  }
  return no_result;
}

const Colours& colours(int contrast) {
  assert(contrast >= 0 && contrast < static_cast<int>(kColours.size()));
  return kColours[static_cast<std::size_t>(contrast)];
}

TypeSize type(Type role, int size, PanelKind panel) {
  assert(size >= 0 && size < 4);
  const Row& row = kTypes[static_cast<std::size_t>(role)];
  const auto& ems = panel == PanelKind::portrait ? row.portrait
                    : panel == PanelKind::small  ? row.small
                                                 : row.wide;
  return {ems[static_cast<std::size_t>(size)], row.line_height};
}

double body_em(int size, PanelKind panel) { return type(Type::body, size, panel).em; }

}  // namespace ui
