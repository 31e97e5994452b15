// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/paper_words.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace printing {

namespace {

// config/paper/every_sheet.toml.
constexpr PhraseForm kEverySheet[] = {
    {"sheet.serial", ""},
    {"sheet.name", ""},
    {"sheet.number", ""},
    {"sheet.sign", ""},
    {"sheet.staff", ""},
    {"sheet.valid_until", ""},
    {"sheet.scan", ""},
    {"sheet.scan_practice", ""},
    {"line.issuer", "issuer policy version id", false},
    {"line.issuer_short", "issuer policy version id", false},
    {"line.made", "date time place machine", false},
    {"line.reprint", "count serial", false},
    {"line.practice", "", false},
    {"line.practice_mark", "", false},
    {"roll.number", ""},
    {"roll.reprint", "count serial", false},
    {"roll.replaces", "count serial", false},
    {"roll.practice", "", false},
    {"roll.printed", "date time", false},
    {"roll.at", "place machine", false},
    {"roll.fades", "", false},
};
constexpr WordsForm kEverySheetWords{"every_sheet.toml", kEverySheet};

constexpr std::string_view kReasonSlots = "day place days";
constexpr std::string_view kWhy = "why";

bool is_slot(std::string_view slot, std::string_view allowed) {
  return fmt::format(" {} ", allowed).find(fmt::format(" {} ", slot)) != std::string::npos;
}

// Reads files one after the other; the first thing that is wrong ends it.
class Reading {
 public:
  void read(std::string file, const WordsForm& form, const toml::table& root) {
    file_ = std::move(file);
    form_ = form;
    for (const auto& [section, node] : root) {
      if (form.reasons && section.str() == kWhy) {
        read_reasons(node);
      } else {
        read_section(section.str(), node);
      }
    }
    for (const PhraseForm& wanted : form.phrases) {
      if (!phrases_.contains(wanted.key)) fail(root, wanted.key, "is missing");
    }
  }
  tl::expected<PaperWords, std::string> result() && {
    if (!error_.empty()) return tl::unexpected(error_);
    return PaperWords(std::move(phrases_), std::move(reasons_));
  }

 private:
  void read_section(std::string_view section, const toml::node& node) {
    const toml::table* entries = node.as_table();
    if (!entries) return fail(node, section, "is not a table");
    for (const auto& [name, entry] : *entries) {
      const std::string key = fmt::format("{}.{}", section, name.str());
      const auto wanted = std::find_if(form_.phrases.begin(), form_.phrases.end(),
                                       [&](const PhraseForm& each) { return each.key == key; });
      if (wanted == form_.phrases.end()) {
        fail(entry, key, "is not an entry of this sheet");
      } else if (wanted->pair) {
        phrases_[key] = {text(entry, key, "zh", wanted->slots),
                         text(entry, key, "en", wanted->slots)};
        only(entry, key, {"zh", "en"});
      } else {
        phrases_[key] = {checked(entry, key, wanted->slots), ""};
      }
    }
  }

  void read_reasons(const toml::node& node) {
    const toml::table* codes = node.as_table();
    if (!codes) return fail(node, kWhy, "is not a table");
    for (const auto& [code, forms] : *codes) {
      const std::string key = fmt::format("{}.{}", kWhy, code.str());
      const toml::array* array = forms.as_array();
      if (!array || array->empty()) return fail(forms, key, "is not written as [[…]]");
      for (const toml::node& form : *array) {
        reasons_[std::string(code.str())].push_back(
            {{text(form, key, "zh", kReasonSlots), text(form, key, "en", kReasonSlots)},
             text(form, key, "brief", kReasonSlots)});
        only(form, key, {"zh", "en", "brief"});
      }
    }
  }

  // A member of an inline table.
  std::string text(const toml::node& entry, std::string_view key, std::string_view member,
                   std::string_view slots) {
    const toml::table* table = entry.as_table();
    const toml::node* value = table ? table->get(member) : nullptr;
    if (!value) {
      fail(entry, key, fmt::format("has no {}", member));
      return {};
    }
    return checked(*value, key, slots);
  }

  std::string checked(const toml::node& value, std::string_view key, std::string_view slots) {
    const auto words = value.value<std::string>();
    if (!words || words->empty()) {
      fail(value, key, "is empty or not a string");
      return {};
    }
    for (const std::string& slot : slots_of(*words)) {
      if (!is_slot(slot, slots)) fail(value, key, fmt::format("has no slot {{{}}}", slot));
    }
    return *words;
  }

  void only(const toml::node& entry, std::string_view key,
            std::initializer_list<std::string_view> members) {
    const toml::table* table = entry.as_table();
    if (!table) return;
    for (const auto& [member, value] : *table) {
      if (std::find(members.begin(), members.end(), member.str()) == members.end()) {
        fail(value, key, fmt::format("knows no {}", member.str()));
      }
    }
  }

  void fail(const toml::node& node, std::string_view key, std::string_view what) {
    if (!error_.empty()) return;
    const auto line = node.source().begin.line;
    error_ = line > 1 ? fmt::format("{}:{}: {} {}", file_, line, key, what)
                      : fmt::format("{}: {} {}", file_, key, what);
  }

  std::string file_;
  WordsForm form_;
  std::string error_;
  PaperWords::Phrases phrases_;
  PaperWords::Reasons reasons_;
};

}  // namespace

const visit::Bilingual& PaperWords::at(std::string_view key) const {
  const auto found = phrases_.find(key);
  if (found == phrases_.end()) {
    // A key is ours, never a person's.
    std::fprintf(stderr, "printing: no such words: %.*s\n", static_cast<int>(key.size()),
                 key.data());
    std::abort();
  }
  return found->second;
}

const std::vector<ReasonSentence>& PaperWords::reasons(std::string_view code) const {
  static const std::vector<ReasonSentence> kNone;
  const auto found = reasons_.find(code);
  return found == reasons_.end() ? kNone : found->second;
}

std::vector<std::string_view> lines_of(std::string_view sentence) {
  std::vector<std::string_view> lines;
  for (;;) {
    const auto mark = sentence.find("//");
    lines.push_back(sentence.substr(0, mark));
    if (mark == sentence.npos) return lines;
    sentence.remove_prefix(mark + 2);
  }
}

std::set<std::string, std::less<>> slots_of(std::string_view sentence) {
  std::set<std::string, std::less<>> slots;
  for (;;) {
    const auto open = sentence.find('{');
    if (open == sentence.npos) return slots;
    const auto close = sentence.find('}', open);
    if (close == sentence.npos) return slots;
    slots.emplace(sentence.substr(open + 1, close - open - 1));
    sentence.remove_prefix(close + 1);
  }
}

tl::expected<PaperWords, std::string> read_paper_words(const std::filesystem::path& folder,
                                                       const WordsForm& form) {
  Reading reading;
  for (const WordsForm& part : {kEverySheetWords, form}) {
    const std::string file = (folder / part.file).string();
    try {
      reading.read(file, part, toml::parse_file(file));
    } catch (const toml::parse_error& error) {
      const auto line = error.source().begin.line;
      return tl::unexpected(line > 0 ? fmt::format("{}:{}: {}", file, line, error.description())
                                     : fmt::format("{}: {}", file, error.description()));
    }
  }
  return std::move(reading).result();
}

}  // namespace printing
