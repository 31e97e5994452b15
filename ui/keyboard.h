// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of a keyboard or keypad mean: those that walk a page, those that press one of its
// buttons, and, where a number is typed, its characters. Values; any thread.
#pragma once

#include <SDL2/SDL_events.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/page.h"
#include "ui/key.h"

namespace ui {

class Keyboard {
 public:
  // Tab and the arrows walk, Enter and Space are ok, Escape is back, F1 helps, F2 says it again,
  // the volume keys are what they are.
  Keyboard();

  // A place's own keypad, or two switches: SDL's names of the keys that mean something else there
  // ("Space", "F15"). What else meant the same is given up, and what these keys meant. The error is
  // a name that SDL does not know.
  using Named = std::map<Key, std::vector<std::string>>;
  [[nodiscard]] static tl::expected<Keyboard, std::string> with(const Named& keys);

  [[nodiscard]] std::optional<Key> of(const SDL_KeyboardEvent& event) const;

 private:
  std::map<SDL_Keycode, Key> keys_;
  bool tab_turns_round_ = true;  // with Shift
};

// The button that this key presses on a page with these shortcuts. A figure is the same on the
// keypad's side of a keyboard.
[[nodiscard]] std::optional<visit::Button> shortcut_of(
    const SDL_KeyboardEvent& event, const std::vector<visit::Shortcut>& shortcuts);

// On a page with a keypad: Backspace takes the last character back, Enter hands the number in.
[[nodiscard]] std::optional<visit::Button> keypad_key_of(const SDL_KeyboardEvent& event);
// The keys of the keypad for typed text, UTF-8, in narrow or full-width characters; what is no part
// of a number is left out.
[[nodiscard]] std::vector<visit::Button> keypad_keys_of(std::string_view typed);

}  // namespace ui
