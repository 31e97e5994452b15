// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/roll_form.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/name_parts.h"

namespace printing {

namespace {

using roll::kLeft;
using roll::kRight;
using roll::kWidth;

constexpr double kPaperWidth = 80;
constexpr double kTop = 3;
constexpr double kAfterLast = 6;  // the blade stands above the print head
constexpr double kMiddle = kPaperWidth / 2;

// Four dots at 203 dpi: thermal dots bleed, finer modules close up.
constexpr double kModule = .509;
// A larger code asks a scanner to be held further away; it is drawn finer where dots allow it.
constexpr double kLargestCode = 42.5;

Sheet blank(std::string title, visit::Moment made_at) {
  Sheet sheet;
  sheet.width = kPaperWidth;
  sheet.code_from_edge = kLeft;
  sheet.title = std::move(title);
  sheet.made_at = made_at;
  return sheet;
}

std::optional<double> module_size(int side, int dots_per_inch) {
  const double dot = 25.4 / dots_per_inch;
  const auto most = qr_module_dots(side, dots_per_inch, kWidth);
  if (!most) return {};
  const auto least = [&] {
    int dots = kQrLeastModuleDots;
    while (dots * dot < kQrLeastModuleMm) ++dots;
    return dots;
  }();
  int dots = *most;
  while (dots > least && (dots * dot > kModule || dots * dot * side > kLargestCode)) --dots;
  return dots * dot;
}

// A module's edge falls between two dots.
double on_dots(double mm, int dots_per_inch) {
  return std::ceil(mm * dots_per_inch / 25.4 - .01) * 25.4 / dots_per_inch;
}

}  // namespace

RollForm::RollForm(std::string title, const SheetDetails& details, const PaperWords& words,
                   text::Faces& faces)
    : details_(details),
      words_(words),
      sheet_(blank(std::move(title), details.printed_at), faces),
      column_(sheet_, kLeft, kWidth, kTop) {}

void RollForm::strip(std::span<const std::string> lines) {
  constexpr Type kType = bold(12);
  constexpr double kInset = 1.1;
  const double em = kType.size.mm();
  const auto count = static_cast<double>(lines.size());
  const double height = 2 * kInset + count * em + (count - 1) * Column::kLineGap;
  sheet_.add(FilledRect{{kLeft, column_.y(), kWidth, height}, Ink::black});
  double baseline = column_.y() + kInset + kAscent * em;
  for (const std::string& line : lines) {
    sheet_.set(
        line, kType,
        {.at = {kMiddle, baseline}, .anchor = Anchor::centre, .ink = Ink::white, .widest = 68});
    baseline += em + Column::kLineGap;
  }
  column_.skip(height);
}

void RollForm::head(const visit::Bilingual& title) {
  constexpr double kBetweenStrips = 1.6;
  if (details_.practice) {
    strip(std::array{words_.at("roll.practice").zh});
    column_.skip(kBetweenStrips);
  }
  if (details_.reprint) {
    const visit::Slots slots{{"count", std::to_string(details_.reprint->count)},
                             {"serial", details_.reprint->replaces}};
    strip(std::array{visit::fill(words_.at("roll.reprint").zh, slots),
                     visit::fill(words_.at("roll.replaces").zh, slots)});
    column_.skip(kBetweenStrips);
  }
  column_.skip(1);
  const std::string& first = large(title, details_.first);
  const std::string& second = small(title, details_.first);
  const bool wide =
      sheet_.measure(first, bold(16)).w + 3 + sheet_.measure(second, regular(12)).w > kWidth;
  column_.sides({first, bold(wide ? 14 : 16)}, {second, regular(12)});
  column_.skip(2.2);
  column_.rule(.8);
}

void RollForm::person(std::string_view person, std::string_view number) {
  const NameParts parts = parted(person);
  name(parts.name);
  if (!parts.other_script.empty()) {
    column_.skip(Column::kLineGap);
    lines_of_name(parts.other_script, Anchor::right);
  }
  column_.skip(1.6);
  column_.sides({both(words_.at("roll.number"), details_.first), regular(12)}, {number, bold(14)});
}

// Beside its label, or below it.
void RollForm::name(std::string_view name) {
  const std::string label = both(words_.at("sheet.name"), details_.first);
  const Type largest = bold(22);
  const double beside = kWidth - sheet_.measure(label, regular(12)).w - 3;
  if (sheet_.measure(name, largest).w <= beside) {
    return column_.sides({label, regular(12)}, {name, largest});
  }
  column_.line(label, regular(12));
  column_.skip(Column::kLineGap);
  lines_of_name(name, Anchor::left);
}

// On one line if 20 points allow it, else on few; smaller than 18 points it would not be read.
void RollForm::lines_of_name(std::string_view name, Anchor anchor) {
  struct Step {
    double points;
    std::size_t most_lines;
  };
  for (const Step step : {Step{22, 1}, Step{20, 1}, Step{22, 2}, Step{20, 3}, Step{18, 4}}) {
    const Type type = bold(step.points);
    const auto lines = sheet_.lines(name, type, kWidth, text::Breaks::name);
    if (!lines || lines->empty() || lines->size() > step.most_lines) continue;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      if (i > 0) column_.skip(Column::kLineGap);
      column_.line((*lines)[i].reveal(), type, anchor);
    }
    return;
  }
  sheet_.refuse(SheetTrouble::name_does_not_fit);
}

double RollForm::place_code(QrCode code, double top, Anchor anchor) {
  const auto module = module_size(code.side, details_.dots_per_inch);
  if (!module) {
    sheet_.refuse(SheetTrouble::code_does_not_fit);
    return top;
  }
  const double side = code.side * *module;
  const double quiet = kQrQuietZone * *module;
  const double dot = 25.4 / details_.dots_per_inch;
  const double left = anchor == Anchor::right ? kRight - side - dot : kMiddle - side / 2;
  const Point at{on_dots(left, details_.dots_per_inch),
                 on_dots(top + quiet, details_.dots_per_inch)};
  sheet_.add(QrMark{{at.x - quiet, at.y - quiet, side + 2 * quiet, side + 2 * quiet},
                    at,
                    *module,
                    std::move(code)});
  return at.y + side + quiet;
}

void RollForm::signed_code(std::string_view text) {
  auto code = make_certificate_qr_code(text);
  if (!code) return sheet_.refuse(SheetTrouble::code_does_not_fit);
  column_.move_to(place_code(std::move(*code), column_.y() + Column::kLineGap, Anchor::centre));
}

void RollForm::code(std::string_view text, QrLevel level) {
  auto code = make_qr_code(text, level, 10);
  if (!code) return sheet_.refuse(SheetTrouble::code_does_not_fit);
  column_.move_to(place_code(std::move(*code), column_.y() + Column::kLineGap, Anchor::centre));
}

void RollForm::foot(std::span<const std::string> lines, SerialCode beside) {
  column_.line(both(words_.at("sheet.serial"), details_.first) + " " + details_.serial, bold(12));
  double width = kWidth;
  double code_end = column_.y();
  if (beside == SerialCode::beside) {
    auto code = make_qr_code(details_.serial, QrLevel::quartile, 4);
    const auto module = code ? module_size(code->side, details_.dots_per_inch) : std::nullopt;
    if (!module) return sheet_.refuse(SheetTrouble::code_does_not_fit);
    width -= (code->side + 2 * kQrQuietZone) * *module;
    code_end = place_code(std::move(*code), column_.y() + Column::kLineGap, Anchor::right);
  }
  for (const std::string& each : lines) {
    const double top = column_.y() + Column::kLineGap;
    const bool narrow = top < code_end;
    Column below(sheet_, kLeft, narrow ? width : kWidth, top);
    below.paragraph(each, regular(12));
    column_.move_to(below.y());
  }
  column_.move_to(std::max(column_.y(), code_end));
}

void RollForm::practice_mark(double height) {
  constexpr Points kSize{44};
  constexpr double kFirst = 60;
  constexpr double kPitch = 105;
  constexpr double kHalf = 28;  // of its turned height
  for (double y = kFirst; y + kHalf < height; y += kPitch) {
    sheet_.contour(words_.at("line.practice_mark").zh, kSize, Ink::black, {kMiddle, y}, 28, .15);
  }
}

tl::expected<Sheet, SheetTrouble> RollForm::finish(double longest) && {
  if (details_.practice) {
    column_.skip(2);
    strip(std::array{words_.at("roll.practice").zh});
  }
  const double height = std::ceil((column_.y() + kAfterLast) * 10) / 10;
  if (details_.practice) practice_mark(height);
  const double end = column_.y() + Column::kLineGap;  // the tails of the last letters
  auto sheet = std::move(sheet_).finish();
  if (!sheet) return sheet;
  if (height > longest) return tl::unexpected(SheetTrouble::sentences_too_long);
  sheet->height = height;
  sheet->live = {kLeft, kTop, kWidth, end - kTop};
  // How long the sheet is was not known before; everything stands on top of the mark.
  std::stable_partition(sheet->marks.begin(), sheet->marks.end(),
                        [](const Mark& mark) { return std::holds_alternative<TextContour>(mark); });
  return sheet;
}

}  // namespace printing
