// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painter.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/ui/pages.h"
#include "ui/layout.h"

using namespace ui;
using namespace ui::test;

namespace {

Layout laid_out(std::string_view name, const Handling& handling = {}) {
  return lay_out(page_of(name), kPortrait, handling, {}, typesetter());
}

// A painter that goes on from its last picture, and what a new one would paint.
struct Easel {
  Canvas canvas{kPortrait.width_px, kPortrait.height_px};
  Painter painter{canvas, typesetter(), kPortrait.px_per_mm};

  PixelRect paint(const Layout& layout) {
    painter.prepare(layout.marks);
    painter.paint();
    return canvas.take_touched();
  }
  [[nodiscard]] bool equals_new(const Layout& layout) const {
    Easel other;
    other.paint(layout);
    return std::equal(canvas.pixels().begin(), canvas.pixels().end(),
                      other.canvas.pixels().begin());
  }
};

constexpr PixelRect kWhole{0, 0, kPortrait.width_px, kPortrait.height_px};

}  // namespace

TEST_CASE("painting only what changed leaves the same pixels as painting everything") {
  Easel easel;
  for (const char* page : {"welcome", "consent", "lay-card", "reading", "confirm", "asking",
                           "verdict-green", "verdict-yellow", "verdict-red", "printing", "take",
                           "welcome", "idle", "scan-paper", "type-number", "consent"}) {
    const Layout layout = laid_out(page);
    easel.paint(layout);
    INFO(page);
    CHECK(easel.equals_new(layout));
    for (const std::string& id : layout.order) {
      Handling pressed;
      pressed.pressed = id;
      const Layout down = laid_out(page, pressed);
      easel.paint(down);
      INFO(id);
      CHECK(easel.equals_new(down));
    }
    Handling walked;
    walked.focus = layout.order.empty() ? std::optional<std::string>() : layout.order.front();
    const Layout ring = laid_out(page, walked);
    easel.paint(ring);
    CHECK(easel.equals_new(ring));
  }
}

TEST_CASE("a button that goes down touches itself and nothing else") {
  Easel easel;
  const Layout up = laid_out("welcome");
  CHECK(easel.paint(up) == kWhole);
  CHECK(easel.paint(up).empty());  // nothing new
  Handling pressed;
  pressed.pressed = "ask_staff";
  const Layout down = laid_out("welcome", pressed);
  const PixelRect touched = easel.paint(down);
  const auto node = std::find_if(down.nodes.begin(), down.nodes.end(),
                                 [](const Node& n) { return n.id == "ask_staff"; });
  REQUIRE(node != down.nodes.end());
  const Rect& button = node->rect;
  const double s = kPortrait.px_per_mm;
  CHECK(touched.x >= button.x * s - 2);
  CHECK(touched.y >= button.y * s - 2);
  CHECK(touched.x + touched.w <= button.right() * s + 2);
  CHECK(touched.y + touched.h <= button.bottom() * s + 2);
  CHECK_FALSE(touched.empty());
  // The control: after forgetting, the canvas is nobody's, and everything is painted again.
  easel.painter.forget();
  CHECK(easel.paint(down) == kWhole);
}
