// SPDX-License-Identifier: GPL-3.0-or-later
// The glyphs of a sheet, each outline once with all its places. Written next to one another, the
// copies of an outline cost a page a few bytes instead of hundreds. It holds a name's letters:
// wiped when it dies. One thread.
#pragma once

#include <map>
#include <vector>

#include "printing/hcert_bytes.h"
#include "ui/text/outline.h"

namespace printing {

class GlyphPaths : public text::OutlineSink {
 public:
  // Operators with their coordinates in font units: 'm' 2, 'l' 2, 'c' 6, 'h' none.
  using Path = std::vector<double, WipingAllocator<double>>;
  using Places = std::vector<text::Placement, WipingAllocator<text::Placement>>;

  void begin_glyph(const text::Placement& placement) override {
    place_ = placement;
    path_.clear();
  }
  void move_to(double u, double v) override { add('m', {u, v}); }
  void line_to(double u, double v) override { add('l', {u, v}); }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    add('c', {u1, v1, u2, v2, u, v});
  }
  void close_contour() override { add('h', {}); }
  void end_glyph() override { glyphs_[path_].push_back(place_); }

  // In an order that depends on nothing but the outlines.
  [[nodiscard]] const std::map<Path, Places>& glyphs() const { return glyphs_; }

  // Draws a path once more into another sink.
  static void replay(const Path& path, const text::Placement& place, text::OutlineSink& sink);

 private:
  void add(char op, std::initializer_list<double> at) {
    path_.push_back(op);
    path_.insert(path_.end(), at);
  }

  std::map<Path, Places> glyphs_;
  Path path_;
  text::Placement place_{};
};

}  // namespace printing
