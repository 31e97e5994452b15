// SPDX-License-Identifier: GPL-3.0-or-later
// The page's pixels, and the three ways they are touched: rectangles, coverage, and the triangles
// of a Dear ImGui draw list. SDL's own software renderer rounds corners of triangles to whole
// pixels (2.26, SDL_triangle.c), which tears smooth edges; here they keep 1/256 of one. The same
// input gives the same bytes everywhere. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ui/png.h"
#include "ui/theme.h"

struct ImDrawVert;

namespace ui {

struct PixelRect {
  int x = 0, y = 0, w = 0, h = 0;
  [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
  friend bool operator==(PixelRect, PixelRect) = default;
};
// What both hold; of no width where they do not meet.
[[nodiscard]] PixelRect common(PixelRect a, PixelRect b);
// The smallest that holds both.
[[nodiscard]] PixelRect around(PixelRect a, PixelRect b);

class Canvas {
 public:
  Canvas(int width, int height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  // 0xFFRRGGBB, row by row.
  [[nodiscard]] std::span<const std::uint32_t> pixels() const { return pixels_; }
  [[nodiscard]] Picture picture() const;

  void clip(PixelRect rect);
  void clip_nothing() { clip({0, 0, width_, height_}); }

  void fill(PixelRect rect, Colour colour);
  // 8-bit coverage of rect.w x rect.h.
  void cover(PixelRect rect, std::span<const std::uint8_t> coverage, Colour colour);
  // Every three indices a triangle; colour of its first vertex, opacity between all three.
  void triangles(std::span<const ImDrawVert> vertices, std::span<const std::uint16_t> indices);

  void wipe();

  // Outside of it nothing has been drawn since the last call. At first: everything.
  [[nodiscard]] PixelRect take_touched();

 private:
  void triangle(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c);

  int width_, height_;
  PixelRect clip_;
  PixelRect touched_;
  std::vector<std::uint32_t> pixels_;
};

}  // namespace ui
