// SPDX-License-Identifier: GPL-3.0-or-later
// The glass as SDL sees it: a full screen on a kiosk, a window on a desk, or pixels in memory only.
// One at a time a process. One thread; wake() from any.
#pragma once

#include <SDL.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "ui/canvas.h"
#include "ui/panel.h"

namespace ui {

// Before another thread could be reading it.
void settle_environment();

class Window {
 public:
  // The error is SDL's own words.
  static tl::expected<std::unique_ptr<Window>, std::string> open(Surface surface,
                                                                 const Panel& panel);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // The next event, after at most this long.
  [[nodiscard]] std::optional<SDL_Event> wait(std::chrono::milliseconds at_most);
  [[nodiscard]] std::optional<SDL_Event> poll();
  void wake();
  // Whether the keyboard is asked for characters too, not only for keys.
  void take_text(bool wanted);

  // Puts on the glass what has been drawn since the last time and differs; everything, if what was
  // there is lost.
  void present(Canvas& canvas, bool lost);
  // A place in the window, 0 to 1 each way, as panel pixels.
  [[nodiscard]] Point on_panel(double x, double y) const;
  [[nodiscard]] Point on_panel_from_px(int x, int y) const;

 private:
  explicit Window(const Panel& panel) : panel_(panel) {}
  // Where the page stands in the window: all of it, or as large as fits.
  [[nodiscard]] SDL_Rect stage(int width, int height) const;
  [[nodiscard]] SDL_Rect stage() const;

  Panel panel_;
  SDL_Window* window_ = nullptr;
  std::uint32_t wake_event_ = 0;
  std::uint32_t subsystems_ = 0;
};

}  // namespace ui
