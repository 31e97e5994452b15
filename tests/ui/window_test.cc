// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <vector>

using namespace ui;

namespace {

constexpr Colour kPaint{10, 120, 200};
constexpr std::uint32_t kPainted = 0x0A78C8, kSentinel = 0x123456;

// A window without a screen, whose glass the test can see and spoil.
struct Glass {
  Canvas canvas{kSmall.width_px, kSmall.height_px};
  std::unique_ptr<Window> window;

  Glass() {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    auto opened = Window::open(Surface::window, kSmall);
    REQUIRE(opened.has_value());
    window = std::move(*opened);
  }
  static SDL_Surface* surface() {
    // The only window of the process; SDL counts them up.
    for (std::uint32_t id = 1; id < 1000; ++id) {
      if (SDL_Window* const found = SDL_GetWindowFromID(id)) return SDL_GetWindowSurface(found);
    }
    return nullptr;
  }
  static std::uint32_t* pixel(int x, int y) {
    SDL_Surface* const glass = surface();
    return reinterpret_cast<std::uint32_t*>(static_cast<std::uint8_t*>(glass->pixels) +
                                            static_cast<std::ptrdiff_t>(y) * glass->pitch) +
           x;
  }
  // Where the glass holds what nobody has painted there.
  static void spoil() {
    for (int y = 0; y < kSmall.height_px; ++y) {
      for (int x = 0; x < kSmall.width_px; ++x) *pixel(x, y) = kSentinel;
    }
  }
  static long untouched() {
    long count = 0;
    for (int y = 0; y < kSmall.height_px; ++y) {
      for (int x = 0; x < kSmall.width_px; ++x) count += *pixel(x, y) == kSentinel ? 1 : 0;
    }
    return count;
  }
};

constexpr long kAll = long{kSmall.width_px} * kSmall.height_px;

}  // namespace

TEST_CASE("the glass is written only where something was painted since") {
  Glass glass;
  glass.canvas.fill({0, 0, 2000, 2000}, {255, 255, 255});
  glass.window->present(glass.canvas, false);
  Glass::spoil();

  glass.canvas.clip({100, 200, 50, 40});
  glass.canvas.fill({0, 0, 2000, 2000}, kPaint);
  glass.window->present(glass.canvas, false);
  CHECK(Glass::untouched() == kAll - 50 * 40);
  CHECK((*Glass::pixel(100, 200) & 0xFFFFFF) == kPainted);
  CHECK((*Glass::pixel(149, 239) & 0xFFFFFF) == kPainted);

  Glass::spoil();
  glass.window->present(glass.canvas, false);
  CHECK(Glass::untouched() == kAll);  // nothing was painted
}

TEST_CASE("control: what was lost is written whole") {
  Glass glass;
  glass.canvas.fill({0, 0, 2000, 2000}, {255, 255, 255});
  glass.window->present(glass.canvas, false);
  Glass::spoil();
  glass.window->present(glass.canvas, true);
  CHECK(Glass::untouched() == 0);
}
