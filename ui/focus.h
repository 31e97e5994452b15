// SPDX-License-Identifier: GPL-3.0-or-later
// Where a keypad stands on the page. It shows itself with the first key and hides when somebody
// touches the glass. Values; any thread, one at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ui {

class Focus {
 public:
  using Order = std::vector<std::string>;

  // To the next target, from the last to the first; the first time to the first.
  void next(const Order& order);
  void previous(const Order& order);
  // Another page, or the same one with other targets.
  void page_changed(const Order& order);
  void targets_changed(const Order& order);
  void hide() { at_.reset(); }

  [[nodiscard]] const std::optional<std::string>& at() const { return at_; }

 private:
  std::optional<std::string> at_;
};

}  // namespace ui
