// SPDX-License-Identifier: GPL-3.0-or-later
// Rare names and the other scripts: the right face, on one baseline with the Chinese beside them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/ui/text/samples.h"
#include "tests/ui/text/test_faces.h"

namespace {

double offset_from_baseline(const text::Paragraph& paragraph, std::size_t line,
                            const text::Glyph& glyph) {
  return glyph.y - paragraph.lines()[line].baseline;
}

}  // namespace

TEST_CASE("each name is drawn in the face meant for it") {
  for (const samples::Name& name : samples::kNames) {
    for (const auto weight : {text::Weight::regular, text::Weight::bold}) {
      INFO(name.words);
      const auto paragraph = lay_out(name.words, {.em = 56, .weight = weight});
      const auto runs = paragraph.runs();
      REQUIRE_FALSE(runs.empty());
      const bool met = std::any_of(runs.begin(), runs.end(),
                                   [&](const text::Run& r) { return r.family == name.family; });
      CHECK(met);
      for (const text::Run& run : runs) {
        CHECK((run.family == name.family || run.family == "Noto Sans CJK SC"));
      }
      CHECK(paragraph.uncertain_forms() == 0);
    }
  }
}

TEST_CASE("mainland forms, whatever the locale: face 2 of the collection") {
  const auto runs = lay_out("骨直，：；", {.em = 56}).runs();
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].index == 2);
}

TEST_CASE("a name beside Chinese stands on the Chinese baseline") {
  for (const samples::Name& name : samples::kNames) {
    INFO(name.words);
    const auto alone = lay_out(name.words, {.em = 56});
    const auto beside = lay_out("姓名：" + std::string(name.words), {.em = 56});
    // Everything of the name's face, glyph by glyph: the same height over the baseline as without
    // the Chinese.
    std::vector<double> heights_alone, heights_beside;
    for (const auto* set : {&alone, &beside}) {
      for (const text::Run& run : set->runs()) {
        if (run.family != name.family || name.family == "Noto Sans CJK SC") continue;
        for (const text::Glyph& glyph : run.glyphs) {
          (set == &alone ? heights_alone : heights_beside)
              .push_back(offset_from_baseline(*set, run.line, glyph));
        }
      }
    }
    CHECK(heights_alone == heights_beside);
    const text::Box ink_alone = alone.ink();
    const text::Box ink_beside = beside.ink();
    const text::Box label = lay_out("姓名：", {.em = 56}).ink();
    CHECK(ink_beside.top == Approx(std::min(ink_alone.top, label.top)));
    CHECK(ink_beside.bottom == Approx(std::max(ink_alone.bottom, label.bottom)));
  }
}

TEST_CASE("the lines of every script have one pitch") {
  for (const samples::Name& name : samples::kNames) {
    const auto paragraph = lay_out(name.words, {.em = 50, .line_height = 1.4});
    REQUIRE(paragraph.lines().size() == 1);
    CHECK(paragraph.height() == Approx(70));
    CHECK(paragraph.lines()[0].baseline == Approx(35 + 0.38 * 50));
  }
}

TEST_CASE("the middle of a paragraph is the middle of its ideographs") {
  for (const char* words : {"国", "国国国国国国国国国国"}) {
    const auto paragraph = lay_out(words, {.em = 100}, 520);
    const text::Box em = paragraph.em_box();
    CHECK((em.top + em.bottom) / 2 == Approx(paragraph.height() / 2));
    CHECK(paragraph.ink().top > em.top);
    CHECK(paragraph.ink().bottom < em.bottom);
  }
  // The constants are this font's: on the average of a thousand ideographs the ink is centred there
  // too.
  for (const auto weight : {text::Weight::regular, text::Weight::bold}) {
    double sum = 0;
    for (unsigned c = 0x5000; c < 0x53E8; ++c) {
      const std::string one = {static_cast<char>(0xE0 | c >> 12),
                               static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                               static_cast<char>(0x80 | (c & 0x3F))};
      const auto paragraph = lay_out(one, {.em = 100, .weight = weight});
      sum += (paragraph.ink().top + paragraph.ink().bottom) / 2 - paragraph.height() / 2;
    }
    CHECK(sum / 1000 == Approx(0).margin(1));
  }
}

TEST_CASE("capitals and digits are as tall as said") {
  const auto paragraph = lay_out("H", {.em = 100});
  CHECK(paragraph.lines()[0].baseline - paragraph.ink().top ==
        Approx(100 * text::kCapHeight).margin(0.5));
  const auto digit = lay_out("1", {.em = 100});
  CHECK(digit.lines()[0].baseline - digit.ink().top == Approx(100 * text::kCapHeight).margin(2));
}

TEST_CASE("digits are all of one width") {
  const double one = lay_out("1111111111", {.em = 56}).width();
  CHECK(lay_out("0123456789", {.em = 56}).width() == Approx(one));
  CHECK(lay_out("8888888888", {.em = 56, .weight = text::Weight::bold}).width() ==
        Approx(lay_out("1111111111", {.em = 56, .weight = text::Weight::bold}).width()));
}

TEST_CASE("Uyghur runs from right to left and starts at the right") {
  const auto uyghur = lay_out("ئابدۇرېھىم توختى", {.em = 40}, 600);
  CHECK(uyghur.right_to_left());
  CHECK(uyghur.lines()[0].x + uyghur.lines()[0].width == Approx(600));
  CHECK(uyghur.ink().right == Approx(600).margin(10));
  const auto ended = lay_out("ئابدۇرېھىم توختى", {.em = 40, .align = text::Align::end}, 600);
  CHECK(ended.lines()[0].x == Approx(0));
  const auto chinese = lay_out("阿卜杜热伊木", {.em = 40, .align = text::Align::end}, 600);
  CHECK_FALSE(chinese.right_to_left());
  CHECK(chinese.lines()[0].x + chinese.lines()[0].width == Approx(600));
  const auto centred = lay_out("阿卜杜热伊木", {.em = 40, .align = text::Align::centre}, 600);
  CHECK(centred.lines()[0].x == Approx((600 - centred.width()) / 2));
}

TEST_CASE("a broken Uyghur name reads from the first line to the second") {
  const auto name = lay_out("ئابدۇكېرىم ئابدۇرەھمان ئوغلى مۇھەممەتتۇرسۇن",
                            {.em = 60, .breaks = text::Breaks::name}, 620);
  REQUIRE(name.lines().size() == 2);
  CHECK(name.fits());
  CHECK(name.lines()[0].begin == 0);
  CHECK(name.lines()[1].begin > name.lines()[0].end);
  for (const text::Line& line : name.lines()) CHECK(line.x + line.width == Approx(620));
  // Both lines as if they stood alone: nothing of one is drawn in the other.
  const auto first = lay_out("ئابدۇكېرىم ئابدۇرەھمان", {.em = 60});
  CHECK(first.width() == Approx(name.lines()[0].width));
}

TEST_CASE("quotes are wide in Chinese and narrow in English, apostrophes narrow everywhere") {
  const double em = 100;
  CHECK(lay_out("“国”", {.em = em}).width() == Approx(3 * em));
  CHECK(lay_out("“I”", {.em = em}).width() < 1.5 * em);
  CHECK(lay_out("today’s", {.em = em}).width() < lay_out("todays", {.em = em}).width() + 0.4 * em);
  CHECK(lay_out("姓名：O’Brien", {.em = em}).width() <
        lay_out("姓名：OBrien", {.em = em}).width() + 0.4 * em);
}
