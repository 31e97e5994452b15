// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/paper_words.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>

namespace printing {

namespace {

struct Wanted {
  std::string_view key;
  std::string_view slots;  // separated by spaces
  bool pair = true;        // zh and en apart; else one line of both
};

// Every entry the slip is made of, and what may stand in it.
constexpr Wanted kWanted[] = {
    {"sheet.title", ""},
    {"sheet.serial", ""},
    {"sheet.name", ""},
    {"sheet.number", ""},
    {"sheet.valid_until", ""},
    {"sheet.as_of", ""},
    {"sheet.not_live", ""},
    {"sheet.scan", ""},
    {"sheet.scan_practice", ""},
    {"colour.green", ""},
    {"colour.yellow", ""},
    {"colour.red", ""},
    {"meaning.green", ""},
    {"meaning.yellow", ""},
    {"meaning.red", ""},
    {"row.next", ""},
    {"row.why", ""},
    {"row.nat", ""},
    {"row.agent", ""},
    {"next.green", ""},
    {"next.yellow", ""},
    {"next.red", ""},
    {"next.nat_needed", ""},
    {"next.not_today", ""},
    {"next.staff_assist", ""},
    {"nat.negative", "day time laboratory"},
    {"nat.positive", "day time laboratory"},
    {"nat.pending", "day time laboratory"},
    {"nat.none", ""},
    {"agent.acts", "name relation"},
    {"unsaid.green", ""},
    {"unsaid.yellow", ""},
    {"unsaid.red", ""},
    {"more.reasons", "count"},
    {"line.issuer", "issuer policy version id", false},
    {"line.issuer_short", "issuer policy version id", false},
    {"line.printed", "date time place machine source", false},
    {"line.check", "", false},
    {"line.questions", "", false},
    {"line.live", "", false},
    {"line.national", "", false},
    {"line.origin", "name word", false},
    {"line.origin_short", "name", false},
    {"line.shared", "name", false},
    {"line.not_live", "", false},
    {"line.reprint", "count serial", false},
    {"line.practice", "", false},
    {"line.practice_mark", "", false},
};
constexpr std::string_view kReasonSlots = "day place days";
constexpr std::string_view kWhy = "why";

bool is_slot(std::string_view slot, std::string_view allowed) {
  return fmt::format(" {} ", allowed).find(fmt::format(" {} ", slot)) != std::string::npos;
}

// Reads one file; the first thing that is wrong ends it.
class Reading {
 public:
  explicit Reading(std::string file) : file_(std::move(file)) {}

  tl::expected<PaperWords, std::string> read(const toml::table& root) {
    for (const auto& [section, node] : root) {
      if (section.str() == kWhy) {
        read_reasons(node);
      } else {
        read_section(section.str(), node);
      }
    }
    for (const Wanted& wanted : kWanted) {
      if (!phrases_.contains(wanted.key)) fail(root, wanted.key, "is missing");
    }
    if (!error_.empty()) return tl::unexpected(error_);
    return PaperWords(std::move(phrases_), std::move(reasons_));
  }

 private:
  void read_section(std::string_view section, const toml::node& node) {
    const toml::table* entries = node.as_table();
    if (!entries) return fail(node, section, "is not a table");
    for (const auto& [name, entry] : *entries) {
      const std::string key = fmt::format("{}.{}", section, name.str());
      const auto* wanted = std::find_if(std::begin(kWanted), std::end(kWanted),
                                        [&](const Wanted& each) { return each.key == key; });
      if (wanted == std::end(kWanted)) {
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

tl::expected<PaperWords, std::string> read_paper_words(const std::filesystem::path& file) {
  try {
    return Reading(file.string()).read(toml::parse_file(file.string()));
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return tl::unexpected(line > 0
                              ? fmt::format("{}:{}: {}", file.string(), line, error.description())
                              : fmt::format("{}: {}", file.string(), error.description()));
  }
}

}  // namespace printing
