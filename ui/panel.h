// SPDX-License-Identifier: GPL-3.0-or-later
// The glass: how many pixels, how many of them a millimetre, and where a page's zones lie on it.
// Every length in ui is in millimetres from the top left corner, y downwards; only the painter
// knows pixels. Plain values; any thread.
#pragma once

#include <cmath>
#include <optional>
#include <string_view>

namespace ui {

struct Point {
  double x = 0, y = 0;
};

struct Rect {
  double x = 0, y = 0, w = 0, h = 0;

  [[nodiscard]] double right() const { return x + w; }
  [[nodiscard]] double bottom() const { return y + h; }
  [[nodiscard]] Point centre() const { return {x + w / 2, y + h / 2}; }
  [[nodiscard]] bool holds(Point p) const {
    return p.x >= x && p.x < right() && p.y >= y && p.y < bottom();
  }
  [[nodiscard]] Rect grown(double by) const { return {x - by, y - by, w + 2 * by, h + 2 * by}; }
};

enum class PanelKind { portrait, small, wide };

struct Panel {
  PanelKind kind;
  int width_px, height_px;
  double px_per_mm;

  [[nodiscard]] double width() const { return width_px / px_per_mm; }
  [[nodiscard]] double height() const { return height_px / px_per_mm; }
  [[nodiscard]] int px(double mm) const { return static_cast<int>(std::lround(mm * px_per_mm)); }
};

enum class Surface {
  fullscreen,  // a kiosk
  window,      // a developer's desk
  none,        // nothing is opened; a screenshot shows what would be seen
};

// The three panels the pages are drawn for: 21.5" upright, 10.1" and 15.6" lying.
inline constexpr Panel kPortrait{PanelKind::portrait, 1080, 1920, 4.03};
inline constexpr Panel kSmall{PanelKind::small, 1280, 800, 5.90};
inline constexpr Panel kWide{PanelKind::wide, 1920, 1080, 5.56};

// "1080x1920", "1280x800", "1920x1080", as kiosk.toml names them.
[[nodiscard]] constexpr std::optional<Panel> panel_named(std::string_view name) {
  if (name == "1080x1920") return kPortrait;
  if (name == "1280x800") return kSmall;
  if (name == "1920x1080") return kWide;
  return std::nullopt;
}

}  // namespace ui
