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
  // ，。；？！ . Without any mark as `plain`.
  // A backslash makes the next character literal: pass personal text through literal() of marks.h.
  author,
  // Addresses, answers, prose: every rule of Chinese typesetting, no marks.
  plain,
  // A person's name: spaces, its own hyphens, after `·`; between ideographs only when that is not
  // enough. Never a hyphen added.
  name,
  // One line.
  never,
};

// How the lines share the words.
enum class Fill {
  balanced,  // the fewest lines, as equal as they can be (screen)
  clauses,  // a line ends at the ，。；？！ that stands at 40 % of the width or later, if it has
            // one (paper)
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

// Measures of Noto Sans CJK SC in em from the baseline, upwards positive (its BASE and OS/2
// tables).
inline constexpr double kIdeographTop = 0.880;
inline constexpr double kIdeographBottom = -0.120;
inline constexpr double kIdeographCentre = (kIdeographTop + kIdeographBottom) / 2;
inline constexpr double kCapHeight =
    0.733;  // capitals and digits: centre a lone digit on half of this

}  // namespace text
