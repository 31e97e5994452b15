// SPDX-License-Identifier: GPL-3.0-or-later
// The languages in which a page is read and said. Values.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace visit {

// In the order in which they are offered.
enum class Language { zh_hans, en, zh_hant, ug };

inline constexpr std::array kLanguages{Language::zh_hans, Language::en, Language::zh_hant,
                                       Language::ug};

// BCP 47, as config/text and config/voice name them: "zh-Hans".
[[nodiscard]] constexpr std::string_view code(Language language) {
  constexpr std::array<std::string_view, kLanguages.size()> kCodes{"zh-Hans", "en", "zh-Hant",
                                                                   "ug"};
  return kCodes[static_cast<std::size_t>(language)];
}

[[nodiscard]] constexpr std::optional<Language> language_named(std::string_view code_) {
  for (const Language language : kLanguages) {
    if (code(language) == code_) return language;
  }
  return std::nullopt;
}

// Its lines begin at the right, and so does everything on its pages.
[[nodiscard]] constexpr bool begins_right(Language language) { return language == Language::ug; }

// Whether it is written in Chinese characters.
[[nodiscard]] constexpr bool is_chinese(Language language) {
  return language == Language::zh_hans || language == Language::zh_hant;
}

}  // namespace visit
