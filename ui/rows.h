// SPDX-License-Identifier: GPL-3.0-or-later
// A table: rows of a number or time, what it is, how it stands, and a small button for it, in
// columns that all rows of a page share. Each row is read as one thing. Pure but for the composer.
#pragma once

#include <string>

#include "ui/pieces.h"

namespace ui {

// The row that says a page is being read aloud, and reads it again: it belongs to no table.
[[nodiscard]] bool is_hearing(const visit::block::Row& row);

class RowTable {
 public:
  RowTable(const Composer& c, const visit::Page& page, double width);

  [[nodiscard]] Piece piece(Composer& c, const visit::block::Row& row, std::string id) const;
  // False if some words are too long for their column.
  [[nodiscard]] bool fits(const Composer& c, const visit::Page& page) const;
  // The least air between two buttons of neighbouring rows.
  [[nodiscard]] static double gap(const Composer& c);

 private:
  struct Voices {
    Voice lead, text, value, pill;
  };
  // Widths, with the air behind each; of the text and the value what is left over.
  struct Columns {
    double icon = 0, lead = 0, text = 0, pill = 0, value = 0, button = 0;
    bool value_below = false, pill_below = false;
    bool lead_above = false;  // the words have its room
  };
  struct Heights {
    double above = 0, first = 0, second = 0;
    [[nodiscard]] double all() const { return above + first + second; }
  };
  [[nodiscard]] static Voices voices(const Composer& c, const visit::block::Row& row);
  [[nodiscard]] static Heights heights(const Composer& c, const visit::block::Row& row,
                                       const Columns& columns);
  [[nodiscard]] static bool fits(const Composer& c, const visit::block::Row& row,
                                 const Columns& columns);
  void draw(Composer& c, const visit::block::Row& row, const std::string& id, Rect r) const;
  void pill(Composer& c, const visit::block::Row& row, Rect r) const;

  Columns columns_;
  double button_height_ = 0;
};

// 正在念给您听 [再念一遍]
[[nodiscard]] Piece hearing_piece(Composer& c, const visit::block::Row& row, double width,
                                  std::string id);

}  // namespace ui
