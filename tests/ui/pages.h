// SPDX-License-Identifier: GPL-3.0-or-later
// Every page a person can meet in a visit, made by the visit itself from the kiosk's own texts, and
// what the tests of the screen ask about them. Synthetic people only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/page.h"
#include "ui/screen.h"
#include "ui/typesetter.h"

namespace ui::test {

struct NamedState {
  std::string name;  // "verdict-yellow", "held-jam": a file's name
  std::function<visit::State()> state;
  std::function<void(visit::Visit&)> and_then = {};
  bool practice = false;
};

// One of each page, then the variants that say or show something else.
const std::vector<NamedState>& pages();
const std::vector<NamedState>& variants();
const NamedState& named(std::string_view name);
// The upright panel has what is adjusted in its band.
bool is_shown_on(const NamedState& state, const Panel& panel);

visit::Page page_of(const NamedState& state, visit::Look look = {});
visit::Page page_of(std::string_view name, visit::Look look = {});

const visit::Settings& settings(bool practice = false);
PartWords part_words(visit::Language language);
// The program's one Typesetter; Screens of the tests have their own.
Typesetter& typesetter();

// A screen in memory whose clock the test moves.
struct Bench {
  explicit Bench(Panel panel = kPortrait, Surface surface = Surface::none);

  std::chrono::milliseconds now{100'000};
  std::unique_ptr<Screen> screen;

  // Shows a page and lets the guard pass.
  void show(std::string_view name, visit::Look look = {});
  // Draws and takes what has been pressed.
  std::optional<visit::Button> pump();
};

}  // namespace ui::test
