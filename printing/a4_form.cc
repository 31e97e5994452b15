// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/a4_form.h"

#include <optional>
#include <utility>

namespace printing::a4 {

namespace {

constexpr double kFold = 148.5;      // half of 297
constexpr double kFoldClear = 3;     // a fold by hand is this far off
constexpr double kQuietBox = 43.05;  // version 22 and its quiet zone, 113 modules of 9/600 inch
constexpr double kLargestCode = 40;  // a larger one asks a scanner to be held further away
constexpr Point kQuietAt{152, 66};
// 40 is rounded: 105 modules of 9/600 inch are 40.005.
constexpr double kRounding = 0.01;

// The largest whole number of dots that keeps box and code within their sizes.
std::optional<int> module_dots(int side, int dots_per_inch) {
  const auto dots = qr_module_dots(side, dots_per_inch, kQuietBox);
  if (!dots) return {};
  const double dot = 25.4 / dots_per_inch;
  int fitting = *dots;
  while (fitting * side * dot > kLargestCode + kRounding) --fitting;
  return fitting;
}

}  // namespace

Sheet blank(std::string title, visit::Moment made_at) {
  Sheet sheet;
  sheet.title = std::move(title);
  sheet.made_at = made_at;
  return sheet;
}

void head(Compositor& sheet, const visit::Bilingual& title, const visit::Bilingual& serial_label,
          std::string_view serial) {
  constexpr double kBaseline = 20.2;
  const Box zh = sheet.set(title.zh, bold(20), {.at = {kLeft, kBaseline}});
  const Box en = sheet.set(title.en, regular(12), {.at = {zh.right() + 3, kBaseline}});
  const Box number =
      sheet.set(serial, bold(14), {.at = {kRight, kBaseline}, .anchor = Anchor::right});
  const Box label = sheet.set(serial_label.zh + " " + serial_label.en, regular(12),
                              {.at = {number.x - 2, kBaseline}, .anchor = Anchor::right});
  if (label.x < en.right() + 3) sheet.refuse(SheetTrouble::words_do_not_fit);
  sheet.add(FilledRect{{kLeft, 23, kWidth, .8}, Ink::black});
}

void fold(Compositor& sheet) {
  sheet.add(Line{{0, kFold}, {10, kFold}, .3});
  sheet.add(Line{{200, kFold}, {210, kFold}, .3});
  sheet.add(Dashes{{kLeft, kFold}, {kRight, kFold}, .2, 1, 3});
  sheet.keep_out({{0, kFold - kFoldClear, 210, 2 * kFoldClear}, "fold"});
  sheet.keep_out({{105 - kFoldClear, 0, 2 * kFoldClear, 297}, "second fold", false});
}

void foot(Compositor& sheet, const std::array<std::string, 4>& lines) {
  sheet.add(FilledRect{{kLeft, 261.4, kWidth, .8}, Ink::black});
  constexpr double kPitch = 5.4;
  double baseline = 267;
  for (std::size_t i = 0; i < lines.size(); ++i, baseline += kPitch) {
    sheet.set(lines[i], i == 0 ? bold(12) : regular(12),
              {.at = {kLeft, baseline}, .widest = kWidth});
  }
}

void strip(Compositor& sheet, Edge edge, std::string_view words) {
  const double top = edge == Edge::top ? 5.5 : 286;
  sheet.add(FilledRect{{kLeft, top, kWidth, kStripHeight}, Ink::black});
  sheet.set(words, bold(12),
            {.at = {kLeft + 3, top + 4.7}, .ink = Ink::white, .widest = kWidth - 6});
}

void practice_mark(Compositor& sheet, std::string_view words, Palette palette) {
  // A printer without grey would break a grey line into dots: black, and thinner.
  const bool mono = palette == Palette::mono;
  for (const Point centre : {Point{100, 92}, Point{105, 226}}) {
    sheet.contour(words, {118}, mono ? Ink::black : Ink::grey, centre, 28, mono ? .15 : .25);
  }
}

void signed_code(Compositor& sheet, std::string_view text, std::string_view caption,
                 int dots_per_inch) {
  auto code = make_certificate_qr_code(text);
  const auto dots = code ? module_dots(code->side, dots_per_inch) : std::nullopt;
  if (!dots) return sheet.refuse(SheetTrouble::code_does_not_fit);
  const double module = *dots * 25.4 / dots_per_inch;
  const double inset = (kQuietBox - code->side * module) / 2;
  const Box quiet{kQuietAt.x, kQuietAt.y, kQuietBox, kQuietBox};
  sheet.add(QrMark{quiet, {quiet.x + inset, quiet.y + inset}, module, std::move(*code)});
  sheet.set(caption, regular(12),
            {.at = {quiet.x + quiet.w / 2, 113.2}, .anchor = Anchor::centre, .widest = quiet.w});
}

}  // namespace printing::a4
