// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of a keyboard mean: the three keys that walk a page, and, where a number is typed,
// its characters. Pure; any thread.
#pragma once

#include <SDL2/SDL_events.h>

#include <optional>
#include <string_view>
#include <vector>

#include "kiosk/visit/button.h"
#include "ui/key.h"

namespace ui {

[[nodiscard]] std::optional<Key> key_of(const SDL_KeyboardEvent& event);

// On a page with a keypad: Backspace takes the last character back, Enter hands the number in.
[[nodiscard]] std::optional<visit::Button> keypad_key_of(const SDL_KeyboardEvent& event);
// The keys of the keypad for typed text, UTF-8, in narrow or full-width characters; what is no part
// of a number is left out.
[[nodiscard]] std::vector<visit::Button> keypad_keys_of(std::string_view typed);

}  // namespace ui
