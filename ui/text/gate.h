// SPDX-License-Identifier: GPL-3.0-or-later
// The gate before the shaper: what may be drawn at all. Whatever would be cut, reordered, hidden or
// replaced by a box is refused here with its place, so that a person can look at it; nothing is
// dropped and nothing becomes a question mark. Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace text {

// A text that is not drawn, and why. The code points ("U+2A6D7") are for the member of staff who
// then reads the card; they are part of a name and stay out of the journal.
struct Refusal {
  enum class Kind {
    invalid_utf8,    // not UTF-8 at `offset`
    control,         // C0 (NUL, tab and newline too), DEL, C1
    line_separator,  // U+2028, U+2029
    bidi_control,    // marks, embeddings, overrides and isolates: they could reorder a name
    invisible,       // zero-width and other format characters outside the scripts that need them
    replacement,     // U+FFFD: somebody before us has already lost the character
    noncharacter,    // U+FDD0-U+FDEF, U+xxFFFE, U+xxFFFF
    private_use,     // old registration systems put names here; no face can know the meaning
    no_face,   // none of our faces is meant for it; found by the layout, all of them are listed
    too_long,  // more than kLongestText bytes
  };
  Kind kind;
  // Bytes before the (first) refused character; for no_face counted in words(text).
  std::size_t offset;
  // The refused characters, each once, in reading order. Empty for invalid_utf8 and too_long.
  std::vector<char32_t> code_points;
};

// In bytes. A line of this many ideographs still fits the layout's 32-bit lengths.
inline constexpr std::size_t kLongestText = 8192;

// Passes what may go to the layout. ZWJ and ZWNJ pass between Arabic or Mongolian letters, where
// they shape; variation selectors pass after an ideograph, Mongolian ones after a Mongolian letter.
tl::expected<void, Refusal> check(std::string_view utf8);

}  // namespace text
