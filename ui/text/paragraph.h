// SPDX-License-Identifier: GPL-3.0-or-later
// Words that have been set: glyphs at their places, for the screen as coverage and for paper as
// outlines. It holds no text, only glyphs; those are personal all the same, so a paragraph is
// moved, never copied. Made by Faces::lay_out; must not outlive its Faces; used on the same thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ui/text/outline.h"

namespace text {

class Face;
class Setting;

// One line. Lengths in the unit of Style::em, from the paragraph's top left corner, y downwards.
struct Line {
  std::size_t begin, end;  // bytes of words(text) on this line, without the spaces it was broken at
  double x;                // left edge after alignment
  double width;
  double baseline;
};

struct Box {
  double left, top, right, bottom;
};

struct Glyph {
  std::uint32_t id;  // in its face
  double x, y;       // origin on the baseline, same unit and corner as Line
};

// Neighbouring glyphs of one face on one line, left to right.
struct Run {
  std::string_view family;  // "Noto Sans CJK SC"
  bool bold;
  unsigned index;  // the face within its file
  std::size_t line;
  std::span<const Glyph> glyphs;
};

// 8-bit coverage, row by row from the top. Its top left pixel lies at (left, top) from the
// paragraph's corner.
struct Bitmap {
  int left = 0, top = 0;
  int width = 0, height = 0;
  std::vector<std::uint8_t> coverage;
};

class Paragraph {
 public:
  Paragraph(Paragraph&&) noexcept = default;
  Paragraph& operator=(Paragraph&&) noexcept = default;
  Paragraph(const Paragraph&) = delete;
  Paragraph& operator=(const Paragraph&) = delete;
  ~Paragraph() = default;

  std::span<const Line> lines() const { return lines_; }

  double width() const { return width_; }    // of the widest line
  double height() const { return height_; }  // lines times em times line height

  // The em boxes of the ideographs, from the top of the first line's to the bottom of the last
  // one's. Its middle is the middle of height(): a paragraph centred by its height is optically
  // centred.
  Box em_box() const;
  // What is really inked; a tall script (Tibetan) may reach beyond height().
  Box ink() const;

  // False if a line is wider than the width asked for because no rule allows to break it: choose a
  // smaller size or refuse.
  bool fits() const { return fits_; }
  // False if a line had to end where the author had not allowed it.
  bool kept_marks() const { return kept_marks_; }
  bool right_to_left() const { return right_to_left_; }
  // Ideographs with a variation selector the face does not know: drawn in the base form, which may
  // differ from the card's.
  std::size_t uncertain_forms() const { return uncertain_forms_; }

  // For drawing-list goldens.
  std::vector<Run> runs() const;

  // The coverage at `scale` pixels per unit. Baselines stand on whole pixels; glyphs keep their
  // exact places along the line.
  Bitmap raster(double scale) const;

  // Every inked glyph, the paragraph's corner at (x, y), `scale` page units per unit of ours.
  void outline(OutlineSink& sink, double scale, double x, double y) const;

 private:
  friend class Setting;
  struct Stretch {
    const Face* face;
    std::size_t line, first, count;
  };
  Paragraph() = default;

  std::vector<Line> lines_;
  std::vector<Stretch> stretches_;
  std::vector<Glyph> glyphs_;
  double em_ = 0, width_ = 0, height_ = 0;
  std::size_t uncertain_forms_ = 0;
  bool fits_ = true, kept_marks_ = true, right_to_left_ = false;
};

}  // namespace text
