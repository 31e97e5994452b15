// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/paragraph.h"

#include <hb.h>

#include <algorithm>
#include <cmath>

#include "ui/text/face.h"
#include "ui/text/raster.h"
#include "ui/text/style.h"

namespace text {
namespace {

// Hands HarfBuzz's contours on. HarfBuzz turns quadratic curves into cubic ones for us.
struct Hand {
  OutlineSink* sink;
  Placement placement;
  bool begun = false;
};

hb_draw_funcs_t* handing_on() {
  static hb_draw_funcs_t* const made = [] {
    hb_draw_funcs_t* f = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u, float v, void*) {
          Hand& hand = *static_cast<Hand*>(data);
          if (!hand.begun) hand.sink->begin_glyph(hand.placement);
          hand.begun = true;
          hand.sink->move_to(static_cast<double>(u), static_cast<double>(v));
        },
        nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u, float v, void*) {
          static_cast<Hand*>(data)->sink->line_to(static_cast<double>(u), static_cast<double>(v));
        },
        nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float u1, float v1, float u2, float v2,
           float u, float v, void*) {
          static_cast<Hand*>(data)->sink->cubic_to(static_cast<double>(u1), static_cast<double>(v1),
                                                   static_cast<double>(u2), static_cast<double>(v2),
                                                   static_cast<double>(u), static_cast<double>(v));
        },
        nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(
        f,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, void*) {
          static_cast<Hand*>(data)->sink->close_contour();
        },
        nullptr, nullptr);
    hb_draw_funcs_make_immutable(f);
    return f;
  }();
  return made;
}

}  // namespace

Box Paragraph::em_box() const {
  if (lines_.empty()) return {};
  Box box{lines_.front().x, lines_.front().baseline - kIdeographTop * em_, lines_.front().x,
          lines_.back().baseline - kIdeographBottom * em_};
  for (const Line& line : lines_) {
    box.left = std::min(box.left, line.x);
    box.right = std::max(box.right, line.x + line.width);
  }
  return box;
}

Box Paragraph::ink() const {
  Box box{};
  bool any = false;
  for (const Stretch& stretch : stretches_) {
    const double scale = em_ / stretch.face->units_per_em();
    for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i) {
      const Face::Extents e = stretch.face->extents(glyphs_[i].id);
      if (e.left == e.right || e.top == e.bottom) continue;
      const Box one{glyphs_[i].x + scale * e.left, glyphs_[i].y - scale * e.top,
                    glyphs_[i].x + scale * e.right, glyphs_[i].y - scale * e.bottom};
      box = any ? Box{std::min(box.left, one.left), std::min(box.top, one.top),
                      std::max(box.right, one.right), std::max(box.bottom, one.bottom)}
                : one;
      any = true;
    }
  }
  return box;
}

std::vector<Run> Paragraph::runs() const {
  std::vector<Run> out;
  out.reserve(stretches_.size());
  for (const Stretch& stretch : stretches_) {
    out.push_back({stretch.face->role().family, stretch.face->role().bold, stretch.face->index(),
                   stretch.line, std::span(glyphs_).subspan(stretch.first, stretch.count)});
  }
  return out;
}

Bitmap Paragraph::raster(double scale) const {
  Raster raster;
  for (const Stretch& stretch : stretches_) {
    const double pixels_per_unit = em_ * scale / stretch.face->units_per_em();
    const double baseline = lines_[stretch.line].baseline;
    const double row = std::round(baseline * scale);
    for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i) {
      const Glyph& glyph = glyphs_[i];
      raster.add(*stretch.face, glyph.id, pixels_per_unit, glyph.x * scale,
                 row + (glyph.y - baseline) * scale);
    }
  }
  return raster.fill();
}

void Paragraph::outline(OutlineSink& sink, double scale, double x, double y) const {
  for (const Stretch& stretch : stretches_) {
    const double units = em_ * scale / stretch.face->units_per_em();
    for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i) {
      const Glyph& glyph = glyphs_[i];
      Hand hand{&sink, {units, x + glyph.x * scale, y + glyph.y * scale}};
      stretch.face->draw(glyph.id, handing_on(), &hand);
      if (hand.begun) sink.end_glyph();
    }
  }
}

}  // namespace text
