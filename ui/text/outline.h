// SPDX-License-Identifier: GPL-3.0-or-later
// Where a paragraph's outlines go: a PDF page, a test's drawing list. Called on the thread that
// draws.
#pragma once

namespace text {

// Where a glyph stands: a point (u, v) of its outline lies at (x + scale * u, y - scale * v) on a
// page whose y runs down.
struct Placement {
  double scale;  // page units per font unit
  double x, y;   // the glyph's origin on the baseline
};

// A glyph's contours come in font units, y upwards: write the placement once as a matrix and the
// coordinates as small whole numbers; that halves a page. Contours are closed and filled by the
// nonzero rule. A glyph without ink is never begun.
class OutlineSink {
 public:
  virtual ~OutlineSink() = default;
  virtual void begin_glyph(const Placement& placement) = 0;
  virtual void move_to(double u, double v) = 0;
  virtual void line_to(double u, double v) = 0;
  virtual void cubic_to(double u1, double v1, double u2, double v2, double u, double v) = 0;
  virtual void close_contour() = 0;
  virtual void end_glyph() = 0;
};

}  // namespace text
