// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_text.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

using devices::reader::CardText;

std::vector<std::uint8_t> field(std::u16string_view units) {
  std::vector<std::uint8_t> bytes;
  for (const char16_t unit : units) {
    bytes.push_back(static_cast<std::uint8_t>(unit & 0xFF));
    bytes.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  return bytes;
}

bool is_text(std::u16string_view units) {
  CardText text;
  return text.append(field(units));
}

std::string mended(std::u16string_view units) {
  CardText text;
  text.append_mended(field(units));
  text.trim();
  return std::string(text.view());
}

}  // namespace

TEST_CASE("a field becomes UTF-8 of one to four bytes a character, without its padding") {
  CardText text;
  REQUIRE(text.append(field(u"A é王\U00020164   ")));
  text.trim();
  CHECK(text.view() == "A é王\U00020164");
  CHECK(text.secret().reveal() == text.view());
}

TEST_CASE("two fields make one text; blanks stay inside it") {
  CardText text;
  REQUIRE(text.append(field(u"SAMPLE, ")));
  REQUIRE(text.append(field(u"MARIA  ")));
  text.trim();
  CHECK(text.view() == "SAMPLE, MARIA");
}

TEST_CASE("the longest field of the widest characters fits") {
  CardText text;
  REQUIRE(text.append(field(std::u16string(CardText::kMostUnits, u'王'))));
  CHECK(text.view().size() == 3 * CardText::kMostUnits);
}

TEST_CASE("private-use characters are text; halves of pairs, controls and non-characters are not") {
  CHECK(is_text(u"\xE000\xF8FF"));
  CHECK(is_text(std::u16string{0xDBC0, 0xDC00}));        // U+100000, private use
  CHECK_FALSE(is_text(std::u16string{0xD840}));          // the field ends inside a pair
  CHECK_FALSE(is_text(std::u16string{0xD840, 0x0041}));  // no second half
  CHECK_FALSE(is_text(std::u16string{0xDC00, 0xD840}));  // the halves swapped
  CHECK_FALSE(is_text(std::u16string{0x0000}));
  CHECK_FALSE(is_text(std::u16string{0x001F}));
  CHECK_FALSE(is_text(std::u16string{0x0085}));
  CHECK_FALSE(is_text(std::u16string{0xFDD0}));
  CHECK_FALSE(is_text(std::u16string{0xFFFF}));
  CHECK_FALSE(is_text(std::u16string{0xD83F, 0xDFFE}));  // U+1FFFE
}

TEST_CASE("mended, what is no text becomes one mark, and what stands beside it stays") {
  CHECK(mended(std::u16string{u'a', 0xD840, u'b'}) == "a\uFFFDb");
  CHECK(mended(std::u16string{u'a', 0xD840}) == "a\uFFFD");
  CHECK(mended(std::u16string{0x0007, u'b', u' '}) == "\uFFFDb");
  CHECK(mended(u"王秀英 ") == "王秀英");
  CHECK(mended(std::u16string(CardText::kMostUnits, 0xD840)).size() == 3 * CardText::kMostUnits);
}
