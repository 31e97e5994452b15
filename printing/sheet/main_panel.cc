// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/main_panel.h"

#include <array>
#include <utility>

#include "printing/sheet/languages.h"

namespace printing::a4 {

namespace {

constexpr double kX = 54;
constexpr double kGap = 4;  // from large words to small ones
constexpr double kWordBaseline = 45.2;
constexpr double kSecondBaseline = 57.4;
constexpr std::array kBeside = {48., 44., 40., 36., 32., 28., 24., 20.};
constexpr std::array kSecond = {24., 22., 20., 18., 16., 14.};
constexpr std::array kAsideFirst = {20., 18., 16.};

void word(Compositor& sheet, const visit::Bilingual& words, First first, double end) {
  const Box zh = sheet.set(words.zh, bold(48), {.at = {kX, kWordBaseline}, .widest = end - kX});
  if (words.en.empty()) return;
  const double x = zh.right() + kGap;
  const Spot spot{.at = {x, kWordBaseline}, .widest = end - x};
  if (first == First::chinese) {
    sheet.set(words.en, bold(20), spot);
  } else {
    fitted(sheet, words.en, text::Weight::bold, kBeside, spot);
  }
}

void second(Compositor& sheet, const visit::Bilingual& words, First first, double end) {
  const double other = sheet.measure(small(words, first), regular(12)).w;
  const Box box =
      fitted(sheet, large(words, first), text::Weight::bold, kSecond,
             {.at = {kX, kSecondBaseline}, .widest = end - kX - (other > 0 ? kGap + other : 0)});
  sheet.set(small(words, first), regular(12), {.at = {box.right() + kGap, kSecondBaseline}});
}

void beside(Compositor& sheet, const Aside& aside) {
  constexpr double kAsideX = 160;
  constexpr double kWidest = 193 - kAsideX;
  sheet.add(Line{{156, 32}, {156, 57.5}, .3});
  if (aside.notice) {
    sheet.add(FilledRect{{158.5, 32, 34, kStripHeight}, Ink::black});
    sheet.set(aside.label, bold(12), {.at = {kAsideX, 36.7}, .ink = Ink::white, .widest = kWidest});
  } else {
    sheet.set(aside.label, regular(12), {.at = {kAsideX, 36.5}, .widest = kWidest});
  }
  fitted(sheet, aside.first, text::Weight::bold, kAsideFirst,
         {.at = {kAsideX, 46.6}, .widest = kWidest});
  sheet.set(aside.second, bold(24), {.at = {kAsideX, 57.4}, .widest = kWidest});
}

}  // namespace

void main_panel(Compositor& sheet, std::vector<Mark> shape, const Panel& panel, First first) {
  const double end = panel.aside ? 154 : 192;
  sheet.add(Frame{{kLeft, 27, kWidth, 35.5}, 1});
  sheet.add(std::move(shape));
  word(sheet, panel.word, first, end);
  second(sheet, panel.second, first, end);
  if (panel.aside) beside(sheet, *panel.aside);
}

}  // namespace printing::a4
