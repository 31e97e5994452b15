// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include <algorithm>
#include <limits>

namespace ui {

namespace {

// Before SDL starts: no GL behind our back (40 MB and 60 ms), no mouse made of fingers nor fingers
// made of mice, and signals stay the program's own.
void set_hints() {
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
}

}  // namespace

tl::expected<std::unique_ptr<Window>, std::string> Window::open(Surface surface,
                                                                const Panel& panel) {
  set_hints();
  std::unique_ptr<Window> out(new Window);
  const std::uint32_t wanted = surface == Surface::none ? SDL_INIT_EVENTS : SDL_INIT_VIDEO;
  if (SDL_InitSubSystem(wanted) != 0) return tl::unexpected(std::string(SDL_GetError()));
  out->subsystems_ = wanted;
  // One number for the whole process: SDL cannot give one back.
  static const std::uint32_t kWake = SDL_RegisterEvents(1);
  out->wake_event_ = kWake;

  if (surface == Surface::none) {
    out->memory_ = SDL_CreateRGBSurfaceWithFormat(0, panel.width_px, panel.height_px, 32,
                                                  SDL_PIXELFORMAT_ARGB8888);
    if (out->memory_ != nullptr) out->renderer_ = SDL_CreateSoftwareRenderer(out->memory_);
  } else {
    const bool full = surface == Surface::fullscreen;
    out->window_ = SDL_CreateWindow("Green Channel", SDL_WINDOWPOS_UNDEFINED,
                                    SDL_WINDOWPOS_UNDEFINED, panel.width_px, panel.height_px,
                                    full ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE);
    if (out->window_ != nullptr) {
      out->renderer_ = SDL_CreateRenderer(out->window_, -1, SDL_RENDERER_SOFTWARE);
    }
    SDL_ShowCursor(full ? SDL_DISABLE : SDL_ENABLE);
    SDL_DisableScreenSaver();
    SDL_StopTextInput();
  }
  if (out->renderer_ == nullptr) return tl::unexpected(std::string(SDL_GetError()));
  // A screen of another size shows the whole page, as large as it can.
  if (out->window_ != nullptr) {
    int w = 0, h = 0;
    SDL_GetRendererOutputSize(out->renderer_, &w, &h);
    if (w != panel.width_px || h != panel.height_px || surface == Surface::window) {
      SDL_RenderSetLogicalSize(out->renderer_, panel.width_px, panel.height_px);
    }
  }
  return out;
}

Window::~Window() {
  if (renderer_ != nullptr) SDL_DestroyRenderer(renderer_);
  if (window_ != nullptr) SDL_DestroyWindow(window_);
  SDL_FreeSurface(memory_);
  if (subsystems_ != 0) SDL_QuitSubSystem(subsystems_);
}

std::optional<SDL_Event> Window::wait(std::chrono::milliseconds at_most) {
  SDL_Event event;
  const auto most = std::clamp<std::chrono::milliseconds::rep>(at_most.count(), 0,
                                                               std::numeric_limits<int>::max());
  if (SDL_WaitEventTimeout(&event, static_cast<int>(most)) == 0) return std::nullopt;
  return event;
}

std::optional<SDL_Event> Window::poll() {
  SDL_Event event;
  if (SDL_PollEvent(&event) == 0) return std::nullopt;
  return event;
}

void Window::wake() {
  SDL_Event event{};
  event.type = wake_event_;
  SDL_PushEvent(&event);
}

void Window::present() { SDL_RenderPresent(renderer_); }

Picture Window::pixels() {
  Picture out;
  int w = 0, h = 0;
  SDL_RenderGetLogicalSize(renderer_, &w, &h);
  if (w == 0) SDL_GetRendererOutputSize(renderer_, &w, &h);
  out.width = w, out.height = h;
  out.rgb.resize(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3);
  if (SDL_RenderReadPixels(renderer_, nullptr, SDL_PIXELFORMAT_RGB24, out.rgb.data(), w * 3) != 0) {
    return {};
  }
  return out;
}

}  // namespace ui
