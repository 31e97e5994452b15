// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mirror.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <variant>

namespace ui {

namespace {

class Turn {
 public:
  explicit Turn(double axis) : axis_(axis) {}

  void operator()(mark::Box& box) const { box.rect = mirrored(box.rect, axis_); }
  void operator()(mark::Stroke& stroke) const { points(stroke.points); }
  void operator()(mark::Polygon& polygon) const {
    points(polygon.points);
    // The same way round as before: smooth edges lie outside.
    std::reverse(polygon.points.begin(), polygon.points.end());
  }
  void operator()(mark::Disc& disc) const { point(disc.centre); }
  void operator()(mark::Arc& arc) const {
    point(arc.centre);
    const double from = arc.from;
    arc.from = 180 - arc.to;
    arc.to = 180 - from;
  }
  void operator()(mark::Text& text) const {
    text.at.x = 2 * axis_ - text.at.x - text.width;
    text.style.align = mirrored(text.style.align);
  }
  void operator()(mark::Clip& clip) const {
    if (clip.rect) clip.rect = mirrored(*clip.rect, axis_);
  }

 private:
  void point(Point& p) const { p.x = 2 * axis_ - p.x; }
  void points(std::vector<Point>& all) const {
    for (Point& p : all) point(p);
  }

  double axis_;
};

// The code point at `at`, which moves on; words of a page are well-formed.
char32_t next_of(std::string_view words, std::size_t& at) {
  const auto byte = [&words](std::size_t i) {
    return i < words.size() ? static_cast<unsigned char>(words[i]) : 0U;
  };
  const unsigned first = byte(at);
  const std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
  char32_t c = more == 0 ? first : first & (0x3FU >> more);
  for (std::size_t i = 1; i <= more; ++i) c = c << 6 | (byte(at + i) & 0x3F);
  at += more + 1;
  return c;
}

// Unicode's classes R and AL, and L; nothing for all others, as far as the faces have them.
std::optional<bool> is_strong_right(char32_t c) {
  const auto in = [c](char32_t from, char32_t to) { return c >= from && c <= to; };
  if (in(0x660, 0x66C) || in(0x6F0, 0x6F9) || in(0x600, 0x607)) return std::nullopt;
  if (in(0x590, 0x8FF) || in(0xFB1D, 0xFDFF) || in(0xFE70, 0xFEFC) || c == 0x200F) return true;
  if (in('A', 'Z') || in('a', 'z') || c == 0x200E) return false;
  const bool sign = c < 0xC0 || c == 0xD7 || c == 0xF7 || in(0x2000, 0x2BFF) ||
                    in(0x3000, 0x3004) || in(0x3008, 0x3020) || c == 0x30FB || in(0xFE00, 0xFE6F) ||
                    in(0xFF00, 0xFF20) || in(0xFF3B, 0xFF40) || in(0xFF5B, 0xFF65);
  if (sign) return std::nullopt;
  return false;
}

}  // namespace

Rect mirrored(Rect rect, double axis) {
  rect.x = 2 * axis - rect.right();
  return rect;
}

text::Align mirrored(text::Align align) {
  switch (align) {
    case text::Align::start:
      return text::Align::end;
    case text::Align::centre:
      return text::Align::centre;
    case text::Align::end:
      return text::Align::start;
  }
  return align;
}

void mirror(std::span<Mark> marks, double axis) {
  const Turn turn(axis);
  for (Mark& mark : marks) std::visit(turn, mark);
}

void mirror(Layout& layout, double axis) {
  mirror(std::span(layout.marks), axis);
  for (Node& node : layout.nodes) node.rect = mirrored(node.rect, axis);
}

bool begins_right(std::string_view words) {
  for (std::size_t at = 0; at < words.size();) {
    if (const auto right = is_strong_right(next_of(words, at))) return *right;
  }
  return false;
}

}  // namespace ui
