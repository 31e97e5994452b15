// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/expiry_frame.h"

#include <array>
#include <string>

#include "printing/sheet/languages.h"
#include "printing/sheet/paper_dates.h"

namespace printing::a4 {

namespace {

constexpr Box kFrame{kLeft, 116.5, kWidth, 27};
constexpr double kCell = 34;
constexpr Point kValue{52.5, 132.7};
constexpr double kSmallBaseline = 139.9;
constexpr double kAside = 191;  // right end of year and weekday
// Its y reaches lower than figures do: a bit smaller, a bit higher.
constexpr std::array kEnglishSizes = {40., 36., 34., 32.};
constexpr double kEnglishBaseline = 131.5;

void cell(Compositor& sheet, const visit::Bilingual& words, First first) {
  sheet.add(FilledRect{{kFrame.x, kFrame.y, kCell, kFrame.h}, Ink::black});
  Spot spot{{kFrame.x + kCell / 2, 129.1}, Anchor::centre, Ink::white, kCell - 4};
  sheet.set(large(words, first), bold(first == First::chinese ? 20 : 16), spot);
  spot.at.y = 136.9;
  sheet.set(small(words, first), regular(12), spot);
}

void chinese_first(Compositor& sheet, const visit::WallTime& end, std::string_view beside) {
  sheet.set(day_zh(end.date) + " " + time_of_day(end), bold(44),
            {.at = kValue, .widest = 173 - kValue.x});
  std::string en = day_en(end.date) + ", " + time_of_day(end);
  en += beside;
  sheet.set(en, regular(12), {.at = {kValue.x + 1, kSmallBaseline}});
  sheet.set(year_zh(end.date), bold(16), {.at = {kAside, 129.1}, .anchor = Anchor::right});
  sheet.set(weekday_zh(end.weekday), bold(16), {.at = {kAside, 136.9}, .anchor = Anchor::right});
}

void english_first(Compositor& sheet, const visit::WallTime& end, std::string_view beside) {
  const Box year =
      sheet.set(year_en(end.date), bold(16), {.at = {kAside, 129.1}, .anchor = Anchor::right});
  fitted(sheet, day_and_month_en(end.date) + ", " + time_of_day(end), text::Weight::bold,
         kEnglishSizes, {.at = {kValue.x, kEnglishBaseline}, .widest = year.x - 5 - kValue.x});
  // A long name of a day stands below the value's end.
  sheet.set(weekday_en(end.weekday), bold(14),
            {.at = {kAside, kSmallBaseline}, .anchor = Anchor::right});
  std::string zh =
      year_zh(end.date) + day_zh(end.date) + " " + weekday_zh(end.weekday) + " " + time_of_day(end);
  zh += beside;
  sheet.set(zh, regular(12), {.at = {kValue.x + 1, kSmallBaseline}});
}

}  // namespace

void expiry_frame(Compositor& sheet, const SheetDetails& details, const PaperWords& words,
                  visit::Moment expires, std::string_view beside) {
  sheet.add(Frame{kFrame, 1.2});
  cell(sheet, words.at("sheet.valid_until"), details.first);
  const visit::WallTime end = last_moment(expires);
  if (details.first == First::chinese) {
    chinese_first(sheet, end, beside);
  } else {
    english_first(sheet, end, beside);
  }
}

}  // namespace printing::a4
