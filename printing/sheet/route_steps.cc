// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_steps.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "printing/sheet/a4_form.h"
#include "printing/sheet/languages.h"

namespace printing {

namespace {

constexpr double kTop = 80;
constexpr Type kSmall = regular(12);
constexpr Type kMiddle = regular(14);

void disc(Compositor& sheet, Point centre, double r, std::size_t number, Type type) {
  sheet.add(Circle{centre, r, Ink::black});
  sheet.set(std::to_string(number), type,
            {.at = {centre.x, centre.y + text::kCapHeight / 2 * type.size.mm()},
             .anchor = Anchor::centre,
             .ink = Ink::white});
}

// Large words in at most two lines, as large as they fit; the baseline of the last.
double head(Compositor& sheet, std::string_view words, double x, double width, double top,
            double height) {
  struct Size {
    double points;
    std::size_t lines;
  };
  for (const Size size : {Size{18, 1}, Size{16, 1}, Size{14, 2}, Size{13, 2}, Size{12, 2}}) {
    const Type type = bold(size.points);
    const double em = type.size.mm();
    const auto lines = sheet.lines(words, type, width, text::Breaks::plain);
    if (!lines || lines->empty() || lines->size() > size.lines) continue;
    const double pitch = 1.2 * em;  // a g reaches below the em box
    if (em + pitch * static_cast<double>(lines->size() - 1) > height) continue;
    double baseline = top + std::max(kAscent * em, size.points == 18 ? 6.2 : 5.2);
    for (const visit::Secret& line : *lines) {
      sheet.set(line.reveal(), type, {.at = {x, baseline}});
      baseline += pitch;
    }
    return baseline - pitch;
  }
  sheet.refuse(SheetTrouble::words_do_not_fit);
  return top;
}

void beside_map(Compositor& sheet, std::span<const visit::RouteStep> steps, First first) {
  constexpr double kDiscX = 142;
  constexpr double kX = 148.5;
  constexpr double kColumn = a4::kRight - kX;
  const bool close = steps.size() > 3;
  const double pitch = close ? 15.6 : 20.8;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const visit::RouteStep& step = steps[i];
    const double top = kTop + pitch * static_cast<double>(i);
    disc(sheet, {kDiscX, top + 4}, 4, i + 1, bold(14));
    // What the lines below leave of the step's height.
    const bool middle = !close && first == First::chinese && !step.middle.empty();
    double baseline =
        head(sheet, large(step.head, first), kX, kColumn, top, pitch - 5.6 - (middle ? 6 : 0));
    if (middle) {
      baseline += 6;
      sheet.set(step.middle, kMiddle, {.at = {kX, baseline}, .widest = kColumn});
    }
    baseline += 5.2;
    sheet.set(small(step.head, first), kSmall, {.at = {kX, baseline}, .widest = kColumn});
  }
}

void alone(Compositor& sheet, std::span<const visit::RouteStep> steps, First first) {
  constexpr double kX = 29;
  constexpr double kDiscR = 5;
  constexpr std::array kSizes = {24., 22., 20., 18., 16.};
  const double pitch = steps.size() > 3 ? 15.5 : 20;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const visit::RouteStep& step = steps[i];
    const double top = kTop + 1.5 + pitch * static_cast<double>(i);
    disc(sheet, {a4::kLeft + kDiscR, top + kDiscR}, kDiscR, i + 1, bold(16));
    const bool middle = first == First::chinese && !step.middle.empty();
    const double after = middle ? sheet.measure(step.middle, kMiddle).w + 5 : 0;
    const Box box = a4::fitted(sheet, large(step.head, first), text::Weight::bold, kSizes,
                               {.at = {kX, top + 7.4}, .widest = a4::kRight - kX - after});
    if (middle) sheet.set(step.middle, kMiddle, {.at = {box.right() + 5, top + 7.4}});
    sheet.set(small(step.head, first), kSmall, {.at = {kX, top + 13.2}, .widest = a4::kRight - kX});
  }
}

}  // namespace

void route_steps(Compositor& sheet, std::span<const visit::RouteStep> steps,
                 const StepsPlace& place) {
  if (place.beside_map) {
    beside_map(sheet, steps, place.first);
  } else {
    alone(sheet, steps, place.first);
  }
}

}  // namespace printing
