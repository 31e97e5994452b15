// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/marks.h"

#include <catch2/catch.hpp>

TEST_CASE("marks are read and leave the words") {
  const text::Marked marked = text::read_marks("要查|健康码，//同意吗？");
  CHECK(marked.words == "要查健康码，同意吗？");
  REQUIRE(marked.marks.size() == 2);
  CHECK(marked.marks[0].offset == 6);
  CHECK_FALSE(marked.marks[0].must);
  CHECK(marked.marks[1].offset == 18);
  CHECK(marked.marks[1].must);
}

TEST_CASE("a must-break between words written with spaces is a space when spoken") {
  CHECK(text::words("What would//you like?") == "What would you like?");
  CHECK(text::words("What would //you like?") == "What would you like?");
  CHECK(text::words("昨天//今天") == "昨天今天");
  CHECK(text::words("第 3 题//Question 3") == "第 3 题Question 3");
  CHECK(text::words("سالام//دوستلار") == "سالام دوستلار");
}

TEST_CASE("a single slash is a slash") { CHECK(text::words("1/2 页") == "1/2 页"); }

TEST_CASE("nobody's name or address is read as a mark") {
  for (const std::string data :
       {"甲|乙", "甲//乙", "甲\\乙", "///", "|", "\\", "\\|//", "https://example.invalid/"}) {
    CAPTURE(data);
    const text::Marked marked = text::read_marks("住址：" + text::literal(data) + "|对吗？");
    CHECK(marked.words == "住址：" + data + "对吗？");
    REQUIRE(marked.marks.size() == 1);
    CHECK(marked.marks[0].offset == 9 + data.size());
  }
  // Control: unescaped it would break the line.
  CHECK(text::read_marks("甲//乙").marks.size() == 1);
}
