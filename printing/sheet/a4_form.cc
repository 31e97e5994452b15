// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/a4_form.h"

#include <utility>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/languages.h"
#include "printing/sheet/paper_dates.h"

namespace printing::a4 {

namespace {

constexpr double kFold = 148.5;   // half of 297
constexpr double kFoldClear = 3;  // a fold by hand is this far off
constexpr double kAfterLabel = 2;
constexpr Type kSmall = regular(12);

enum class Edge { top, bottom };

void strip(Compositor& sheet, Edge edge, std::string_view words) {
  const double top = edge == Edge::top ? 5.5 : 286;
  sheet.add(FilledRect{{kLeft, top, kWidth, kStripHeight}, Ink::black});
  sheet.set(words, bold(12),
            {.at = {kLeft + 3, top + 4.7}, .ink = Ink::white, .widest = kWidth - 6});
}

// The notice that this is a reprint or for practice. With both, practice stands above.
void notices(Compositor& sheet, const SheetDetails& details, const PaperWords& words) {
  const std::string practice = words.at("line.practice").zh;
  if (details.practice) strip(sheet, Edge::top, practice);
  if (details.reprint) {
    const std::string reprint = visit::fill(
        words.at("line.reprint").zh,
        {{"count", std::to_string(details.reprint->count)}, {"serial", details.reprint->replaces}});
    strip(sheet, details.practice ? Edge::bottom : Edge::top, reprint);
  } else if (details.practice) {
    strip(sheet, Edge::bottom, practice);
  }
}

// Large words as thin contours across both halves.
void practice_mark(Compositor& sheet, std::string_view words, Palette palette) {
  // A printer without grey would break a grey line into dots: black, and thinner.
  const bool mono = palette == Palette::mono;
  for (const Point centre : {Point{100, 92}, Point{105, 226}}) {
    sheet.contour(words, {118}, mono ? Ink::black : Ink::grey, centre, 28, mono ? .15 : .25);
  }
}

void head(Compositor& sheet, const SheetDetails& details, const PaperWords& words) {
  constexpr double kBaseline = 20.2;
  constexpr double kGap = 3;
  constexpr double kTitleSizes[] = {20, 18, 16};
  constexpr Type kSerial = bold(14);
  const std::string label = both(words.at("sheet.serial"), details.first);
  const double serial_x = kRight - sheet.measure(details.serial, kSerial).w;
  const double label_x = serial_x - 2 - sheet.measure(label, kSmall).w;
  const visit::Bilingual& title = words.at("sheet.title");
  const double other = kGap + sheet.measure(small(title, details.first), kSmall).w;
  const Box name = fitted(sheet, large(title, details.first), text::Weight::bold, kTitleSizes,
                          {.at = {kLeft, kBaseline}, .widest = label_x - kGap - other - kLeft});
  sheet.set(small(title, details.first), kSmall, {.at = {name.right() + kGap, kBaseline}});
  sheet.set(details.serial, kSerial, {.at = {serial_x, kBaseline}});
  sheet.set(label, kSmall, {.at = {label_x, kBaseline}});
  sheet.add(FilledRect{{kLeft, 23, kWidth, .8}, Ink::black});
}

}  // namespace

Sheet blank(std::string title, visit::Moment made_at) {
  Sheet sheet;
  sheet.title = std::move(title);
  sheet.made_at = made_at;
  return sheet;
}

void letterhead(Compositor& sheet, const SheetDetails& details, const PaperWords& words) {
  if (details.practice) {
    practice_mark(sheet, words.at("line.practice_mark").zh, details.palette);
  }
  notices(sheet, details, words);
  head(sheet, details, words);
}

Box label(Compositor& sheet, const visit::Bilingual& words, First first, Point at, Type type) {
  const Box name = sheet.set(large(words, first), type, {.at = at});
  const Box other =
      sheet.set(small(words, first), kSmall, {.at = {name.right() + kAfterLabel, at.y}});
  return around(name, other);
}

Box fitted(Compositor& sheet, std::string_view words, text::Weight weight,
           std::span<const double> sizes, Spot spot) {
  for (const double size : sizes) {
    const Type type{{size}, weight};
    if (sheet.measure(words, type).w <= spot.widest) return sheet.set(words, type, spot);
  }
  sheet.refuse(SheetTrouble::words_do_not_fit);
  return {spot.at.x, spot.at.y, 0, 0};
}

void fold(Compositor& sheet) {
  sheet.add(Line{{0, kFold}, {10, kFold}, .3});
  sheet.add(Line{{200, kFold}, {210, kFold}, .3});
  sheet.add(Dashes{{kLeft, kFold}, {kRight, kFold}, .2, 1, 3});
  sheet.keep_out({{0, kFold - kFoldClear, 210, 2 * kFoldClear}, "fold"});
  sheet.keep_out({{105 - kFoldClear, 0, 2 * kFoldClear, 297}, "second fold", false});
}

bool fits_foot(Compositor& sheet, std::string_view line, const Foot& where) {
  return sheet.measure(line, bold(12)).w <= where.widest;
}

std::string issuer_line(Compositor& sheet, const PaperWords& words, const std::string& issuer,
                        const visit::Policy& policy, const Foot& where) {
  const visit::Slots issued{
      {"issuer", issuer}, {"policy", policy.name}, {"version", policy.version}, {"id", policy.id}};
  std::string line = visit::fill(words.at("line.issuer").zh, issued);
  if (fits_foot(sheet, line, where)) return line;
  return visit::fill(words.at("line.issuer_short").zh, issued);
}

std::string made_line(const PaperWords& words, const SheetDetails& details) {
  const visit::WallTime time = visit::wall_time(details.printed_at);
  return visit::fill(words.at("line.made").zh, {{"date", day_iso(time.date)},
                                                {"time", time_of_day(time)},
                                                {"place", details.place},
                                                {"machine", details.machine}});
}

void foot(Compositor& sheet, std::span<const std::string> lines, const Foot& where) {
  constexpr double kPitch = 5.4;
  sheet.add(FilledRect{{kLeft, where.rule, kWidth, .8}, Ink::black});
  double baseline = where.rule + 5.6;
  std::size_t set = 0;
  for (const std::string& line : lines) {
    const Type type = &line == lines.data() ? bold(12) : kSmall;
    const auto parts = sheet.lines(line, type, where.widest, text::Breaks::plain);
    if (!parts) return sheet.refuse(SheetTrouble::words_do_not_fit);
    for (const visit::Secret& part : *parts) {
      if (++set > where.most_lines) return sheet.refuse(SheetTrouble::words_do_not_fit);
      sheet.set(part.reveal(), type, {.at = {kLeft, baseline}});
      baseline += kPitch;
    }
  }
}

void pen_line(Compositor& sheet, const visit::Bilingual& words, First first, Point label_at,
              double x, double end) {
  sheet.set(both(words, first), regular(16), {.at = label_at, .widest = x - 2 - label_at.x});
  sheet.add(Line{{x, label_at.y + 1}, {end, label_at.y + 1}, .3});
}

}  // namespace printing::a4
