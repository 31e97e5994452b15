// SPDX-License-Identifier: GPL-3.0-or-later
// Simplified Chinese is said in pinyin: whoever changes a sentence changes what is heard.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <string>
#include <string_view>

#include "kiosk/settings.h"

namespace kiosk {

namespace {

// Without what is filled in.
std::string without_slots(std::string text) {
  for (auto open = text.find('{'); open != text.npos; open = text.find('{')) {
    text.erase(open, text.find('}', open) + 1 - open);
  }
  return text;
}

// Chinese characters, in UTF-8 three bytes each from U+4E00 on; its punctuation lies below or far
// above.
std::size_t ideographs(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xE4 && byte <= 0xE9;
  }));
}

// Syllables, a tone of 1 to 5 behind each; npos where the text is no pinyin.
std::size_t syllables(std::string_view pinyin) {
  std::size_t count = 0;
  bool within = false;
  for (const char c : pinyin) {
    if (c >= 'a' && c <= 'z') {
      within = true;
    } else if (within) {
      if (c < '1' || c > '5') return std::string_view::npos;
      within = false;
      ++count;
    } else if (std::string_view(" ,.:?!5").find(c) == std::string_view::npos) {
      return std::string_view::npos;
    }
  }
  return within ? std::string_view::npos : count;
}

// Figures and letters are said in as many syllables as they need.
bool is_counted(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '%'; }) &&
         text.find("℃") == text.npos;
}

}  // namespace

TEST_CASE("every sentence in simplified Chinese is spoken, a syllable for each character") {
  const auto catalogue =
      read_catalogue(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/text/zh-Hans.toml");
  REQUIRE(catalogue);
  std::size_t counted = 0;
  for (const auto& [key, phrase] : catalogue->phrases()) {
    // Each language stands in its own words; "2/3" is said as pages are.
    if (key.starts_with("language.") || key == "family.more") continue;
    INFO(key << ": " << phrase.text << " | " << phrase.spoken);
    CHECK_FALSE(phrase.spoken.empty());
    const std::string text = without_slots(phrase.text);
    const std::size_t said = syllables(without_slots(phrase.spoken));
    CHECK(said != std::string_view::npos);
    if (!is_counted(text)) continue;
    CHECK(said == ideographs(text));
    ++counted;
  }
  CHECK(counted > 650);
  // The control: a character that nobody says, a syllable without its tone, a character left as it
  // is.
  CHECK(ideographs("请先去|缓冲区。") == 6);
  CHECK(syllables("qing3 xian1 qu4 huan3chong1qu1.") == 6);
  CHECK(syllables("qing3 qu4 huan3chong1qu1.") == 5);
  CHECK(syllables("qing3 xian qu4") == std::string_view::npos);
  CHECK(syllables("qing3 先 qu4") == std::string_view::npos);
}

}  // namespace kiosk
