// SPDX-License-Identifier: GPL-3.0-or-later
// An X display as somebody in front of it has it: what its pixels are now, and a finger (XTest; a
// mouse's button, since no X server without a device has touch). One thread a display.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "tests/budget/screen_landmarks.h"

struct _XDisplay;

namespace budget {

using Clock = std::chrono::steady_clock;

class Glass {
 public:
  // Null if there is no such display, it has no XTest or not our size.
  static std::unique_ptr<Glass> open(const std::string& display);
  ~Glass();
  Glass(const Glass&) = delete;
  Glass& operator=(const Glass&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] Pixel at(Place place) const;
  // All of them at once, as the glass is now.
  [[nodiscard]] bool shows(const Landmarks& page) const;
  // What of it is not there: "faf7f1 at 20,1084"; "" if nothing is missing.
  [[nodiscard]] std::string missing(const Landmarks& page) const;

  // Looks every `pause` until the page is there; when that was, or nothing after `at_most`.
  [[nodiscard]] std::optional<Clock::time_point> wait_for(const Landmarks& page,
                                                          Clock::duration pause,
                                                          Clock::duration at_most) const;
  // The same for a pixel that is no longer of this colour.
  [[nodiscard]] std::optional<Clock::time_point> wait_for_change(Place place, Pixel from,
                                                                 Clock::duration pause,
                                                                 Clock::duration at_most) const;

  // Paints the empty glass black, so that nobody's picture is taken for the next one's; false if
  // the page is still there.
  bool clear(const Landmarks& page) const;

  void move(Place place) const;
  // Returns when it was sent.
  Clock::time_point press(bool down) const;

 private:
  Glass(std::string name, _XDisplay* display);

  [[nodiscard]] int inked(const Words& words) const;

  std::string name_;
  _XDisplay* display_;
};

}  // namespace budget
