// SPDX-License-Identifier: GPL-3.0-or-later
// What has been shown: so that a page is drawn only when it says something new, and told to whoever
// watches. Holds the last page's words until the next one. Drawing thread only.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "kiosk/visit/page.h"

namespace ui {
class Screen;
}

namespace kiosk {

class Remote;

class Exhibition {
 public:
  // `screens` "" keeps no pictures; `trees`: each page's semantic tree to standard output.
  Exhibition(std::filesystem::path screens, bool trees, std::chrono::milliseconds start);
  ~Exhibition() { visit::wipe(text_.data(), text_.size()); }
  Exhibition(const Exhibition&) = delete;
  Exhibition& operator=(const Exhibition&) = delete;

  // Whether the page says, or looks, anything else than the one before; remembers it.
  [[nodiscard]] bool is_new(const visit::Page& page);
  // Tells that it stands on the glass now.
  void shown(std::string_view name, ui::Screen& screen, Remote* remote);

 private:
  const std::filesystem::path screens_;
  const bool trees_;
  const std::chrono::milliseconds start_;
  std::string text_;
  std::string clock_;
  visit::Look look_;
  std::string last_picture_;
  int pictures_ = 0;
};

}  // namespace kiosk
