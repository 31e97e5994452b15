// SPDX-License-Identifier: GPL-3.0-or-later
// A page's drawing operators as PDF writes them (ISO 32000-1, annex A). Lengths are points, origin
// bottom left. It holds the outlines of a name: wiped when it grows and when it dies. One thread.
#pragma once

#include <string_view>

#include "printing/hcert/hcert_bytes.h"

namespace printing {

class ContentStream {
 public:
  enum class Cap { butt, round };
  enum class Join { mitre, round };
  struct Rgb {
    double red, green, blue;
  };

  ContentStream() = default;
  explicit ContentStream(std::size_t expected) { bytes_.reserve(expected); }

  void save() { operation("q"); }
  void restore() { operation("Q"); }
  void concat(double a, double b, double c, double d, double e, double f) {
    operation("cm", a, b, c, d, e, f);
  }
  void line_width(double width) { operation("w", width); }
  void line_cap(Cap cap) { operation("J", static_cast<double>(cap)); }
  void line_join(Join join) { operation("j", static_cast<double>(join)); }
  void fill_with(double grey) { operation("g", grey); }
  void fill_with(Rgb rgb) { operation("rg", rgb.red, rgb.green, rgb.blue); }
  void stroke_with(double grey) { operation("G", grey); }
  void stroke_with(Rgb rgb) { operation("RG", rgb.red, rgb.green, rgb.blue); }

  void move_to(double x, double y) { operation("m", x, y); }
  void line_to(double x, double y) { operation("l", x, y); }
  void curve_to(double x1, double y1, double x2, double y2, double x, double y) {
    operation("c", x1, y1, x2, y2, x, y);
  }
  void rectangle(double x, double y, double w, double h) { operation("re", x, y, w, h); }
  void circle(double x, double y, double radius);
  void close_path() { operation("h"); }

  void fill() { operation("f"); }  // nonzero
  void stroke() { operation("S"); }
  void fill_and_stroke() { operation("B"); }

  // Operators that were written before.
  void append(Bytes operators) { bytes_.insert(bytes_.end(), operators.begin(), operators.end()); }

  [[nodiscard]] const WipedBytes& bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }
  friend bool operator<(const ContentStream& a, const ContentStream& b) {
    return a.text() < b.text();
  }

 private:
  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  // To 1/100000, without zeros at the end.
  void number(double value);
  template <class... Numbers>
  void operation(std::string_view name, Numbers... operands) {
    (number(operands), ...);
    bytes_.insert(bytes_.end(), name.begin(), name.end());
    bytes_.push_back('\n');
  }

  WipedBytes bytes_;
};

}  // namespace printing
