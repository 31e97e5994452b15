// SPDX-License-Identifier: GPL-3.0-or-later
// What of GB 18030-2022 our faces draw, character by character, through the layout that screen and
// paper share; and that everything else is refused by name instead of drawn as a box.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/ui/text/test_faces.h"

namespace {

std::string utf8(char32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

// Counts what is begun; a glyph without an outline is never begun.
struct Outlines : text::OutlineSink {
  void begin_glyph(const text::Placement&) override { ++glyphs; }
  void move_to(double, double) override {}
  void line_to(double, double) override { ++segments; }
  void cubic_to(double, double, double, double, double, double) override { ++segments; }
  void close_contour() override {}
  void end_glyph() override {}
  int glyphs = 0, segments = 0;
};

enum class Found { drawn, blank, refused };

Found look_for(char32_t c) {
  const auto paragraph = test_faces().lay_out(utf8(c), {.em = 50});
  if (!paragraph) return Found::refused;
  for (const text::Run& run : paragraph->runs()) {
    for (const text::Glyph& glyph : run.glyphs) REQUIRE(glyph.id != 0);
  }
  Outlines outlines;
  paragraph->outline(outlines, 1, 0, 0);
  return outlines.glyphs > 0 && outlines.segments > 1 ? Found::drawn : Found::blank;
}

// "4DB6-4DBF 9FF0": neighbours together.
class Ranges {
 public:
  void add(char32_t c) {
    if (c != last_ + 1 || text_.empty()) {
      close();
      first_ = c;
      text_ += (text_.empty() ? "" : " ") + hex(c);
    }
    last_ = c;
  }
  std::string take() {
    close();
    return std::move(text_);
  }

 private:
  static std::string hex(char32_t c) {
    std::array<char, 9> digits{};
    std::snprintf(digits.data(), digits.size(), "%04X", static_cast<unsigned>(c));
    return digits.data();
  }
  void close() {
    if (!text_.empty() && last_ != first_) text_ += "-" + hex(last_);
    first_ = last_;
  }

  std::string text_;
  char32_t first_ = 0, last_ = 0;
};

struct Block {
  const char* name;
  char32_t first, last;
  const char* refused;
};

// The blocks that GB 18030-2022 names for level 3 beyond the first two levels' ideographs, and what
// of them is refused: places without a character or with one younger than Debian 12's fonts
// (ideographs: forty of Unicode 13 to 15), controls and fillers the gate keeps out, and three
// scripts that no face of ours has.
constexpr Block kBlocks[] = {
    {"radicals supplement", 0x2E80, 0x2EFF, "2E9A 2EF4-2EFF"},
    {"Kangxi radicals", 0x2F00, 0x2FDF, "2FD6-2FDF"},
    {"unified ideographs", 0x4E00, 0x9FFF, "9FF0-9FFF"},
    {"extension A", 0x3400, 0x4DBF, "4DB6-4DBF"},
    {"extension B", 0x20000, 0x2A6DF, "2A6D7-2A6DF"},
    {"extension C", 0x2A700, 0x2B73F, "2B735-2B73F"},
    {"extension D", 0x2B740, 0x2B81F, "2B81E-2B81F"},
    {"extension E", 0x2B820, 0x2CEAF, "2CEA2-2CEAF"},
    {"extension F", 0x2CEB0, 0x2EBEF, "2EBE1-2EBEF"},
    {"compatibility ideographs", 0xF900, 0xFAFF, "FA6E-FA6F FADA-FAFF"},
    {"compatibility supplement", 0x2F800, 0x2FA1F, "2FA1E-2FA1F"},
    {"Arabic letters", 0x0600, 0x06FF, "0600-0605 061C-061D 06DD"},
    {"Tibetan", 0x0F00, 0x0FFF, "0F48 0F6D-0F70 0F98 0FBD 0FCD 0FDB-0FFF"},
    {"Mongolian", 0x1800, 0x18AF, "180B-180F 181A-181F 1879-187F 18AB-18AF"},
    {"Yi syllables and radicals", 0xA000, 0xA4CF, "A48D-A48F A4C7-A4CF"},
    {"Hangul letters", 0x1100, 0x11FF, "115F-1160"},
    {"Hangul compatibility letters", 0x3130, 0x318F, "3130 3164 318F"},
    {"Hangul syllables", 0xAC00, 0xD7AF, "D7A4-D7AF"},
    {"Tai Le", 0x1950, 0x197F, "1950-197F"},
    {"New Tai Lue", 0x1980, 0x19DF, "1980-19DF"},
    {"Lisu", 0xA4D0, 0xA4FF, "A4D0-A4FF"},
};

// 通用规范汉字表: the code points with a kTGH line in Unihan, as Debian's unicode-data has it.
std::set<char32_t> common_characters() {
  std::set<char32_t> found;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines(
      popen("bzcat /usr/share/unicode/Unihan_OtherMappings.txt.bz2", "r"), pclose);
  REQUIRE(lines);
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), lines.get()) != nullptr) {
    unsigned c = 0;
    std::array<char, 32> field{};
    if (std::sscanf(line.data(), "U+%X %31s", &c, field.data()) == 2 &&
        std::string_view(field.data()) == "kTGH") {
      found.insert(c);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("every character of the table of common characters is drawn") {
  const auto table = common_characters();
  REQUIRE(table.size() == 8105);
  Ranges missing;
  std::size_t beyond = 0;
  for (const char32_t c : table) {
    if (look_for(c) != Found::drawn) missing.add(c);
    beyond += c > 0xFFFF ? 1 : 0;
  }
  CHECK(missing.take().empty());
  CHECK(beyond == 196);
  test_faces().forget();
}

TEST_CASE("of GB 18030 level 3 each character is drawn, or refused by name and listed here") {
  for (const Block& block : kBlocks) {
    INFO(block.name);
    Ranges refused, blank;
    for (char32_t c = block.first; c <= block.last; ++c) {
      switch (look_for(c)) {
        case Found::drawn:
          break;
        case Found::blank:
          blank.add(c);
          break;
        case Found::refused:
          refused.add(c);
          break;
      }
    }
    CHECK(refused.take() == block.refused);
    CHECK(blank.take().empty());
    test_faces().forget();
  }
}

TEST_CASE("a character that no face has is found out: Thai, an emoji, a private one") {
  for (const char32_t c : {0x0E01U, 0x1F600U, 0xE000U, 0x3134AU}) {
    CHECK(look_for(c) == Found::refused);
  }
  CHECK(look_for(0x3000) == Found::blank);
  CHECK(look_for(0x4E00) == Found::drawn);
}
