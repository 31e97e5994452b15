// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/raster.h"

#include <algorithm>
#include <cmath>

namespace printing {

namespace {

constexpr std::uint8_t kBlack = 0;
constexpr std::uint8_t kWhite = 255;

class Dots {
 public:
  Dots(const Box& area, int dots_per_inch) : per_mm_(dots_per_inch / 25.4) {
    left_ = dot(area.x);
    top_ = dot(area.y);
    raster_.width = dot(area.right()) - left_;
    raster_.height = dot(area.bottom()) - top_;
    raster_.pixels.assign(static_cast<std::size_t>(raster_.width * raster_.height), kWhite);
  }

  void blacken(const Box& box) {
    const int x0 = std::max(dot(box.x) - left_, 0);
    const int x1 = std::min(dot(box.right()) - left_, raster_.width);
    const int y0 = std::max(dot(box.y) - top_, 0);
    const int y1 = std::min(dot(box.bottom()) - top_, raster_.height);
    for (int y = y0; y < y1 && x0 < x1; ++y) {
      std::fill_n(raster_.pixels.begin() + y * raster_.width + x0, x1 - x0, kBlack);
    }
  }

  GreyRaster take() && { return std::move(raster_); }

 private:
  [[nodiscard]] int dot(double mm) const { return static_cast<int>(std::lround(mm * per_mm_)); }

  double per_mm_;
  int left_ = 0, top_ = 0;
  GreyRaster raster_;
};

}  // namespace

GreyRaster rasterise_code(const Sheet& sheet, std::size_t code, int dots_per_inch) {
  const QrMark& mark = std::get<QrMark>(sheet.marks[code]);
  Dots dots(mark.quiet, dots_per_inch);
  for (const Box& run : rectangles(mark.code)) {
    dots.blacken({mark.at.x + run.x * mark.module, mark.at.y + run.y * mark.module,
                  run.w * mark.module, run.h * mark.module});
  }
  for (std::size_t i = code + 1; i < sheet.marks.size(); ++i) {
    const Box over = box(sheet.marks[i]);
    if (overlap(over, mark.quiet)) dots.blacken(over);
  }
  return std::move(dots).take();
}

}  // namespace printing
