// SPDX-License-Identifier: GPL-3.0-or-later
// How a paragraph is set. Lengths are in the caller's unit (pixels, millimetres, points); one unit
// for `em` and width, and the same ratio of the two gives the same lines on every screen and sheet.
// Plain values; any thread.
#pragma once

#include <limits>

namespace text {

enum class Weight { regular, bold };

// Start is left for left-to-right words and right for Uyghur.
enum class Align { start, centre, end };

// Where a line may end.
enum class Breaks {
  // The catalogue's own words: `|` a line may end here, `//` it must; otherwise only after
  // ，。；？！ . Without any mark as `plain`. Personal text in it goes through literal() of
  // marks.h.
  author,
  // Addresses, answers, prose: every rule of Chinese typesetting, no marks.
  plain,
  // A person's name: at spaces, after its own hyphens and `·`; between ideographs only when that is
  // not enough. Never a hyphen added.
  name,
  // One line.
  never,
};

// How the lines share the words.
enum class Fill {
  // The fewest lines, as equal as they can be: the screen.
  balanced,
  // A line ends at the ，。；？！ that stands at 40 % of the width or later, if it has one: paper.
  clauses,
};

struct Style {
  double em = 0;  // side of an ideograph
  Weight weight = Weight::regular;
  double line_height = 1.4;  // baseline to baseline in em, whatever the script
  Align align = Align::start;
  Breaks breaks = Breaks::plain;
  Fill fill = Fill::balanced;
};

// No right edge.
inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();

// Measures of Noto Sans CJK SC in em over the baseline (its BASE and OS/2 tables).
inline constexpr double kIdeographTop = 0.880;
inline constexpr double kIdeographBottom = -0.120;
inline constexpr double kIdeographCentre = (kIdeographTop + kIdeographBottom) / 2;
// Of capitals and digits; a lone digit is centred on half of it.
inline constexpr double kCapHeight = 0.733;

}  // namespace text
