// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/gate.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/ui/text/test_faces.h"

using text::Refusal;
using Kind = text::Refusal::Kind;

namespace {

struct Refused {
  std::string words;
  Kind kind;
  std::size_t offset;
  std::vector<char32_t> code_points;
};

}  // namespace

TEST_CASE("what Pango would cut, reorder, hide or repair is refused with its place") {
  using namespace std::string_literals;
  const Refused table[] = {
      {"张\0伟"s, Kind::control, 3, {0}},
      {"张\x1B[31m伟", Kind::control, 3, {0x1B}},
      {"张\t伟", Kind::control, 3, {'\t'}},
      {"张\n伟", Kind::control, 3, {'\n'}},
      {"张\r\n伟", Kind::control, 3, {'\r'}},
      {"张\x7F", Kind::control, 3, {0x7F}},
      {"张\u0085伟", Kind::control, 3, {0x85}},
      {"张\u2028伟", Kind::line_separator, 3, {0x2028}},
      {"张\u2029伟", Kind::line_separator, 3, {0x2029}},
      {"张\u202E伟", Kind::bidi_control, 3, {0x202E}},
      {"张\u202A伟\u202C", Kind::bidi_control, 3, {0x202A}},
      {"\u2066张伟\u2069", Kind::bidi_control, 0, {0x2066}},
      {"张\u200E伟", Kind::bidi_control, 3, {0x200E}},
      {"张\u200F伟", Kind::bidi_control, 3, {0x200F}},
      {"张\u061C伟", Kind::bidi_control, 3, {0x061C}},
      {"张\uFFFD", Kind::replacement, 3, {0xFFFD}},
      {"张\uFDD0", Kind::noncharacter, 3, {0xFDD0}},
      {"张\uFFFF", Kind::noncharacter, 3, {0xFFFF}},
      {"张\U0002FFFE", Kind::noncharacter, 3, {0x2FFFE}},
      {"张\u200B伟", Kind::invisible, 3, {0x200B}},
      {"张\u200C伟", Kind::invisible, 3, {0x200C}},
      {"张\u200D伟", Kind::invisible, 3, {0x200D}},
      {"\uFEFF张伟", Kind::invisible, 0, {0xFEFF}},
      {"张\u2060伟", Kind::invisible, 3, {0x2060}},
      {"张\u00AD伟", Kind::invisible, 3, {0x00AD}},
      {"张\u034F伟", Kind::invisible, 3, {0x034F}},
      {"张\u3164伟", Kind::invisible, 3, {0x3164}},
      {"张\u2800伟", Kind::invisible, 3, {0x2800}},
      {"A\uFE0F", Kind::invisible, 1, {0xFE0F}},
      {"葛\U000E0100\U000E0101", Kind::invisible, 7, {0xE0101}},
      {"张\U000E0041", Kind::invisible, 3, {0xE0041}},
      {"张\u180B", Kind::invisible, 3, {0x180B}},
      {"张\uE000", Kind::private_use, 3, {0xE000}},
      {"张\U000F0001", Kind::private_use, 3, {0xF0001}},
  };
  for (const Refused& row : table) {
    INFO(row.words);
    const auto result = text::check(row.words);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind == row.kind);
    CHECK(result.error().offset == row.offset);
    CHECK(result.error().code_points == row.code_points);
    // The layout has the same gate.
    CHECK_FALSE(test_faces().lay_out(row.words, {.em = 40}).has_value());
  }
}

TEST_CASE("bytes that are not UTF-8 are refused with their place") {
  for (const std::string_view tail :
       {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE5\xBC", "\xFF",
        "\xF8\x88\x80\x80\x80"}) {
    std::string words = "张";
    words += tail;
    const auto result = text::check(words);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind == Kind::invalid_utf8);
    CHECK(result.error().offset == 3);
    CHECK(result.error().code_points.empty());
  }
  CHECK(text::check("ok\xE5").error().offset == 2);
}

TEST_CASE("an endless text is refused before it is looked at") {
  CHECK(text::check(std::string(text::kLongestText, 'a')).has_value());
  CHECK(text::check(std::string(text::kLongestText + 1, 'a')).error().kind == Kind::too_long);
}

TEST_CASE("what names are written with passes") {
  for (const std::string_view words :
       {"", " ", "张伟", "阿卜杜热伊木·托合提", "Zoë O’Brien-Łukasiewicz", "李䶮", "孙𠅤",
        "周𬺴", "a\u00A0b", "\u3000"}) {
    INFO(words);
    CHECK(text::check(words).has_value());
  }
}

TEST_CASE("joiners and selectors pass where they shape letters") {
  CHECK(text::check("مى\u200Cخا").has_value());           // ZWNJ between Arabic letters
  CHECK(text::check("ᠮᠣ\u200Dᠩ").has_value());            // ZWJ between Mongolian letters
  CHECK(text::check("ᠪ\u180Bᠠ").has_value());             // Mongolian free variation selector
  CHECK(text::check("葛\U000E0100").has_value());         // ideographic variation
  CHECK_FALSE(text::check("مى\u200C").has_value());       // nothing after it to shape
  CHECK_FALSE(text::check("ᠪ\u180B\u180C").has_value());  // one selector a letter
}

TEST_CASE("a form the face does not know is counted, not hidden") {
  const auto plain = lay_out("葛", {.em = 40});
  CHECK(plain.uncertain_forms() == 0);
  const auto varied = lay_out("葛\U000E01EF", {.em = 40});
  CHECK(varied.uncertain_forms() == 1);
}

TEST_CASE("characters no face of ours is meant for are refused, all of them listed") {
  struct Unknown {
    std::string_view words;
    std::vector<char32_t> code_points;
    std::size_t offset;
  };
  const Unknown table[] = {
      {"张\U0002A6D7伟\U0002A6D8\U0002A6D7",
       {0x2A6D7, 0x2A6D8},
       3},                             // assigned after these fonts were made
      {"张\U00030000", {0x30000}, 3},  // extension G
      {"张\u0378", {0x378}, 3},        // unassigned
      {"สวัสดี",
       {0x0E2A, 0x0E27, 0x0E31, 0x0E14, 0x0E35},
       0},                                   // Thai: HanaMinA has it, Mincho and unmeant
      {"张\U0001F600", {0x1F600}, 3},        // emoji
      {"ᥖᥭᥰ", {0x1956, 0x196D, 0x1970}, 0},  // Tai Le
  };
  for (const Unknown& row : table) {
    INFO(row.words);
    const auto result = test_faces().lay_out(row.words, {.em = 40});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind == Kind::no_face);
    CHECK(result.error().code_points == row.code_points);
    CHECK(result.error().offset == row.offset);
  }
}

TEST_CASE("nothing was printed by GLib on the way") { CHECK(text::silenced_messages() == 0); }
