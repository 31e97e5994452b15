// SPDX-License-Identifier: GPL-3.0-or-later
// What every A4 sheet has in common: head, fold, foot, notice strips, the practice mark, the code
// in its white box. The upper half folds into a ticket, the lower half is the letter. Lengths are
// millimetres. One thread, that of the compositor.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "kiosk/visit/health_code.h"
#include "printing/compositor.h"
#include "printing/shapes.h"

namespace printing::a4 {

inline constexpr double kLeft = 15;
inline constexpr double kRight = 195;
inline constexpr double kWidth = kRight - kLeft;

// An empty sheet of 210 x 297 with text from 15 to 195.
[[nodiscard]] Sheet blank(std::string title, visit::Moment made_at);

// Title left, serial right, rule below.
void head(Compositor& sheet, const visit::Bilingual& title, const visit::Bilingual& serial_label,
          std::string_view serial);

// Marks at the edges and dashes across the middle; no text within 3 mm, no code across it nor
// across the middle line of the page, because people fold in four.
void fold(Compositor& sheet);

// Four lines below a rule, the first one bold.
void foot(Compositor& sheet, const std::array<std::string, 4>& lines);

// White words on a black bar above the head or below the foot.
enum class Edge { top, bottom };
void strip(Compositor& sheet, Edge edge, std::string_view words);

// Large words as thin contours across both halves. Draw it first: everything stands on top of it.
void practice_mark(Compositor& sheet, std::string_view words, Palette palette);

// The code centred in its white box right of name and number, the caption below. Trouble if it
// cannot be printed with modules of at least 0.33 mm.
void signed_code(Compositor& sheet, std::string_view text, std::string_view caption,
                 int dots_per_inch);

// A black bar's worth of one line of text.
inline constexpr double kStripHeight = 6.4;

}  // namespace printing::a4
