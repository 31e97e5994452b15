// SPDX-License-Identifier: GPL-3.0-or-later
// A real screen with the kiosk's own words and faces, and no kiosk: its visit is turned by hand.
// Nobody on it is real. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "kiosk/visit/page.h"
#include "ui/screen.h"

namespace budget {

// The same numbers everywhere and always.
using Random = std::mt19937;

// Han of the basic plane mostly; rare ideographs, long names with a middle dot, Latin, Uyghur.
std::string new_name(Random& random);

class ScreenBench {
 public:
  // Ends the program with a sentence if the faces or the display are not there.
  explicit ScreenBench(ui::Surface surface);

  // Puts the page of the visit as it is now on the glass, and lets the guard pass.
  void show(const visit::Visit& visit);
  [[nodiscard]] ui::Screen& screen() { return *screen_; }
  void pass(std::chrono::milliseconds time) { now_ += time; }

 private:
  std::chrono::milliseconds now_{100'000};
  visit::Settings settings_;
  std::unique_ptr<ui::Screen> screen_;
};

// One visit after the other, each a random walk: presses of what the page offers, and the events
// that cards, services and printers could post. At its end everything is forgotten.
class RandomVisits {
 public:
  RandomVisits(ScreenBench& bench, Random::result_type seed) : bench_(bench), random_(seed) {}

  void one();
  [[nodiscard]] std::size_t pages() const { return pages_; }
  [[nodiscard]] std::size_t names() const { return names_; }

 private:
  [[nodiscard]] bool by_chance(unsigned percent) { return random_() % 100 < percent; }
  [[nodiscard]] visit::Identity somebody();
  [[nodiscard]] visit::Event chance(const visit::Visit& visit);
  [[nodiscard]] std::optional<visit::Button> press_something();

  ScreenBench& bench_;
  Random random_;
  std::size_t pages_ = 0, names_ = 0;
};

}  // namespace budget
