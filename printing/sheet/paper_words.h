// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the paper sheets (config/paper/*.toml), always Chinese and English together: who
// reads a sheet at a door did not choose its language. Values; reading is the only I/O; const use
// from many threads is safe.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "kiosk/visit/health_code.h"

namespace printing {

// One way to say why a code has its colour. Slots: {day} {place} {days}.
struct ReasonSentence {
  visit::Bilingual whole;  // stands alone
  std::string brief;       // English beside other reasons
};

class PaperWords {
 public:
  using Phrases = std::map<std::string, visit::Bilingual, std::less<>>;
  using Reasons = std::map<std::string, std::vector<ReasonSentence>, std::less<>>;

  PaperWords(Phrases phrases, Reasons reasons)
      : phrases_(std::move(phrases)), reasons_(std::move(reasons)) {}

  // A phrase the loader has vouched for, "meaning.green"; any other key aborts. A line of both
  // languages at once stands in zh.
  [[nodiscard]] const visit::Bilingual& at(std::string_view key) const;
  // In order of preference; empty for a rule newer than the file.
  [[nodiscard]] const std::vector<ReasonSentence>& reasons(std::string_view code) const;

 private:
  Phrases phrases_;
  Reasons reasons_;
};

// "…//…" as the lines it is written in.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view sentence);

// The {…} of a sentence.
[[nodiscard]] std::set<std::string, std::less<>> slots_of(std::string_view sentence);

// An entry that a sheet is made of, and what may stand in it.
struct PhraseForm {
  std::string_view key;    // "meaning.green"
  std::string_view slots;  // separated by spaces
  bool pair = true;        // zh and en apart; else one line of both
};

// What a sheet's words must be. A form is a constant, so that a sheet that is added cannot forget
// what it needs.
struct WordsForm {
  std::string_view file;  // "status_slip.toml"
  std::span<const PhraseForm> phrases;
  bool reasons = false;  // with a [[why.CODE]] for each rule of the policy
};

// Words that stand on every sheet, from every_sheet.toml, and those of this one. The error is one
// line for the technician: file, line if known, what is wrong. Missing, unknown and empty entries
// and unknown slots are errors.
[[nodiscard]] tl::expected<PaperWords, std::string> read_paper_words(
    const std::filesystem::path& folder, const WordsForm& form);

}  // namespace printing
