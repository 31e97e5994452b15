// SPDX-License-Identifier: GPL-3.0-or-later
// One finger on the glass: it acts when it leaves the target it came down on. Other fingers, a
// second tap of a trembling hand and a finger that meant the page before do nothing. Time is a
// parameter; any thread, one at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"

namespace ui {

struct TouchRules {
  // A touch this soon after a press is the same hand trembling (EN 301 549 5.8: adjustable to 500
  // ms or more).
  std::chrono::milliseconds repeat{300};
  // A new page takes no touch before this.
  std::chrono::milliseconds guard{500};
  // A finger that leaves its target by no more than this still means it; targets lie further apart.
  double margin = 3;
};

struct Target {
  std::string id;
  Rect rect;           // millimetres
  bool types = false;  // a key of a keypad: the next one may follow at once
};

class Touch {
 public:
  using Time = std::chrono::milliseconds;  // of a clock that only goes forward

  explicit Touch(TouchRules rules) : rules_(rules) {}

  // Another page is shown. A finger that is down no longer presses anything.
  void page_changed(Time now);

  // `finger` is the device's own number. The return value of up() is the pressed target's id.
  void down(std::int64_t finger, Point at, Time now, const std::vector<Target>& targets);
  void move(std::int64_t finger, Point at);
  [[nodiscard]] std::optional<std::string> up(std::int64_t finger, Point at, Time now);
  // The window lost the finger.
  void cancel();

  // The target that looks pressed.
  [[nodiscard]] std::optional<std::string> pressed() const;

 private:
  [[nodiscard]] bool inside(Point at) const;

  TouchRules rules_;
  std::optional<Time> page_since_, pressed_at_;
  std::optional<std::int64_t> finger_;
  std::optional<Target> target_;
  std::optional<std::string> typed_;  // the key of a keypad that was pressed last
  bool over_ = false;
};

}  // namespace ui
