// SPDX-License-Identifier: GPL-3.0-or-later
// A FHIR R4 Questionnaire as it is asked here: its questions, and what each may be answered with.
// Immutable once read, safe from any thread.
#pragma once
#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/json_view.h"

namespace service {

enum class ItemType { group, display, boolean, decimal, integer, date, choice };

struct Coding {
  std::string system;
  std::string code;
};
inline bool operator==(const Coding& a, const Coding& b) {
  return a.system == b.system && a.code == b.code;
}

struct AnswerOption {
  Coding coding;
  bool exclusive = false;  // stands alone among the answers
};

// The item counts only if that question was answered so.
struct EnableWhen {
  std::string question;
  Coding coding;
};

struct FormItem {
  std::string link_id;
  ItemType type = ItemType::group;
  bool required = false;
  bool repeats = false;
  std::vector<AnswerOption> options;
  std::optional<double> least;
  std::optional<double> most;
  std::vector<EnableWhen> conditions;
  bool any_condition = false;  // one of them is enough
  std::vector<FormItem> items;
};

class Questionnaire {
 public:
  // Refuses a form with a rule to which no response could be held here.
  static tl::expected<Questionnaire, Malformed> parse(std::string_view text);

  // "url|version", as a response must name it.
  [[nodiscard]] const std::string& canonical() const { return canonical_; }
  [[nodiscard]] const std::vector<FormItem>& items() const { return items_; }
  // The form as it was read, without blanks.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  Questionnaire() = default;

  std::string canonical_;
  std::string text_;
  std::vector<FormItem> items_;
};

}  // namespace service
