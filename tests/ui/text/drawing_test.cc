// SPDX-License-Identifier: GPL-3.0-or-later
// Coverage for the screen and outlines for paper come from the same glyphs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tests/ui/text/samples.h"
#include "tests/ui/text/test_faces.h"

namespace {

// The area inside outlines by the shoelace rule over flattened curves, and their reach on the page.
class Measure : public text::OutlineSink {
 public:
  void begin_glyph(const text::Placement& placement) override {
    CHECK_FALSE(open_);
    open_ = true;
    ++glyphs;
    at_ = placement;
    own_ = 0;
    contours_ = 0;
  }
  void move_to(double u, double v) override { start_u_ = u_ = u, start_v_ = v_ = v; }
  void line_to(double u, double v) override {
    own_ += at_.scale * at_.scale * (u_ * v - u * v_);
    u_ = u, v_ = v;
    reach();
  }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    const double u0 = u_, v0 = v_;
    for (int i = 1; i <= 16; ++i) {
      const double t = i / 16.0, s = 1 - t;
      line_to(s * s * s * u0 + 3 * s * s * t * u1 + 3 * s * t * t * u2 + t * t * t * u,
              s * s * s * v0 + 3 * s * s * t * v1 + 3 * s * t * t * v2 + t * t * t * v);
    }
  }
  void close_contour() override {
    line_to(start_u_, start_v_);
    ++contours_;
  }
  void end_glyph() override {
    CHECK(open_);
    CHECK(contours_ > 0);
    // HanaMin turns its contours the other way round.
    area += std::abs(own_) / 2;
    open_ = false;
  }

  int glyphs = 0;
  double area = 0;
  text::Box box{1e9, 1e9, -1e9, -1e9};

 private:
  void reach() {
    const double x = at_.x + at_.scale * u_, y = at_.y - at_.scale * v_;
    box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x),
           std::max(box.bottom, y)};
  }
  bool open_ = false;
  int contours_ = 0;
  double own_ = 0;
  text::Placement at_{};
  double u_ = 0, v_ = 0, start_u_ = 0, start_v_ = 0;
};

double inked(const text::Bitmap& bitmap) {
  return std::accumulate(bitmap.coverage.begin(), bitmap.coverage.end(), 0.0) / 255;
}

}  // namespace

TEST_CASE("outlines and coverage enclose the same ink in the same place") {
  for (const samples::Name& name : samples::kNames) {
    INFO(name.words);
    const auto paragraph = lay_out(name.words, {.em = 100});
    Measure measure;
    paragraph.outline(measure, 1, 0, 0);
    const text::Bitmap bitmap = paragraph.raster(1);
    const text::Box ink = paragraph.ink();
    CHECK(measure.glyphs > 0);
    CHECK(measure.box.left == Approx(ink.left).margin(0.5));
    CHECK(measure.box.top == Approx(ink.top).margin(0.5));
    CHECK(measure.box.right == Approx(ink.right).margin(0.5));
    CHECK(measure.box.bottom == Approx(ink.bottom).margin(0.5));
    CHECK(bitmap.left == Approx(ink.left).margin(1.1));
    CHECK(bitmap.top == Approx(ink.top).margin(1.6));  // the baseline stands on a whole pixel
    CHECK(bitmap.left + bitmap.width == Approx(ink.right).margin(1.1));
    // Contours of joined letters overlap, so the sum of their areas may exceed the ink a little,
    // never fall short.
    CHECK(inked(bitmap) <= measure.area * 1.005);
    CHECK(inked(bitmap) >= measure.area * 0.93);
  }
}

TEST_CASE("an outline is placed and scaled as asked") {
  const auto paragraph = lay_out("国", {.em = 100});
  Measure plain, moved;
  paragraph.outline(plain, 1, 0, 0);
  paragraph.outline(moved, 0.5, 30, 70);
  CHECK(moved.box.left == Approx(30 + plain.box.left / 2));
  CHECK(moved.box.bottom == Approx(70 + plain.box.bottom / 2));
  CHECK(moved.area == Approx(plain.area / 4));
}

TEST_CASE("a space is never begun") {
  Measure measure;
  lay_out("国 国", {.em = 100}).outline(measure, 1, 0, 0);
  CHECK(measure.glyphs == 2);
}

TEST_CASE("coverage at another scale is the same picture") {
  const auto paragraph = lay_out("国", {.em = 10});
  const text::Bitmap bitmap = paragraph.raster(10);
  const text::Bitmap same = lay_out("国", {.em = 100}).raster(1);
  CHECK(bitmap.coverage == same.coverage);
  CHECK(bitmap.left == same.left);
  CHECK(bitmap.top == same.top);
}

TEST_CASE("joined letters have no seams") {
  // A row of Uyghur b: along their common stroke every pixel column is fully covered somewhere.
  const text::Bitmap bitmap = lay_out("ببببب", {.em = 97.3}).raster(1);
  for (int x = 12; x < bitmap.width - 12; ++x) {
    int most = 0;
    for (int y = 0; y < bitmap.height; ++y) {
      most = std::max<int>(most, bitmap.coverage[static_cast<std::size_t>(y * bitmap.width + x)]);
    }
    CHECK(most >= 250);
  }
}

TEST_CASE("every line's baseline is sharp: the same word twice is the same rows twice") {
  const auto paragraph = lay_out("国国国国", {.em = 44.33, .line_height = 1.37}, 44.33 * 2.1);
  REQUIRE(paragraph.lines().size() == 2);
  const text::Bitmap both = paragraph.raster(1);
  const text::Bitmap one = lay_out("国国", {.em = 44.33, .line_height = 1.37}).raster(1);
  REQUIRE(both.width == one.width);
  const auto row = [](const text::Bitmap& b, int y) {
    const auto begin = b.coverage.begin() + y * b.width;
    return std::vector<std::uint8_t>(begin, begin + b.width);
  };
  for (int y = 0; y < one.height; ++y) {
    CHECK(row(both, y) == row(one, y));
    CHECK(row(both, both.height - one.height + y) == row(one, y));
  }
}
