// SPDX-License-Identifier: GPL-3.0-or-later
// Line breaks of real words in the real faces, at every width.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>

#include "tests/ui/text/samples.h"
#include "tests/ui/text/test_faces.h"
#include "ui/text/breaks.h"
#include "ui/text/marks.h"

using text::Breaks;
using text::Fill;
using text::Style;

namespace {

// 200, 203 ... 998: the widths Pango's own breaks were measured at.
constexpr int kFirstWidth = 200, kLastWidth = 1000, kWidthStep = 3;

std::vector<std::string> lines_of(const text::Paragraph& paragraph, const std::string& words) {
  std::vector<std::string> out;
  for (const text::Line& line : paragraph.lines())
    out.push_back(words.substr(line.begin, line.end - line.begin));
  return out;
}

std::u32string decoded(const std::string& utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      c = c << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
    out += c;
    i += length;
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

std::string without_spaces(std::string words) {
  words.erase(std::remove(words.begin(), words.end(), ' '), words.end());
  for (std::size_t at; (at = words.find("\u3000")) != words.npos;) words.erase(at, 3);
  return words;
}

std::size_t letters_in(const std::u32string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'z');
  }));
}

}  // namespace

TEST_CASE(
    "at 267 widths no line begins or ends with the wrong sign, splits a number or leaves letters "
    "alone") {
  const std::string prose(samples::kProse);
  int widths = 0, broken = 0;
  for (const Fill fill : {Fill::balanced, Fill::clauses}) {
    for (int width = kFirstWidth; width <= kLastWidth; width += kWidthStep, ++widths) {
      const auto paragraph = lay_out(prose, {.em = 40, .fill = fill}, width);
      const auto lines = lines_of(paragraph, prose);
      CAPTURE(width, lines);
      CHECK(without_spaces(joined(lines)) == without_spaces(prose));
      // The ID number alone is 10 em wide; below that it may stand out of the box, said so, but is
      // never split.
      CHECK(paragraph.fits() == (paragraph.width() <= width * (1 + 1e-6)));
      if (width >= 480) CHECK(paragraph.fits());
      if (lines.size() > 1) ++broken;
      for (const std::string& line : lines) {
        const std::u32string characters = decoded(line);
        REQUIRE_FALSE(characters.empty());
        CHECK(text::may_begin_line(characters.front()));
        CHECK(text::may_end_line(characters.back()));
        CHECK(letters_in(characters) > 1);
      }
      CHECK(letters_in(decoded(lines.back())) >= 3);
      for (const char* whole :
           {"1月18日", "14天", "37.6℃", "990101195505051234", "5 分钟", "3号楼", "1层"}) {
        CAPTURE(whole);
        CHECK(std::any_of(lines.begin(), lines.end(),
                          [&](const std::string& l) { return l.find(whole) != l.npos; }));
      }
    }
  }
  CHECK(widths == 2 * 267);
  CHECK(broken == widths);
}

TEST_CASE("balanced lines of prose differ by 4 em at most") {
  for (int width = 480; width <= kLastWidth; width += kWidthStep) {
    const auto paragraph = lay_out(samples::kProse, {.em = 40}, width);
    double least = 1e9, most = 0;
    for (const text::Line& line : paragraph.lines()) {
      least = std::min(least, line.width);
      most = std::max(most, line.width);
    }
    CAPTURE(width, least, most);
    CHECK(most - least <= 4 * 40);
  }
}

TEST_CASE("lines hang on the ratio of em and width alone: glass, A4 and roll break alike") {
  const auto pixels = lay_out(samples::kProse, {.em = 44.33}, 44.33 * 16.2);
  for (const double unit : {0.01, 1.0, 11.0, 31.0, 700.0}) {
    const auto other = lay_out(samples::kProse, {.em = unit}, unit * 16.2);
    REQUIRE(other.lines().size() == pixels.lines().size());
    for (std::size_t i = 0; i < other.lines().size(); ++i) {
      CHECK(other.lines()[i].begin == pixels.lines()[i].begin);
      CHECK(other.lines()[i].end == pixels.lines()[i].end);
      CHECK(other.lines()[i].width / unit == Approx(pixels.lines()[i].width / 44.33));
    }
  }
}

TEST_CASE("the author's marks are the line ends") {
  const std::string marked = "为什么 14 天里|没去过有风险的地方；//昨天的核酸是阴性。";
  const std::string words = text::words(marked);
  const Style style{.em = 44, .breaks = Breaks::author};
  const auto lines = [&](double width) { return lines_of(lay_out(marked, style, width), words); };
  using Lines = std::vector<std::string>;
  CHECK(lines(900) == Lines{"为什么 14 天里没去过有风险的地方；", "昨天的核酸是阴性。"});
  CHECK(lines(460) == Lines{"为什么 14 天里", "没去过有风险的地方；", "昨天的核酸是阴性。"});
  CHECK(lay_out(marked, style, 460).kept_marks());
  CHECK_FALSE(lay_out(marked, style, 200).kept_marks());
  CHECK(lines_of(lay_out("What would//you like to do?", style), "What would you like to do?") ==
        Lines{"What would", "you like to do?"});
}

TEST_CASE("personal text in an author's sentence cannot break it") {
  const std::string street = "东湖//西路|1号";
  const auto paragraph =
      lay_out("住在" + text::literal(street) + "，//对吗？", {.em = 44, .breaks = Breaks::author});
  REQUIRE(paragraph.lines().size() == 2);
  CHECK(paragraph.lines()[0].end == ("住在" + street + "，").size());
  // Control: without the escape the slashes are a line end.
  CHECK(lay_out("住在" + street + "，//对吗？", {.em = 44, .breaks = Breaks::author})
            .lines()
            .size() == 3);
}

TEST_CASE("a name that cannot be broken says that it does not fit") {
  const Style style{.em = 40, .breaks = Breaks::name};
  const auto name = lay_out("Abcdefghijklmnopqrstuvwxyzabcd", style, 300);
  CHECK(name.lines().size() == 1);
  CHECK_FALSE(name.fits());
  CHECK(lay_out("Abcdefghijklmnopqrstuvwxyzabcd", {.em = 15, .breaks = Breaks::name}, 300).fits());
  const auto hyphen = lay_out("Hoeven-Oosterbeek", style, 300);
  REQUIRE(hyphen.lines().size() == 2);
  CHECK(hyphen.lines()[0].end == std::string("Hoeven-").size());
}

TEST_CASE("one line is one line") {
  const auto line = lay_out(samples::kProse, {.em = 40, .breaks = Breaks::never}, 300);
  CHECK(line.lines().size() == 1);
  CHECK_FALSE(line.fits());
}

TEST_CASE("nothing at all is an empty paragraph") {
  const auto nothing = lay_out("", {.em = 40});
  CHECK(nothing.lines().empty());
  CHECK(nothing.height() == 0);
  CHECK(nothing.raster(1).coverage.empty());
  CHECK(lay_out("   ", {.em = 40}, 10).raster(1).coverage.empty());
}

TEST_CASE("whatever passes the gate is set whole or refused, never cut, under every rule") {
  std::mt19937 random(20200202);
  const std::u32string pool =
      U"天地玄黄，。、；：！？（）《》“”‘’·…—％℃ \u3000 \u00A0 abcXYZ 0123456789 -/|.,;:%$\\ "
      U"年月日时分点第约"
      U"ئابدۇرېھىم བཀྲ་ཤིས་ ᠮᠣᠩᠭᠣᠯ ꀋꎹꊿꃅ 䶮𠅤𬺴 "
      U"\u200C\u200D\u180B\uFE00\U000E0100\u0301\u0F72\u202F é ñ ü Ж Ω ア 한 ①㈱🙂ก";
  int set = 0, refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string words;
    for (std::size_t n = 1 + random() % 40; n > 0; --n) {
      const char32_t c = pool[random() % pool.size()];
      if (c < 0x80) {
        words += static_cast<char>(c);
      } else if (c < 0x800) {
        words += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
      } else if (c < 0x10000) {
        words += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                  static_cast<char>(0x80 | (c & 0x3F))};
      } else {
        words += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
                  static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
      }
    }
    const Style style{.em = 20,
                      .weight = random() % 2 != 0 ? text::Weight::bold : text::Weight::regular,
                      .align = static_cast<text::Align>(random() % 3),
                      .breaks = static_cast<Breaks>(random() % 4),
                      .fill = static_cast<Fill>(random() % 2)};
    const auto paragraph =
        test_faces().lay_out(words, style, static_cast<double>(20 + random() % 300));
    ++(paragraph ? set : refused);
    if (!paragraph) continue;
    const std::string shown = style.breaks == Breaks::author ? text::words(words) : words;
    const auto lines = lines_of(*paragraph, shown);
    CAPTURE(words, lines);
    CHECK(without_spaces(joined(lines)) == without_spaces(shown));
    std::size_t end = 0;
    for (const text::Line& line : paragraph->lines()) {
      CHECK(line.begin >= end);
      CHECK(line.end >= line.begin);
      end = line.end;
    }
    CHECK(end <= shown.size());
    const text::Box ink = paragraph->ink();
    const text::Bitmap bitmap = paragraph->raster(1);
    if (!bitmap.coverage.empty()) {
      CHECK(std::abs(bitmap.left - ink.left) < 2);
      CHECK(std::abs(bitmap.left + bitmap.width - ink.right) < 2);
    }
  }
  CHECK(set > 500);
  CHECK(refused > 500);
  CHECK(text::silenced_messages() == 0);
}
