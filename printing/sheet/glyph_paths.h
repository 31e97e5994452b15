// SPDX-License-Identifier: GPL-3.0-or-later
// The glyphs of a sheet, each outline once with all its places. Written next to one another, the
// copies of an outline cost a page a few bytes instead of hundreds. It holds a name's letters:
// wiped when it dies. One thread.
#pragma once

#include <map>
#include <vector>

#include "printing/hcert/hcert_bytes.h"
#include "printing/sheet/content_stream.h"
#include "ui/text/outline.h"

namespace printing {

class GlyphPaths : public text::OutlineSink {
 public:
  using Places = std::vector<text::Placement, WipingAllocator<text::Placement>>;

  void begin_glyph(const text::Placement& placement) override {
    place_ = placement;
    path_.clear();
  }
  void move_to(double u, double v) override { path_.move_to(u, v); }
  void line_to(double u, double v) override { path_.line_to(u, v); }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    path_.curve_to(u1, v1, u2, v2, u, v);
  }
  void close_contour() override { path_.close_path(); }
  void end_glyph() override { glyphs_[path_].push_back(place_); }

  // Each outline's operators in font units, in an order that depends on nothing but them.
  [[nodiscard]] const std::map<ContentStream, Places>& glyphs() const { return glyphs_; }

 private:
  std::map<ContentStream, Places> glyphs_;
  ContentStream path_;
  text::Placement place_{};
};

}  // namespace printing
