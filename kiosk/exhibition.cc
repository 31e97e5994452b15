// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/exhibition.h"

#include <fmt/format.h>

#include <cstdio>

#include "devices/clock.h"
#include "kiosk/remote.h"
#include "ui/screen.h"

namespace kiosk {

Exhibition::Exhibition(std::filesystem::path screens, bool trees, std::chrono::milliseconds start)
    : screens_(std::move(screens)), trees_(trees), start_(start) {
  if (!screens_.empty()) std::filesystem::create_directories(screens_);
}

bool Exhibition::is_new(const visit::Page& page) {
  std::string text = visit::as_text(page);
  if (text == text_ && page.clock == clock_ && page.look == look_) return false;
  visit::wipe(text_.data(), text_.size());
  text_ = std::move(text);
  clock_ = page.clock;
  look_ = page.look;
  return true;
}

void Exhibition::shown(std::string_view name, ui::Screen& screen, Remote* remote) {
  if (remote != nullptr) remote->say_page(name, (devices::steady() - start_).count(), text_);
  if (trees_) {
    std::fputs(screen.tree().dump().c_str(), stdout);
    std::fflush(stdout);
  }
  if (screens_.empty() || name == last_picture_) return;
  last_picture_ = name;
  (void)screen.screenshot(screens_ / fmt::format("{:02}-{}.png", ++pictures_, name));
}

}  // namespace kiosk
