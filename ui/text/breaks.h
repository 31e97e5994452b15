// SPDX-License-Identifier: GPL-3.0-or-later
// Where the lines of a paragraph end: Chinese typesetting, whole numbers, the author's marks, equal
// lines. Arithmetic over characters and their widths, so that each rule is tested without a font.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ui/text/kept.h"
#include "ui/text/style.h"

namespace text {

struct ChosenBreaks {
  std::vector<std::size_t> starts;  // the characters that begin a second, third... line
  bool kept_marks = true;           // no line ends where the author did not allow it
};

// Breaks `characters` into lines no wider than `width`; `em`, in the same unit, is the scale of
// what counts as equal. In this order: nothing too wide, no rule bent, the fewest lines, no letters
// left alone, equal lines.
ChosenBreaks choose_breaks(std::span<const Character> characters, double width, double em,
                           Breaks breaks, Fill fill);

// The punctuation no line begins or ends with (GB/T 15834).
bool may_begin_line(char32_t c);
bool may_end_line(char32_t c);

}  // namespace text
