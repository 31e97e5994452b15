// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/raster.h"

#include <algorithm>
#include <cmath>

namespace printing {

namespace {

constexpr std::uint8_t kBlack = 0;
constexpr std::uint8_t kWhite = 255;

// A place is rounded to the printer's dot before it is rounded to the picture's pixel.
class Dots {
 public:
  Dots(const Box& area, int dots_per_inch, double pixels_a_dot)
      : per_mm_(dots_per_inch / 25.4), pixels_(pixels_a_dot) {
    left_ = dot(area.x);
    top_ = dot(area.y);
    raster_.width = nearest(dot(area.right()) - left_);
    raster_.height = nearest(dot(area.bottom()) - top_);
    raster_.pixels.assign(static_cast<std::size_t>(raster_.width * raster_.height), kWhite);
  }

  void blacken(const Box& box) {
    blacken(nearest(dot(box.x) - left_), nearest(dot(box.right()) - left_),
            nearest(dot(box.y) - top_), nearest(dot(box.bottom()) - top_));
  }
  // Every pixel that the box touches.
  void blacken_all_of(const Box& box) {
    const auto from = [&](int dots) { return static_cast<int>(std::floor(dots * pixels_)); };
    const auto to = [&](int dots) { return static_cast<int>(std::ceil(dots * pixels_)); };
    blacken(from(dot(box.x) - left_), to(dot(box.right()) - left_), from(dot(box.y) - top_),
            to(dot(box.bottom()) - top_));
  }

  GreyRaster take() && { return std::move(raster_); }

 private:
  void blacken(int left, int right, int top, int bottom) {
    left = std::max(left, 0);
    right = std::min(right, raster_.width);
    bottom = std::min(bottom, raster_.height);
    for (int y = std::max(top, 0); y < bottom && left < right; ++y) {
      std::fill_n(raster_.pixels.begin() + y * raster_.width + left, right - left, kBlack);
    }
  }
  [[nodiscard]] int dot(double mm) const { return static_cast<int>(std::lround(mm * per_mm_)); }
  [[nodiscard]] int nearest(int dots) const {
    return static_cast<int>(std::lround(dots * pixels_));
  }

  double per_mm_, pixels_;
  int left_ = 0, top_ = 0;
  GreyRaster raster_;
};

}  // namespace

GreyRaster rasterise_code(const Sheet& sheet, std::size_t code, int dots_per_inch,
                          std::optional<int> pixels_a_module) {
  const QrMark& mark = std::get<QrMark>(sheet.marks[code]);
  const double dots_a_module = mark.module * dots_per_inch / 25.4;
  const double pixels_a_dot =
      pixels_a_module ? std::min(1.0, *pixels_a_module / dots_a_module) : 1.0;
  Dots dots(mark.quiet, dots_per_inch, pixels_a_dot);
  for (const Box& run : rectangles(mark.code)) {
    dots.blacken({mark.at.x + run.x * mark.module, mark.at.y + run.y * mark.module,
                  run.w * mark.module, run.h * mark.module});
  }
  for (std::size_t i = code + 1; i < sheet.marks.size(); ++i) {
    const Box over = box(sheet.marks[i]);
    if (overlap(over, mark.quiet)) dots.blacken_all_of(over);
  }
  return std::move(dots).take();
}

}  // namespace printing
