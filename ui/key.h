// SPDX-License-Identifier: GPL-3.0-or-later
// What a person without a touch reaches everything by: three keys walk a page (next, ok, back), two
// of them suffice, and some keypads have more. Plain values.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace ui {

enum class Key { next, previous, ok, back, again, louder, softer, help };

inline constexpr std::array<std::string_view, 8> kKeyNames{"next",  "previous", "ok",     "back",
                                                           "again", "louder",   "softer", "help"};

// "next", as kiosk.toml and scripts name it.
[[nodiscard]] constexpr std::string_view name(Key key) {
  return kKeyNames[static_cast<std::size_t>(key)];
}
[[nodiscard]] constexpr std::optional<Key> key_named(std::string_view name) {
  for (std::size_t i = 0; i < kKeyNames.size(); ++i) {
    if (kKeyNames[i] == name) return static_cast<Key>(i);
  }
  return std::nullopt;
}

}  // namespace ui
