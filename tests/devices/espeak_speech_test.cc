// SPDX-License-Identifier: GPL-3.0-or-later
// What espeak is given: every Chinese phrase in a form that it says as Chinese.
#include "devices/espeak_speech.h"

#include <espeak-ng/speak_lib.h>
#include <toml++/toml.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "kiosk/visit/catalogue.h"

namespace {

struct Pair {
  std::string text, spoken;
};
std::map<std::string, Pair> phrases(const std::string& language) {
  std::map<std::string, Pair> found;
  const auto words = std::filesystem::path(KIOSK_SOURCE_DIR) / "config/text" / (language + ".toml");
  const toml::table all = toml::parse_file(words.string());
  for (const auto& [section, table] : all) {
    for (const auto& [key, node] : *table.as_table()) {
      const std::string name = std::string(section.str()) + "." + std::string(key.str());
      if (const toml::table* forms = node.as_table()) {
        found[name] = {(*forms)["text"].value_or(std::string()),
                       (*forms)["spoken"].value_or(std::string())};
      } else {
        found[name] = {node.value_or(std::string()), ""};
      }
    }
  }
  return found;
}

std::multiset<std::string> slots(const std::string& phrase) {
  static const std::regex slot(R"(\{[a-z_0-9]+\})");
  std::multiset<std::string> found;
  for (auto i = std::sregex_iterator(phrase.begin(), phrase.end(), slot);
       i != std::sregex_iterator(); ++i) {
    found.insert(i->str());
  }
  return found;
}

// Syllables with their tone, digits, punctuation, slots; nothing else.
bool is_pinyin(const std::string& spoken) {
  static const std::regex form(R"(((([a-z]+[1-5])+|[0-9]+|\{[a-z_0-9]+\})[,.?!:]? ?)+)");
  return std::regex_match(spoken, form);
}

// What is said of a phrase whose slots are filled with something.
std::string filled(const Pair& phrase) {
  const std::string& said = phrase.spoken.empty() ? phrase.text : phrase.spoken;
  return visit::unmarked(std::regex_replace(said, std::regex(R"(\{[a-z_0-9]+\})"), "3"));
}

// The sounds that a voice makes of a text; "(en)" where it fell back to English.
class Phonemes {
 public:
  explicit Phonemes(const char* voice) {
    REQUIRE(espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT) >
            0);
    REQUIRE(espeak_SetVoiceByName(voice) == EE_OK);
  }
  [[nodiscard]] std::string of(const std::string& text) const {
    std::string sounds;
    for (const void* rest = text.c_str(); rest != nullptr;) {
      const char* clause = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, 0);
      if (clause != nullptr) sounds += clause;
    }
    return sounds;
  }
};

}  // namespace

TEST_CASE("every Chinese phrase has a spoken form: pinyin with tones, and the slots of its text") {
  const auto all = phrases("zh-Hans");
  REQUIRE(all.size() > 200);
  for (const auto& [key, phrase] : all) {
    INFO(key << ": " << phrase.spoken);
    CHECK(is_pinyin(phrase.spoken));
    CHECK(slots(phrase.spoken) == slots(phrase.text));
  }
  // Negative controls.
  CHECK_FALSE(is_pinyin(""));
  CHECK_FALSE(is_pinyin("重新 xin1"));
  CHECK_FALSE(is_pinyin("qing ba3"));
  CHECK_FALSE(is_pinyin("lü4ma3"));
}

TEST_CASE("the Mandarin voice knows every syllable of every spoken form") {
  const Phonemes phonemes("cmn-latn-pinyin");
  for (const auto& [key, phrase] : phrases("zh-Hans")) {
    const std::string words = filled(phrase);
    const std::string sounds = phonemes.of(words);
    INFO(key << ": " << words << " -> " << sounds);
    CHECK_FALSE(sounds.empty());
    CHECK(sounds.find("(en)") == std::string::npos);
  }
  CHECK(phonemes.of("****").find("(en)") != std::string::npos);  // negative control
}

TEST_CASE("the Cantonese voice knows every character of every traditional phrase") {
  const Phonemes phonemes("yue");
  for (const auto& [key, phrase] : phrases("zh-Hant")) {
    // The X of a number is an English letter in Cantonese, too.
    const std::string words = std::regex_replace(filled(phrase), std::regex("\\bX\\b"), "");
    const std::string sounds = phonemes.of(words);
    INFO(key << ": " << words << " -> " << sounds);
    CHECK_FALSE(sounds.empty());
    CHECK(sounds.find("(en)") == std::string::npos);
  }
  CHECK(phonemes.of("****").find("(en)") != std::string::npos);  // negative control
}

TEST_CASE("Cantonese reads a character as its word wants it") {
  const Phonemes phonemes("yue");
  CHECK(phonemes.of("長大").find("zoeng2") != std::string::npos);
  CHECK(phonemes.of("長").find("oeng4") != std::string::npos);
  // Mandarin does not, hence the pinyin.
  const Phonemes mandarin("cmn-latn-pinyin");
  CHECK(mandarin.of("重新") == mandarin.of("zhong4 xin1"));
  CHECK(mandarin.of("chong2 xin1") != mandarin.of("zhong4 xin1"));
}
