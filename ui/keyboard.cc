// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard.h"

#include "kiosk/visit/typed_number.h"

namespace ui {

std::optional<Key> key_of(const SDL_KeyboardEvent& event) {
  const bool shift = (event.keysym.mod & KMOD_SHIFT) != 0;
  switch (event.keysym.sym) {
    case SDLK_TAB:
      return shift ? Key::previous : Key::next;
    case SDLK_RIGHT:
    case SDLK_DOWN:
      return Key::next;
    case SDLK_LEFT:
    case SDLK_UP:
      return Key::previous;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
    case SDLK_SPACE:
      return Key::ok;
    case SDLK_ESCAPE:
    case SDLK_BACKSPACE:
    case SDLK_AC_BACK:
      return Key::back;
    default:
      return std::nullopt;
  }
}

std::optional<visit::Button> keypad_key_of(const SDL_KeyboardEvent& event) {
  switch (event.keysym.sym) {
    case SDLK_BACKSPACE:
      return visit::Button::key_erase;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
      return visit::Button::number_done;
    default:
      return std::nullopt;
  }
}

std::vector<visit::Button> keypad_keys_of(std::string_view typed) {
  std::vector<visit::Button> keys;
  while (!typed.empty()) {
    const auto first = static_cast<unsigned char>(typed.front());
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (typed.size() < size) break;
    char32_t character = size == 1 ? first : first & (0xFFU >> (size + 1));
    for (const char next : typed.substr(1, size - 1)) {
      character = character << 6 | (static_cast<unsigned char>(next) & 0x3FU);
    }
    if (const auto key = visit::key_of(character)) keys.push_back(*key);
    typed.remove_prefix(size);
  }
  return keys;
}

}  // namespace ui
