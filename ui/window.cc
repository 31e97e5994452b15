// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace ui {

namespace {

// Before SDL starts: no GL behind our back (40 MB and 60 ms), no mouse made of fingers nor fingers
// made of mice, and signals stay the program's own.
void set_hints() {
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
}

}  // namespace

void settle_environment() {
  // SDL asks the session bus to keep the screen awake; where there is none, libdbus would start
  // one.
  setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 0);
  // Nobody composes é at a kiosk; Xlib would read six thousand such rules at each start (15 ms).
  setenv("XCOMPOSEFILE", "/dev/null", 0);
}

tl::expected<std::unique_ptr<Window>, std::string> Window::open(Surface surface,
                                                                const Panel& panel) {
  set_hints();
  settle_environment();
  std::unique_ptr<Window> out(new Window(panel));
  const std::uint32_t wanted = surface == Surface::none ? SDL_INIT_EVENTS : SDL_INIT_VIDEO;
  if (SDL_InitSubSystem(wanted) != 0) return tl::unexpected(std::string(SDL_GetError()));
  out->subsystems_ = wanted;
  // One number for the whole process: SDL cannot give one back.
  static const std::uint32_t kWake = SDL_RegisterEvents(1);
  out->wake_event_ = kWake;
  if (surface == Surface::none) return out;

  // Wayland has no other way to show a picture that was made in memory; with "opengl" the window
  // stays black where there is no GPU (SDL 2.26, Mesa 22.3).
  if (std::strcmp(SDL_GetCurrentVideoDriver(), "wayland") == 0) {
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "opengles2");
  }
  const bool full = surface == Surface::fullscreen;
  out->window_ = SDL_CreateWindow("Green Channel", SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
                                  panel.width_px, panel.height_px,
                                  full ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE);
  if (out->window_ == nullptr || SDL_GetWindowSurface(out->window_) == nullptr) {
    return tl::unexpected(std::string(SDL_GetError()));
  }
  SDL_ShowCursor(full ? SDL_DISABLE : SDL_ENABLE);
  SDL_DisableScreenSaver();
  SDL_StopTextInput();
  return out;
}

Window::~Window() {
  if (window_ != nullptr) SDL_DestroyWindow(window_);
  if (subsystems_ != 0) SDL_QuitSubSystem(subsystems_);
}

std::optional<SDL_Event> Window::wait(std::chrono::milliseconds at_most) {
  const auto most =
      std::min<std::chrono::milliseconds::rep>(at_most.count(), std::numeric_limits<int>::max());
  if (most <= 0) return poll();
  SDL_Event event;
  if (SDL_WaitEventTimeout(&event, static_cast<int>(most)) == 0) return std::nullopt;
  return event;
}

// SDL_PollEvent ends a batch with a mark of its own, and whoever stops reading before the mark
// finds it in front of later events, as if there were none.
std::optional<SDL_Event> Window::poll() {
  SDL_PumpEvents();
  SDL_Event event;
  while (SDL_PeepEvents(&event, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) == 1) {
    if (event.type != SDL_POLLSENTINEL) return event;
  }
  return std::nullopt;
}

void Window::wake() {
  SDL_Event event{};
  event.type = wake_event_;
  SDL_PushEvent(&event);
}

void Window::take_text(bool wanted) {
  if (window_ == nullptr) return;
  if (wanted) {
    SDL_StartTextInput();
  } else {
    SDL_StopTextInput();
  }
}

SDL_Rect Window::stage(int width, int height) const {
  if (width == panel_.width_px && height == panel_.height_px) return {0, 0, width, height};
  const double scale = std::min(static_cast<double>(width) / panel_.width_px,
                                static_cast<double>(height) / panel_.height_px);
  const int w = static_cast<int>(std::lround(panel_.width_px * scale));
  const int h = static_cast<int>(std::lround(panel_.height_px * scale));
  return {(width - w) / 2, (height - h) / 2, w, h};
}

SDL_Rect Window::stage() const {
  int w = panel_.width_px, h = panel_.height_px;
  if (window_ != nullptr) SDL_GetWindowSize(window_, &w, &h);
  return stage(w, h);
}

Point Window::on_panel_from_px(int x, int y) const {
  const SDL_Rect s = stage();
  return {static_cast<double>(x - s.x) * panel_.width_px / s.w,
          static_cast<double>(y - s.y) * panel_.height_px / s.h};
}

Point Window::on_panel(double x, double y) const {
  int w = panel_.width_px, h = panel_.height_px;
  if (window_ != nullptr) SDL_GetWindowSize(window_, &w, &h);
  const SDL_Rect s = stage(w, h);
  return {(x * w - s.x) * panel_.width_px / s.w, (y * h - s.y) * panel_.height_px / s.h};
}

void Window::present(Canvas& canvas, bool lost) {
  if (window_ == nullptr) return;
  SDL_Surface* const glass = SDL_GetWindowSurface(window_);
  if (glass == nullptr) return;  // it comes back with an event
  PixelRect touched = canvas.take_touched();
  if (lost) touched = {0, 0, canvas.width(), canvas.height()};
  if (touched.empty()) return;
  const SDL_Rect where = stage(glass->w, glass->h);
  // SDL asks for a pointer it may write to; it only reads.
  auto* const from = const_cast<std::uint32_t*>(canvas.pixels().data());
  if (where.w != canvas.width() || where.h != canvas.height() ||
      glass->format->BytesPerPixel != 4) {
    SDL_Surface* const page = SDL_CreateRGBSurfaceWithFormatFrom(
        from, canvas.width(), canvas.height(), 32, canvas.width() * 4, SDL_PIXELFORMAT_RGB888);
    if (page == nullptr) return;
    SDL_Rect target = where;
    SDL_FillRect(glass, nullptr, 0);
    SDL_BlitScaled(page, nullptr, glass, &target);
    SDL_FreeSurface(page);
    SDL_UpdateWindowSurface(window_);
    return;
  }
  // Of the touched columns only the rows that differ travel.
  const std::size_t row_bytes = static_cast<std::size_t>(touched.w) * 4;
  int top = touched.y + touched.h, bottom = 0;
  for (int y = touched.y; y < touched.y + touched.h; ++y) {
    auto* const to = static_cast<std::uint8_t*>(glass->pixels) +
                     static_cast<std::ptrdiff_t>(y + where.y) * glass->pitch +
                     static_cast<std::ptrdiff_t>(where.x + touched.x) * 4;
    const auto* const row = from + static_cast<std::ptrdiff_t>(y) * canvas.width() + touched.x;
    if (!lost && std::memcmp(to, row, row_bytes) == 0) continue;
    std::memcpy(to, row, row_bytes);
    top = std::min(top, y), bottom = y + 1;
  }
  if (top >= bottom) return;
  const SDL_Rect changed{where.x + touched.x, where.y + top, touched.w, bottom - top};
  SDL_UpdateWindowSurfaceRects(window_, &changed, 1);
}

}  // namespace ui
