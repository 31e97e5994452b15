// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "kiosk/visit/secret.h"

namespace ui {

namespace {

constexpr std::uint32_t opaque(Colour c) {
  return 0xFF000000U | static_cast<std::uint32_t>(c.r) << 16 |
         static_cast<std::uint32_t>(c.g) << 8 | c.b;
}

// Division by 255, rounded, for products of two bytes.
constexpr std::uint32_t over255(std::uint32_t v) { return (v + 128 + ((v + 128) >> 8)) >> 8; }

void blend(std::uint32_t& pixel, std::uint32_t colour, std::uint32_t alpha) {
  const auto channel = [&](int shift) {
    const std::uint32_t s = colour >> shift & 0xFF, d = pixel >> shift & 0xFF;
    return over255(s * alpha + d * (255 - alpha)) << shift;
  };
  pixel = 0xFF000000U | channel(16) | channel(8) | channel(0);
}

// Corners in 1/256 of a pixel.
constexpr std::int64_t kOne = 256;

struct Corner {
  std::int64_t x, y;
  double alpha;
};

Corner corner(const ImDrawVert& v) {
  return {std::llround(static_cast<double>(v.pos.x) * kOne),
          std::llround(static_cast<double>(v.pos.y) * kOne),
          static_cast<double>(v.col >> IM_COL32_A_SHIFT & 0xFF)};
}

// What lies left of the line from a to b: e(x, y) = dx x + dy y + c >= 0.
struct Edge {
  std::int64_t dx, dy, c;
};

Edge edge(const Corner& a, const Corner& b) {
  Edge e{a.y - b.y, b.x - a.x, 0};
  e.c = -(e.dx * a.x + e.dy * a.y);
  // A pixel on a common edge belongs to one of its two triangles, so that nothing is blended twice.
  const bool owns = e.dx > 0 || (e.dx == 0 && e.dy > 0);
  if (!owns) --e.c;
  return e;
}

std::int64_t floor_div(std::int64_t n, std::int64_t d) {
  const std::int64_t q = n / d;
  return q - (n % d != 0 && (n < 0) != (d < 0) ? 1 : 0);
}
std::int64_t ceil_div(std::int64_t n, std::int64_t d) { return -floor_div(-n, d); }

}  // namespace

PixelRect common(PixelRect a, PixelRect b) {
  const int left = std::max(a.x, b.x), top = std::max(a.y, b.y);
  return {left, top, std::max(0, std::min(a.x + a.w, b.x + b.w) - left),
          std::max(0, std::min(a.y + a.h, b.y + b.h) - top)};
}

PixelRect around(PixelRect a, PixelRect b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const int left = std::min(a.x, b.x), top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.w, b.x + b.w) - left, std::max(a.y + a.h, b.y + b.h) - top};
}

Canvas::Canvas(int width, int height)
    : width_(width),
      height_(height),
      clip_{0, 0, width, height},
      touched_{0, 0, width, height},
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0xFF000000U) {}

Canvas::~Canvas() { wipe(); }

void Canvas::wipe() {
  visit::wipe(pixels_.data(), pixels_.size() * sizeof pixels_[0]);
  touched_ = {0, 0, width_, height_};
}

PixelRect Canvas::take_touched() { return std::exchange(touched_, {}); }

Picture Canvas::picture() const {
  Picture out{width_, height_, {}};
  out.rgb.reserve(pixels_.size() * 3);
  for (const std::uint32_t p : pixels_) {
    for (const int shift : {16, 8, 0}) out.rgb.push_back(static_cast<std::uint8_t>(p >> shift));
  }
  return out;
}

void Canvas::clip(PixelRect rect) {
  const int left = std::clamp(rect.x, 0, width_), top = std::clamp(rect.y, 0, height_);
  clip_ = {left, top, std::clamp(rect.x + rect.w, left, width_) - left,
           std::clamp(rect.y + rect.h, top, height_) - top};
}

void Canvas::fill(PixelRect rect, Colour colour) {
  touched_ = around(touched_, clip_);
  const int left = std::max(rect.x, clip_.x), right = std::min(rect.x + rect.w, clip_.x + clip_.w);
  const int top = std::max(rect.y, clip_.y), bottom = std::min(rect.y + rect.h, clip_.y + clip_.h);
  if (left >= right) return;
  for (int y = top; y < bottom; ++y) {
    std::uint32_t* const row = pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_;
    std::fill(row + left, row + right, opaque(colour));
  }
}

void Canvas::cover(PixelRect rect, std::span<const std::uint8_t> coverage, Colour colour) {
  touched_ = around(touched_, clip_);
  const int left = std::max(rect.x, clip_.x), right = std::min(rect.x + rect.w, clip_.x + clip_.w);
  const int top = std::max(rect.y, clip_.y), bottom = std::min(rect.y + rect.h, clip_.y + clip_.h);
  const std::uint32_t full = opaque(colour);
  for (int y = top; y < bottom; ++y) {
    std::uint32_t* const row = pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_;
    const std::uint8_t* const from =
        coverage.data() + static_cast<std::ptrdiff_t>(y - rect.y) * rect.w - rect.x;
    for (int x = left; x < right; ++x) {
      if (from[x] == 255) {
        row[x] = full;
      } else if (from[x] != 0) {
        blend(row[x], full, from[x]);
      }
    }
  }
}

void Canvas::triangles(std::span<const ImDrawVert> vertices,
                       std::span<const std::uint16_t> indices) {
  touched_ = around(touched_, clip_);
  for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
    triangle(vertices[indices[i]], vertices[indices[i + 1]], vertices[indices[i + 2]]);
  }
}

void Canvas::triangle(const ImDrawVert& first, const ImDrawVert& second, const ImDrawVert& third) {
  std::array<Corner, 3> v{corner(first), corner(second), corner(third)};
  const std::int64_t area =
      (v[1].x - v[0].x) * (v[2].y - v[0].y) - (v[1].y - v[0].y) * (v[2].x - v[0].x);
  if (area == 0) return;
  if (area < 0) std::swap(v[1], v[2]);
  const std::array<Edge, 3> edges{edge(v[1], v[2]), edge(v[2], v[0]), edge(v[0], v[1])};

  const auto [low, high] = std::minmax({v[0].y, v[1].y, v[2].y});
  const int top = std::max(clip_.y, static_cast<int>(floor_div(low, kOne)));
  const int bottom = std::min(clip_.y + clip_.h, static_cast<int>(ceil_div(high, kOne)));
  const std::uint32_t colour = opaque({static_cast<std::uint8_t>(first.col >> IM_COL32_R_SHIFT),
                                       static_cast<std::uint8_t>(first.col >> IM_COL32_G_SHIFT),
                                       static_cast<std::uint8_t>(first.col >> IM_COL32_B_SHIFT)});
  const bool solid = v[0].alpha == 255 && v[1].alpha == 255 && v[2].alpha == 255;
  // Opacity as a plane through the corners.
  const double twice = static_cast<double>(std::abs(area));
  double step_x = 0, step_y = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    step_x += v[i].alpha * static_cast<double>(edges[i].dx) / twice;
    step_y += v[i].alpha * static_cast<double>(edges[i].dy) / twice;
  }

  for (int y = top; y < bottom; ++y) {
    const std::int64_t cy = y * kOne + kOne / 2;
    std::int64_t from = clip_.x, to = clip_.x + clip_.w;  // pixels; to is one past the last
    for (const Edge& e : edges) {
      const std::int64_t rest = e.dy * cy + e.c;  // dx * cx + rest >= 0
      if (e.dx > 0) {
        from = std::max(from, ceil_div(ceil_div(-rest, e.dx) - kOne / 2, kOne));
      } else if (e.dx < 0) {
        to = std::min(to, floor_div(floor_div(rest, -e.dx) - kOne / 2, kOne) + 1);
      } else if (rest < 0) {
        to = from;
      }
    }
    if (from >= to) continue;
    std::uint32_t* const row = pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_;
    if (solid) {
      std::fill(row + from, row + to, colour);
      continue;
    }
    double alpha = v[0].alpha + step_x * static_cast<double>(from * kOne + kOne / 2 - v[0].x) +
                   step_y * static_cast<double>(cy - v[0].y);
    for (std::int64_t x = from; x < to; ++x, alpha += step_x * kOne) {
      blend(row[x], colour, static_cast<std::uint32_t>(std::clamp(std::lround(alpha), 0L, 255L)));
    }
  }
}

}  // namespace ui
