// SPDX-License-Identifier: GPL-3.0-or-later
// A column that fills from its top: lines, paragraphs, words at both ends, rules. Nothing is cut: a
// word that is wider than the column is trouble for its sheet. Lengths are millimetres. One thread,
// that of the compositor, which it must not outlive.
#pragma once

#include <span>
#include <string_view>

#include "kiosk/visit/health_code.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/languages.h"

namespace printing {

class Column {
 public:
  // Between the em boxes of lines.
  static constexpr double kLineGap = .9;

  Column(Compositor& sheet, double left, double width, double top)
      : sheet_(sheet), left_(left), width_(width), y_(top) {}

  [[nodiscard]] Compositor& sheet() { return sheet_; }
  [[nodiscard]] double left() const { return left_; }
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double right() const { return left_ + width_; }
  [[nodiscard]] double middle() const { return left_ + width_ / 2; }

  // The end of what is set; everything is set at it.
  [[nodiscard]] double y() const { return y_; }
  void move_to(double y) { y_ = y; }
  void skip(double mm) { y_ += mm; }

  void rule(double width);
  void hairline() { rule(.3); }

  // One line.
  void line(std::string_view words, Type type, Anchor anchor = Anchor::left);
  // One line at the first of `sizes`, which fall, at which it fits.
  void fitted(std::string_view words, text::Weight weight, std::span<const double> sizes,
              Anchor anchor = Anchor::left);
  // As many lines as it takes, `indent` from the left.
  void paragraph(std::string_view words, Type type, double indent = 0);

  struct Side {
    std::string_view words;
    Type type;
  };
  // On one baseline at both ends; the right one on lines of its own below where they do not fit.
  void sides(Side left, Side right);
  // The large language, the small one after it, or below it where they do not fit.
  void pair(const visit::Bilingual& words, First first, Type type, Type small_type,
            double indent = 0);
  // Where somebody writes, after its label.
  void pen_line(const visit::Bilingual& label, First first);

 private:
  Compositor& sheet_;
  double left_, width_;
  double y_;
};

}  // namespace printing
