// SPDX-License-Identifier: GPL-3.0-or-later
// Sets words and marks on one sheet. The first thing that does not fit is kept and the sheet is
// refused in the end; until then every call goes on, so that a form reads as one piece. Lengths are
// millimetres. One thread, that of its Faces.
#pragma once

#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "printing/sheet/sheet.h"
#include "ui/text/faces.h"

namespace printing {

struct Type {
  Points size;
  text::Weight weight;
};
[[nodiscard]] constexpr Type regular(double points) { return {{points}, text::Weight::regular}; }
[[nodiscard]] constexpr Type bold(double points) { return {{points}, text::Weight::bold}; }

// The em box of our faces about the baseline, in em (ui/text/style.h).
inline constexpr double kAscent = text::kIdeographTop;
inline constexpr double kDescent = -text::kIdeographBottom;

enum class Anchor { left, centre, right };

struct Spot {
  Point at;  // on the baseline
  Anchor anchor = Anchor::left;
  Ink ink = Ink::black;
  double widest = std::numeric_limits<double>::infinity();
};

class Compositor {
 public:
  Compositor(Sheet blank, text::Faces& faces) : sheet_(std::move(blank)), faces_(faces) {}

  // One line of text. Its box; empty if it has not been set. Wider than spot.widest: trouble.
  Box set(std::string_view words, Type type, Spot spot);
  // The same words as contours, turned about their middle.
  void contour(std::string_view words, Points size, Ink ink, Point centre, double degrees,
               double line_width);
  void add(Mark mark) { sheet_.marks.push_back(std::move(mark)); }
  void add(std::vector<Mark> marks);
  void keep_out(KeepOut keep_out) { sheet_.keep_outs.push_back(keep_out); }

  // The lines these words take within a width, without setting them; nothing if one cannot be
  // broken narrow enough, or if a character is missing (kept as trouble).
  [[nodiscard]] std::optional<std::vector<visit::Secret>> lines(
      std::string_view words, Type type, double width, text::Breaks breaks,
      text::Fill fill = text::Fill::clauses);
  // The box of one line whose baseline begins at (0, 0); empty if a character is missing.
  [[nodiscard]] Box measure(std::string_view words, Type type);

  void refuse(SheetTrouble trouble);
  [[nodiscard]] tl::expected<Sheet, SheetTrouble> finish() &&;

 private:
  [[nodiscard]] std::optional<text::Paragraph> lay_out(std::string_view words, Type type,
                                                       double width, text::Breaks breaks,
                                                       text::Fill fill = text::Fill::clauses);

  Sheet sheet_;
  text::Faces& faces_;
  std::optional<SheetTrouble> trouble_;
};

}  // namespace printing
