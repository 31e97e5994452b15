// SPDX-License-Identifier: GPL-3.0-or-later
// One issuer's published data: its name, the words it has for colours and what each means in the
// national ones, how others recognise it, whom it cannot recognise (config/provinces/README.md).
// Values; reading is pure.
#pragma once
#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/assignment.h"
#include "devices/sandbox/service/rules/wording.h"

namespace service {

// The three published ways in which a code is recognised elsewhere.
enum class Recognition {
  share,         // it keeps its code and shares the facts
  intermediary,  // its words become national ones, and those the asking issuer's
  national,      // it has no code of its own: the national one counts
};
// "share", "intermediary", "national"
std::string_view name_of(Recognition mode);
std::optional<Recognition> recognition_of(std::string_view name);

struct CodeWord {
  Bilingual text;
  std::optional<Colour> national;  // none: no rule says what it means elsewhere
};

// Reported in advance: codes of that province are not recognised here.
struct RecognitionException {
  std::string province;
  Bilingual reason;
};

struct Province {
  std::string code;  // GB/T 2260, two figures; "00" the national platform
  Bilingual name;
  bool name_seen = false;   // in a source, not from memory
  bool words_seen = false;  // likewise
  Recognition mode = Recognition::share;
  std::vector<CodeWord> words;
  std::vector<RecognitionException> exceptions;

  // Null if codes of that province are recognised.
  [[nodiscard]] const RecognitionException* exception_for(std::string_view province) const;
  // How it says a state: for UNKNOWN the first word without a rule. Null if it has no word.
  [[nodiscard]] const CodeWord* word_for(State state) const;
  // What one of its words means in national colours; none if it has no such word or no rule for it.
  [[nodiscard]] std::optional<Colour> meaning_of(const Bilingual& word) const;
};

// Whether it is two figures.
bool is_issuer_code(std::string_view code);

// From TOML. Every key is checked; what is unknown, missing or contradicts another is refused.
tl::expected<Province, Malformed> parse_province(std::string_view toml);

}  // namespace service
