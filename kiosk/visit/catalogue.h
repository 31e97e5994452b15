// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of one language (config/text/*.toml), by key. "|" in a sentence is a place where a
// line may break, "//" one where it must. A missing key is a broken promise of the installation:
// load() refuses it, at() aborts. Values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kiosk/visit/secret.h"

namespace visit {

struct Phrase {
  std::string text;
  std::string brief;  // for the small panel; empty: the same
  std::string
      spoken;  // what a synthetic voice is given (zh: pinyin with tone numbers); empty: the text
};

// What stands for {name} in a phrase. Personal values travel as secrets.
using Slots = std::vector<std::pair<std::string_view, std::string>>;

// One piece of text on a page.
struct Words {
  std::string key;  // names the recorded voice; "" for a person's own words and filled-in phrases
  Secret text;      // with break marks, unless `plain`
  Secret brief;     // same as text if the phrase has none
  Secret spoken;    // without break marks
  bool personal = false;  // spoken to the headset only
  bool plain = false;     // no break marks in it: a name, a number

  [[nodiscard]] bool empty() const { return text.empty(); }
  [[nodiscard]] Words clone() const;
};

// A person's own words: a name, a number.
[[nodiscard]] Words own_words(Secret text);

class Catalogue {
 public:
  Catalogue() = default;
  explicit Catalogue(std::map<std::string, Phrase, std::less<>> phrases)
      : phrases_(std::move(phrases)) {}

  [[nodiscard]] bool has(std::string_view key) const {
    return phrases_.find(key) != phrases_.end();
  }
  [[nodiscard]] const Phrase& at(std::string_view key) const;
  [[nodiscard]] Words words(std::string_view key, const Slots& slots = {}) const;
  [[nodiscard]] const std::map<std::string, Phrase, std::less<>>& phrases() const {
    return phrases_;
  }

 private:
  std::map<std::string, Phrase, std::less<>> phrases_;
};

// Replaces each {name}; a slot the phrase does not know is ignored, a hole nobody fills aborts.
[[nodiscard]] std::string fill(std::string_view phrase, const Slots& slots);
// The text without its break marks.
[[nodiscard]] std::string unmarked(std::string_view text);

}  // namespace visit
