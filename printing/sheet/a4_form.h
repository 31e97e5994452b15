// SPDX-License-Identifier: GPL-3.0-or-later
// What every A4 sheet has in common: letterhead with notices and practice mark, labels, fold, foot.
// The upper half folds into a ticket, the lower half is the letter. Lengths are millimetres. One
// thread, that of the compositor.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet_details.h"

namespace printing::a4 {

inline constexpr double kLeft = 15;
inline constexpr double kRight = 195;
inline constexpr double kWidth = kRight - kLeft;

// An empty sheet of 210 x 297 with text from 15 to 195.
[[nodiscard]] Sheet blank(std::string title, visit::Moment made_at);

// Title left, serial right, rule below; white words on black bars above and below for a reprint and
// for practice; the practice mark across both halves. Draw it first: everything stands on top.
void letterhead(Compositor& sheet, const SheetDetails& details, const PaperWords& words);

// A label and the other language small on one baseline. The box of both.
Box label(Compositor& sheet, const visit::Bilingual& words, First first, Point at,
          Type type = regular(16));

// A word as large as it fits: the largest of `sizes`, which fall. Trouble (words_do_not_fit) if
// none is small enough.
Box fitted(Compositor& sheet, std::string_view words, text::Weight weight,
           std::span<const double> sizes, Spot spot);

// Marks at the edges and dashes across the middle; no text within 3 mm, no code across it nor
// across the middle line of the page, because people fold in four.
void fold(Compositor& sheet);

// Lines of 12 points below a rule, the first one bold. A line that is too wide takes two.
struct Foot {
  double rule = 261.4;
  double widest = kWidth;
  std::size_t most_lines = 4;
};
void foot(Compositor& sheet, std::span<const std::string> lines, const Foot& where = {});
// Lines of several sheets: who issued it under which policy, where and when it was printed.
[[nodiscard]] std::string issuer_line(Compositor& sheet, const PaperWords& words,
                                      const std::string& issuer, const visit::Policy& policy,
                                      const Foot& where = {});
[[nodiscard]] std::string made_line(const PaperWords& words, const SheetDetails& details);
[[nodiscard]] bool fits_foot(Compositor& sheet, std::string_view line, const Foot& where = {});

// Where somebody writes: a line to the right of its label, from `x` to `end`.
void pen_line(Compositor& sheet, const visit::Bilingual& words, First first, Point label_at,
              double x, double end);

// A black bar's worth of one line of text.
inline constexpr double kStripHeight = 6.4;

}  // namespace printing::a4
