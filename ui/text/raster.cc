// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/raster.h"

#include <hb.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>

namespace text {
namespace {

// FreeType's rasteriser hangs on a library object; making one costs more than a line of text.
FT_Library rasteriser() {
  struct Library {
    FT_Library library = nullptr;
    Library() {
      const FT_Error error = FT_Init_FreeType(&library);
      assert(error == 0);
      static_cast<void>(error);
    }
    ~Library() { FT_Done_FreeType(library); }
  };
  thread_local const Library one;
  return one.library;
}

// A bitmap being filled, and where the glyph at hand stands in it.
struct Target {
  Bitmap* bitmap;
  int x, y;
};

void add_spans(int y, int count, const FT_Span* spans, void* user) {
  const Target& target = *static_cast<const Target*>(user);
  Bitmap& bitmap = *target.bitmap;
  // FreeType counts rows upwards from the baseline; its row 0 is the one above it.
  const int row = target.y - 1 - y - bitmap.top;
  assert(row >= 0 && row < bitmap.height);
  std::uint8_t* const line =
      bitmap.coverage.data() + static_cast<std::ptrdiff_t>(row) * bitmap.width;
  for (const FT_Span* span = spans; span != spans + count; ++span) {
    const int begin = target.x + span->x - bitmap.left;
    assert(begin >= 0 && begin + span->len <= bitmap.width);
    // Joined letters share an edge; their parts of a pixel add up.
    for (std::uint8_t* pixel = line + begin; pixel != line + begin + span->len; ++pixel) {
      *pixel = static_cast<std::uint8_t>(std::min(255, *pixel + span->coverage));
    }
  }
}

}  // namespace

// Turns font units into FreeType's 26.6 pixels.
struct Raster::Pen {
  Raster* raster;
  double scale, x, y;
  std::size_t first_point;

  void point(float u, float v, char tag) const {
    raster->points_.push_back({std::lround((x + scale * static_cast<double>(u)) * 64),
                               std::lround((y + scale * static_cast<double>(v)) * 64)});
    raster->tags_.push_back(tag);
  }

  static const Pen& of(void* data) { return *static_cast<const Pen*>(data); }

  static hb_draw_funcs_t* functions();
};

hb_draw_funcs_t* Raster::Pen::functions() {
  static hb_draw_funcs_t* const made = [] {
    hb_draw_funcs_t* f = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u, float v, void*) {
          of(data).point(u, v, FT_CURVE_TAG_ON);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u, float v, void*) {
          of(data).point(u, v, FT_CURVE_TAG_ON);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_quadratic_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u1, float v1, float u, float v,
           void*) {
          of(data).point(u1, v1, FT_CURVE_TAG_CONIC);
          of(data).point(u, v, FT_CURVE_TAG_ON);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u1, float v1, float u2, float v2,
           float u, float v, void*) {
          of(data).point(u1, v1, FT_CURVE_TAG_CUBIC);
          of(data).point(u2, v2, FT_CURVE_TAG_CUBIC);
          of(data).point(u, v, FT_CURVE_TAG_ON);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, void*) {
          const Pen& pen = of(data);
          const std::size_t count = pen.raster->points_.size() - pen.first_point;
          assert(count > 0 && count <= std::size_t{std::numeric_limits<short>::max()});
          pen.raster->contour_ends_.push_back(static_cast<short>(count - 1));
        },
        nullptr, nullptr);
    hb_draw_funcs_make_immutable(f);
    return f;
  }();
  return made;
}

void Raster::add(const Face& face, std::uint32_t glyph, double scale, double x, double y) {
  const double left = std::floor(x);
  const double top = std::floor(y);
  const Shape shape{points_.size(), contour_ends_.size(), static_cast<int>(left),
                    static_cast<int>(top)};
  Pen pen{this, scale, x - left, top - y, points_.size()};
  face.draw(glyph, Pen::functions(), &pen);
  if (contour_ends_.size() != shape.contours) shapes_.push_back(shape);
}

FT_Outline Raster::outline_of(std::size_t index) {
  const Shape& shape = shapes_[index];
  const bool last = index + 1 == shapes_.size();
  const std::size_t points = (last ? points_.size() : shapes_[index + 1].points) - shape.points;
  const std::size_t contours =
      (last ? contour_ends_.size() : shapes_[index + 1].contours) - shape.contours;
  return {static_cast<short>(contours),          static_cast<short>(points),
          points_.data() + shape.points,         tags_.data() + shape.points,
          contour_ends_.data() + shape.contours, FT_OUTLINE_NONE};
}

Bitmap Raster::fill() {
  Bitmap bitmap;
  if (shapes_.empty()) return bitmap;
  int right = std::numeric_limits<int>::min(), bottom = right;
  bitmap.left = bitmap.top = std::numeric_limits<int>::max();
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    const FT_Outline outline = outline_of(i);
    FT_BBox box;
    FT_Outline_Get_CBox(&outline, &box);
    const auto down = [](FT_Pos p) { return static_cast<int>(p >> 6); };
    const auto up = [](FT_Pos p) { return static_cast<int>((p + 63) >> 6); };
    bitmap.left = std::min(bitmap.left, shapes_[i].x + down(box.xMin));
    right = std::max(right, shapes_[i].x + up(box.xMax));
    bitmap.top = std::min(bitmap.top, shapes_[i].y - up(box.yMax));
    bottom = std::max(bottom, shapes_[i].y - down(box.yMin));
  }
  bitmap.width = right - bitmap.left;
  bitmap.height = bottom - bitmap.top;
  bitmap.coverage.resize(static_cast<std::size_t>(bitmap.width) *
                         static_cast<std::size_t>(bitmap.height));
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    FT_Outline outline = outline_of(i);
    Target target{&bitmap, shapes_[i].x, shapes_[i].y};
    FT_Raster_Params params{};
    params.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT;
    params.gray_spans = add_spans;
    params.user = &target;
    const FT_Error error = FT_Outline_Render(rasteriser(), &outline, &params);
    assert(error == 0);
    static_cast<void>(error);
  }
  return bitmap;
}

}  // namespace text
