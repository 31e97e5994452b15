// SPDX-License-Identifier: GPL-3.0-or-later
// The author's break marks in catalogue texts: `|` a line may end here, `//` it must, `\` makes the
// next character literal. Personal text enters such a text through literal() only, so that nobody's
// address can break our lines. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace text {

// `data` such that Breaks::author reads none of it as a mark.
std::string literal(std::string_view data);

// A marked text taken apart.
struct Marked {
  struct Mark {
    std::size_t offset;  // bytes of `words` before it
    bool must;
  };
  std::string words;
  std::vector<Mark> marks;  // in order of offset
};
Marked read_marks(std::string_view marked);

// The words without their marks, as they are spoken and compared. A `//` between words that are
// written with spaces counts as one space.
std::string words(std::string_view marked);

}  // namespace text
