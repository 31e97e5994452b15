// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard.h"

#include "kiosk/visit/typed_number.h"

namespace ui {

Keyboard::Keyboard()
    : keys_{{SDLK_TAB, Key::next},         {SDLK_RIGHT, Key::next},
            {SDLK_DOWN, Key::next},        {SDLK_LEFT, Key::previous},
            {SDLK_UP, Key::previous},      {SDLK_RETURN, Key::ok},
            {SDLK_KP_ENTER, Key::ok},      {SDLK_SPACE, Key::ok},
            {SDLK_ESCAPE, Key::back},      {SDLK_BACKSPACE, Key::back},
            {SDLK_AC_BACK, Key::back},     {SDLK_F1, Key::help},
            {SDLK_F2, Key::again},         {SDLK_VOLUMEUP, Key::louder},
            {SDLK_VOLUMEDOWN, Key::softer}} {}

tl::expected<Keyboard, std::string> Keyboard::with(const Named& keys) {
  Keyboard keyboard;
  for (const auto& [key, names] : keys) {
    std::erase_if(keyboard.keys_, [key = key](const auto& known) { return known.second == key; });
  }
  for (const auto& [key, names] : keys) {
    for (const std::string& name : names) {
      const SDL_Keycode code = SDL_GetKeyFromName(name.c_str());
      if (code == SDLK_UNKNOWN) return tl::unexpected(name);
      keyboard.keys_[code] = key;
      if (code == SDLK_TAB) keyboard.tab_turns_round_ = false;
    }
  }
  return keyboard;
}

std::optional<Key> Keyboard::of(const SDL_KeyboardEvent& event) const {
  const auto known = keys_.find(event.keysym.sym);
  if (known == keys_.end()) return std::nullopt;
  const bool round =
      tab_turns_round_ && event.keysym.sym == SDLK_TAB && (event.keysym.mod & KMOD_SHIFT) != 0;
  return round ? Key::previous : known->second;
}

std::optional<visit::Button> shortcut_of(const SDL_KeyboardEvent& event,
                                         const std::vector<visit::Shortcut>& shortcuts) {
  constexpr std::string_view kKeypad = "Keypad ";
  const std::string_view name = SDL_GetKeyName(event.keysym.sym);
  if (name.empty()) return std::nullopt;
  const bool figure = name.starts_with(kKeypad) && name.size() == kKeypad.size() + 1;
  for (const visit::Shortcut& shortcut : shortcuts) {
    if (shortcut.key == name) return shortcut.button;
    if (figure && shortcut.key == name.substr(kKeypad.size())) return shortcut.button;
  }
  return std::nullopt;
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
