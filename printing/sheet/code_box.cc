// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/code_box.h"

#include <optional>
#include <utility>

namespace printing {

namespace {

constexpr int kLargestSerialVersion = 6;  // 41 modules of 0.33 mm are 14 mm
// Sizes that are whole dots are written rounded: 105 modules of 9/600 inch are 40.005.
constexpr double kRounding = 0.01;

// In the middle of its box, with as many dots a module as keep it within `largest`.
void place(Compositor& sheet, QrCode code, const Box& quiet, double largest, int dots_per_inch) {
  const std::optional<int> most = qr_module_dots(code.side, dots_per_inch, quiet.w);
  if (!most) return sheet.refuse(SheetTrouble::code_does_not_fit);
  const double dot = 25.4 / dots_per_inch;
  int dots = *most;
  while (dots > kQrLeastModuleDots && dots * code.side * dot > largest + kRounding) --dots;
  const double side = dots * code.side * dot;
  if (side > largest + kRounding || dots * dot < kQrLeastModuleMm) {
    return sheet.refuse(SheetTrouble::code_does_not_fit);
  }
  const double inset = (quiet.w - side) / 2;
  sheet.add(QrMark{quiet, {quiet.x + inset, quiet.y + inset}, dots * dot, std::move(code)});
}

}  // namespace

void signed_code(Compositor& sheet, std::string_view text, const Box& quiet, double largest,
                 int dots_per_inch) {
  auto code = make_certificate_qr_code(text);
  if (!code) return sheet.refuse(SheetTrouble::code_does_not_fit);
  place(sheet, std::move(*code), quiet, largest, dots_per_inch);
}

void serial_code(Compositor& sheet, std::string_view text, Point at, double side,
                 int dots_per_inch) {
  auto code = make_qr_code(text, QrLevel::quartile, kLargestSerialVersion);
  if (!code) return sheet.refuse(SheetTrouble::code_does_not_fit);
  const double quiet = side * kQrQuietZone / code->side;
  place(sheet, std::move(*code), grown({at.x, at.y, side, side}, quiet), side, dots_per_inch);
}

}  // namespace printing
