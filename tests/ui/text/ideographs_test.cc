// SPDX-License-Identifier: GPL-3.0-or-later
// Every ideograph of GB 18030-2022's blocks either draws ink or is refused by name.
#include <catch2/catch.hpp>
#include <string>

#include "tests/ui/text/test_faces.h"

namespace {

struct Range {
  char32_t first, last;
};

// The unified ideographs, extensions A to F: 87,915 code points.
constexpr Range kBlocks[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF},
                             {0x2A700, 0x2B739}, {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1},
                             {0x2CEB0, 0x2EBE0}};

// Added to Unicode after the fonts of Debian 12 were made.
constexpr Range kUnknown[] = {
    {0x4DB6, 0x4DBF}, {0x9FF0, 0x9FFF}, {0x2A6D7, 0x2A6DF}, {0x2B735, 0x2B739}};

std::string utf8(char32_t c) {
  if (c < 0x10000) {
    return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
            static_cast<char>(0x80 | (c & 0x3F))};
  }
  return {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
          static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

}  // namespace

TEST_CASE("all ideographs draw ink, but for forty that are refused by name") {
  std::vector<char32_t> expected, refused, blank;
  for (const Range& range : kUnknown) {
    for (char32_t c = range.first; c <= range.last; ++c) expected.push_back(c);
  }
  REQUIRE(expected.size() == 40);
  std::size_t count = 0;
  for (const Range& range : kBlocks) {
    for (char32_t c = range.first; c <= range.last; ++c, ++count) {
      const auto paragraph = test_faces().lay_out(utf8(c), {.em = 50});
      if (!paragraph) {
        CHECK(paragraph.error().kind == text::Refusal::Kind::no_face);
        for (const char32_t unknown : paragraph.error().code_points) refused.push_back(unknown);
        continue;
      }
      const text::Box ink = paragraph->ink();
      if (ink.right - ink.left < 2 && ink.bottom - ink.top < 2) blank.push_back(c);
    }
    test_faces().forget();
  }
  CHECK(count == 87915);
  CHECK(refused == expected);
  CHECK(blank.empty());
}
