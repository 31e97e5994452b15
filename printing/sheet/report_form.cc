// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/report_form.h"

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/a4_form.h"
#include "printing/sheet/paper_dates.h"

namespace printing::report {

namespace {

constexpr Type kSmall = regular(12);
constexpr Type kWhat = regular(14);
constexpr Type kValue = bold(14);
constexpr double kRowAir = 1.5;  // above and below the words of a row: rows of 8
constexpr double kShapeIndent = 8;

// One box. Its head stands on one line, or on two where the column is narrow.
class FigureBox {
 public:
  FigureBox(Compositor& sheet, First first, double width)
      : sheet_(sheet), first_(first), width_(width) {}

  [[nodiscard]] bool needs_two_lines(const Figure& figure) const {
    return sheet_.measure(large(figure.what, first_), kValue).w + 2 +
               sheet_.measure(small(figure.what, first_), kSmall).w >
           width_ - 2 * kInset;
  }
  [[nodiscard]] static double height(bool two_lines) { return two_lines ? 27.5 : 26; }

  void draw(const Figure& figure, Point at, bool two_lines) const {
    const Box box{at.x, at.y, width_, height(two_lines)};
    const bool dark = figure.alarm && figure.number != 0;
    const Ink ink = dark ? Ink::white : Ink::black;
    if (dark) {
      sheet_.add(FilledRect{box, Ink::black});
    } else {
      sheet_.add(Frame{box, .8});
    }
    const double widest = width_ - 2 * kInset;
    const double left = box.x + kInset;
    const double right = box.right() - kInset;
    sheet_.set(large(figure.what, first_), kValue,
               {.at = {left, box.y + 7.4}, .ink = ink, .widest = widest});
    sheet_.set(small(figure.what, first_), kSmall,
               two_lines ? Spot{{left, box.y + 12.6}, Anchor::left, ink, widest}
                         : Spot{{right, box.y + 7.4}, Anchor::right, ink, widest});
    const std::string number = std::to_string(figure.number);
    sheet_.set(number, fitting(number, widest, two_lines ? 30 : 36),
               {.at = {left, box.bottom() - 3.4}, .ink = ink, .widest = widest});
  }

 private:
  static constexpr double kInset = 3;

  [[nodiscard]] Type fitting(std::string_view number, double widest, double largest) const {
    for (const double points : {36, 30, 26, 22, 18}) {
      if (points <= largest && sheet_.measure(number, bold(points)).w <= widest) {
        return bold(points);
      }
    }
    return bold(14);
  }

  Compositor& sheet_;
  First first_;
  double width_;
};

void entry(Column& column, const Entry& entry, double indent, First first, Palette palette) {
  Compositor& sheet = column.sheet();
  column.skip(kRowAir);
  const Box what = sheet.measure(large(entry.what, first), kWhat);
  const Box other = sheet.measure(small(entry.what, first), kSmall);
  const Box value = sheet.measure(entry.value, kValue);
  const double free = column.width() - indent - value.w - 3;
  const double baseline = column.y() + kAscent * kWhat.size.mm();
  const double x = column.left() + indent;
  sheet.set(entry.value, kValue,
            {.at = {column.right(), baseline}, .anchor = Anchor::right, .widest = column.width()});
  if (what.w + 2 + other.w <= free) {
    sheet.set(large(entry.what, first), kWhat, {.at = {x, baseline}});
    sheet.set(small(entry.what, first), kSmall, {.at = {x + what.w + 2, baseline}});
    column.move_to(baseline + kDescent * kWhat.size.mm());
  } else {
    // The value keeps the first line for itself and what it is of.
    Column narrow(sheet, x, free, column.y());
    narrow.paragraph(large(entry.what, first), kWhat);
    narrow.skip(Column::kLineGap);
    narrow.paragraph(small(entry.what, first), kSmall);
    column.move_to(narrow.y());
  }
  if (entry.shape) {
    sheet.add(health_shape(*entry.shape, {column.left() + 2.75, baseline - 1.75}, 2.5, palette));
  }
  column.skip(kRowAir);
  column.hairline();
}

}  // namespace

void figures(Column& column, std::span<const Figure> figures, std::size_t a_row, First first) {
  constexpr double kBetween = 4;
  const auto count = static_cast<double>(a_row);
  const double width = (column.width() - (count - 1) * kBetween) / count;
  const FigureBox box(column.sheet(), first, width);
  const bool two_lines = std::any_of(figures.begin(), figures.end(), [&](const Figure& figure) {
    return box.needs_two_lines(figure);
  });
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto place = static_cast<double>(i % a_row);
    if (i > 0 && place == 0) column.skip(FigureBox::height(two_lines) + kBetween);
    box.draw(figures[i], {column.left() + place * (width + kBetween), column.y()}, two_lines);
  }
  column.skip(FigureBox::height(two_lines));
}

void head(Column& column, const visit::Bilingual& words, std::string_view right, First first) {
  Compositor& sheet = column.sheet();
  const double top = column.y();
  column.pair(words, first, bold(16), kSmall);
  if (!right.empty()) {
    constexpr double kBetween = 2;  // as after the large words
    const double taken = sheet.measure(large(words, first), bold(16)).w + kBetween +
                         sheet.measure(small(words, first), kSmall).w;
    if (taken + 3 + sheet.measure(right, kSmall).w <= column.width()) {
      const double baseline = top + kAscent * bold(16).size.mm();
      sheet.set(right, kSmall, {.at = {column.right(), baseline}, .anchor = Anchor::right});
    } else {
      column.skip(Column::kLineGap);
      column.line(right, kSmall, Anchor::right);
    }
  }
  column.skip(1.2);
  column.rule(.6);
}

void table(Column& column, const Table& table, First first, Palette palette) {
  head(column, table.head, table.total, first);
  const bool shapes = std::any_of(table.entries.begin(), table.entries.end(),
                                  [](const Entry& entry) { return entry.shape.has_value(); });
  for (const Entry& each : table.entries) {
    entry(column, each, shapes ? kShapeIndent : 0, first, palette);
  }
}

void event(Column& column, std::string_view time, const visit::Bilingual& what, First first) {
  Compositor& sheet = column.sheet();
  column.skip(kRowAir);
  const Box stamp = sheet.measure(time, kValue);
  sheet.set(time, kValue, {.at = {column.left(), column.y() - stamp.y}});
  const double indent = stamp.w + 4;
  const std::string& said = large(what, first);
  const std::string& other = small(what, first);
  Column words(sheet, column.left() + indent, column.width() - indent, column.y());
  const double both = sheet.measure(said, kWhat).w + 4 + sheet.measure(other, kSmall).w;
  if (both <= words.width()) {
    words.sides({said, kWhat}, {other, kSmall});
  } else {
    words.paragraph(said, kWhat);
    words.skip(Column::kLineGap);
    words.paragraph(other, kSmall);
  }
  column.move_to(words.y());
  column.skip(kRowAir);
  column.hairline();
}

void groups(Column& column, std::string_view letters, std::size_t a_line) {
  constexpr std::size_t kGroup = 4;
  while (!letters.empty()) {
    std::string line;
    for (std::size_t i = 0; i < a_line && !letters.empty(); ++i) {
      if (!line.empty()) line += ' ';
      line += letters.substr(0, kGroup);
      letters.remove_prefix(std::min(kGroup, letters.size()));
    }
    column.skip(Column::kLineGap);
    column.line(line, kValue);
  }
}

double code(Compositor& sheet, std::string_view text, Point top_right, int dots_per_inch) {
  constexpr int kLargestVersion = 6;  // 41 modules and their white box at 203 dpi are 24.5
  constexpr double kBox = 26;
  constexpr double kLargest = 20.5;
  auto code = make_qr_code(text, QrLevel::medium, kLargestVersion);
  const auto dots = code ? qr_module_dots(code->side, dots_per_inch, kBox) : std::nullopt;
  if (!dots) {
    sheet.refuse(SheetTrouble::code_does_not_fit);
    return top_right.y;
  }
  const double dot = 25.4 / dots_per_inch;
  int fitting = *dots;
  while (fitting > kQrLeastModuleDots && fitting * dot * code->side > kLargest) --fitting;
  const double module = fitting * dot;
  const double side = code->side * module;
  const Point at{top_right.x - side, top_right.y + kQrQuietZone * module};
  sheet.add(
      QrMark{grown({at.x, at.y, side, side}, kQrQuietZone * module), at, module, std::move(*code)});
  return at.y + side + kQrQuietZone * module;
}

void last_line(Compositor& sheet, const PaperWords& words, const SheetDetails& details) {
  constexpr double kBaseline = 283.2;
  const visit::WallTime time = visit::wall_time(details.printed_at);
  const std::string line = visit::fill(
      words.at("line.last").zh,
      {{"date", day_iso(time.date)}, {"time", time_of_day(time)}, {"serial", details.serial}});
  sheet.set(line, kSmall, {.at = {a4::kLeft, kBaseline}, .widest = a4::kWidth});
}

void roll_foot(RollForm& form, const PaperWords& words, const SheetDetails& details,
               RollForm::SerialCode code) {
  form.column().hairline();
  form.column().skip(2);
  const visit::WallTime time = visit::wall_time(details.printed_at);
  const std::string printed = visit::fill(
      words.at("roll.printed").zh, {{"date", day_iso(time.date)}, {"time", time_of_day(time)}});
  form.foot(std::vector{printed, words.at("roll.fades").zh}, code);
}

}  // namespace printing::report
