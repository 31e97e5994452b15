// SPDX-License-Identifier: GPL-3.0-or-later
// The look of every page as data: four contrasts, type roles in four sizes, lines and corners.
// Lengths in millimetres. Plain values; any thread.
#pragma once

#include <cstdint>

#include "kiosk/visit/page.h"
#include "ui/panel.h"
#include "ui/text/style.h"

namespace ui {

struct Colour {
  std::uint8_t r = 0, g = 0, b = 0;
  friend bool operator==(Colour, Colour) = default;
};

// 0xRRGGBB.
constexpr Colour rgb(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value)};
}

// WCAG 2.2: 1 (none) to 21 (black on white).
[[nodiscard]] double contrast_ratio(Colour a, Colour b);

// A verdict's colours. `mark` stands on `shape`, `word` and `line` on `field`.
struct VerdictColours {
  Colour shape, outline, mark, field, word, rule;
};

struct Colours {
  Colour paper, surface, sunk;
  Colour ink, ink2;
  Colour line;  // outlines that mean something
  Colour hair;  // decoration; never carries meaning alone
  Colour act, on_act, edge;
  Colour act_tint;
  Colour head, on_head, on_head2;
  Colour staff_head;                         // of pages that only staff use
  Colour card;                               // fill of illustrations
  Colour print;                              // printed sheets, white in every contrast
  Colour print_ink, print_line, print_mark;  // and what is on them
  Colour focus_outer, focus_inner;
  VerdictColours green, yellow, red, no_result;
  bool outlined;  // panels and bands need a line, because their fill is the page's
  bool head_outlined;

  [[nodiscard]] const VerdictColours& of(visit::VerdictShape shape) const;
};
// 0-3 as visit::Look counts them.
[[nodiscard]] const Colours& colours(int contrast);

enum class Type {
  body,       // body, label, table
  chrome,     // header, steps, band
  nav,        // back, help
  lead,       // lead, value, small action
  secondary,  // secondary button, point head
  panel,      // panel head, small headline
  verdict_line,
  choice,
  title,  // title, primary button
  question,
  first_choice,
  greeting,
  verdict_word,
  name,
  countdown,
};

struct TypeSize {
  double em;
  double line_height;  // of em
};
// `size` 0-3: 标准 大 特大 最大.
[[nodiscard]] TypeSize type(Type role, int size, PanelKind panel);
// Nothing on any page is set smaller.
[[nodiscard]] double body_em(int size, PanelKind panel);

// Weights of lines and radii of corners.
inline constexpr double kHairline = 0.5, kOutline = 0.75, kStrongOutline = 0.9,
                        kPictureOutline = 1.6;
inline constexpr double kButtonRadius = 4, kCardRadius = 5;
// The lower edge of a primary button; it vanishes while pressed.
inline constexpr double kEdge = 1.8;
// What a finger of seventy years hits.
inline constexpr double kTarget = 20, kTargetGap = 3;
// The focus ring around a target.
inline constexpr double kFocusOutset = 3.4, kFocusOuter = 1.5, kFocusInner = 1.0,
                        kFocusRadius = 2.6;

}  // namespace ui
