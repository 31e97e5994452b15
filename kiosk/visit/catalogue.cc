// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/catalogue.h"

#include <cstdio>
#include <cstdlib>

namespace visit {

namespace {

[[noreturn]] void broken(const char* promise, std::string_view what) {
  // A key or a slot's name is ours, never a person's.
  std::fprintf(stderr, "kiosk: %s: %.*s\n", promise, static_cast<int>(what.size()), what.data());
  std::abort();
}

bool has_slots(const Phrase& phrase) {
  return phrase.text.find('{') != phrase.text.npos || phrase.spoken.find('{') != phrase.spoken.npos;
}

// From U+2E80 on scripts are written without spaces; their first UTF-8 byte is 0xE2 0xBA or
// greater.
bool ends_a_word(std::string_view text) {
  std::size_t at = text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at - 1]) & 0xC0) == 0x80) --at;
  if (at == 0 || text[at - 1] == ' ') return false;
  return static_cast<unsigned char>(text[at - 1]) < 0xE2;
}

}  // namespace

Words Words::clone() const {
  return {key, text.clone(), brief.clone(), spoken.clone(), personal, plain};
}

Words own_words(Secret text) {
  Words words;
  words.brief = text.clone();
  words.spoken = text.clone();
  words.text = std::move(text);
  words.personal = true;
  words.plain = true;
  return words;
}

const Phrase& Catalogue::at(std::string_view key) const {
  const auto found = phrases_.find(key);
  if (found == phrases_.end()) broken("no such phrase", key);
  return found->second;
}

Words Catalogue::words(std::string_view key, const Slots& slots) const {
  const Phrase& phrase = at(key);
  Words words;
  // No recording knows what fills a slot.
  if (!has_slots(phrase)) words.key = std::string(key);
  const std::string text = fill(phrase.text, slots);
  words.text = Secret(text);
  words.brief = Secret(phrase.brief.empty() ? text : fill(phrase.brief, slots));
  words.spoken = Secret(phrase.spoken.empty() ? unmarked(text) : fill(phrase.spoken, slots));
  return words;
}

std::string fill(std::string_view phrase, const Slots& slots) {
  std::string filled;
  while (!phrase.empty()) {
    const auto open = phrase.find('{');
    const auto close = phrase.find('}', open == phrase.npos ? 0 : open);
    if (open == phrase.npos || close == phrase.npos) {
      filled += phrase;
      break;
    }
    filled += phrase.substr(0, open);
    const auto hole = phrase.substr(open + 1, close - open - 1);
    bool found = false;
    for (const auto& [slot, value] : slots) {
      if (slot != hole) continue;
      filled += value;
      found = true;
    }
    if (!found) broken("nothing fills", hole);
    phrase.remove_prefix(close + 1);
  }
  return filled;
}

std::string unmarked(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '|') continue;
    if (text[i] == '/' && i + 1 < text.size() && text[i + 1] == '/') {
      ++i;
      if (ends_a_word(plain)) plain += ' ';
      continue;
    }
    plain += text[i];
  }
  return plain;
}

}  // namespace visit
