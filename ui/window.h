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

#include "ui/panel.h"
#include "ui/png.h"

namespace ui {

class Window {
 public:
  // The error is SDL's own words.
  static tl::expected<std::unique_ptr<Window>, std::string> open(Surface surface,
                                                                 const Panel& panel);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  [[nodiscard]] SDL_Renderer& renderer() { return *renderer_; }
  // The next event, after at most this long.
  [[nodiscard]] std::optional<SDL_Event> wait(std::chrono::milliseconds at_most);
  [[nodiscard]] std::optional<SDL_Event> poll();
  void wake();

  // What has been painted since the last present() goes to the glass.
  void present();
  [[nodiscard]] Picture pixels();

 private:
  Window() = default;

  SDL_Window* window_ = nullptr;
  SDL_Surface* memory_ = nullptr;  // Surface::none
  SDL_Renderer* renderer_ = nullptr;
  std::uint32_t wake_event_ = 0;
  std::uint32_t subsystems_ = 0;
};

}  // namespace ui
