// SPDX-License-Identifier: GPL-3.0-or-later
// Collects glyph outlines and fills them into one coverage bitmap (FreeType's smooth rasteriser,
// unhinted). Pure but for FreeType's library, one a thread.
#pragma once

#include <ft2build.h>
#include FT_OUTLINE_H

#include <cstdint>
#include <vector>

#include "ui/text/face.h"
#include "ui/text/paragraph.h"

namespace text {

class Raster {
 public:
  // A glyph with its origin at (x, y) pixels, y downwards, `scale` pixels per font unit.
  void add(const Face& face, std::uint32_t glyph, double scale, double x, double y);

  // Everything added, filled.
  Bitmap fill();

 private:
  struct Pen;
  struct Shape {
    std::size_t points, contours;  // where its own begin
    int x, y;                      // whole pixels; the outline holds the fraction
  };
  FT_Outline outline_of(std::size_t shape);

  std::vector<Shape> shapes_;
  std::vector<FT_Vector> points_;
  std::vector<char> tags_;
  std::vector<short> contour_ends_;
};

}  // namespace text
