// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/survey_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <nlohmann/json.hpp>

namespace devices {

namespace {

using nlohmann::json;
using visit::Question;
using visit::QuestionKind;
using visit::SurveyAnswers;
using visit::SurveyForm;

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::string_view kEnd = "\r\n";
constexpr std::array<std::string_view, 4> kBefore{"identifier", "authored", "number", "author"};

// What makes a spreadsheet calculate, the wide signs of Chinese keyboards among them.
constexpr std::array<std::string_view, 10> kFormula{
    "=", "+", "-", "@", "\t", "\r", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
constexpr std::size_t kExactDigits = 15;  // of a spreadsheet's numbers

bool wants_apostrophe(std::string_view text) {
  if (std::ranges::any_of(kFormula, [&](std::string_view sign) { return text.starts_with(sign); }))
    return true;
  // A document's number would lose its last digits, a badge with one e its middle.
  return text.size() > kExactDigits && text.find_first_not_of("0123456789.eE") == text.npos;
}

// Cells into one buffer that never moves, so that none of it stays behind; wiped when it goes.
class Row {
 public:
  explicit Row(std::size_t capacity) { text_.reserve(capacity); }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;
  ~Row() { visit::wipe(text_.data(), text_.size()); }

  // More than a cell takes: every quote is doubled.
  static std::size_t room_for(std::size_t size) { return 2 * size + 4; }

  void cell(std::string_view text) {
    if (cells_++ > 0) raw(",");
    const bool quoted = text.find_first_of("\",;\t\r\n ") != text.npos;
    if (quoted) raw("\"");
    if (wants_apostrophe(text)) raw("'");
    for (const char c : text) raw(c == '"' ? std::string_view("\"\"") : std::string_view(&c, 1));
    if (quoted) raw("\"");
  }
  void end() { raw(kEnd); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void raw(std::string_view text) {
    assert(text_.size() + text.size() <= text_.capacity());
    text_ += text;
  }

  std::string text_;
  int cells_ = 0;
};

bool is_chosen(const SurveyAnswers::Given& given, std::size_t option) {
  return (given.options >> option & 1U) != 0;
}

std::string answer_text(const Question& question, const SurveyAnswers::Given& given) {
  if (given.state != SurveyAnswers::State::given) return {};
  switch (question.kind) {
    case QuestionKind::temperature:
      return fmt::format("{}.{}", given.tenths / 10, given.tenths % 10);
    case QuestionKind::declaration:
      return is_chosen(given, 0) ? "true" : "false";
    case QuestionKind::answerer:
    case QuestionKind::relation:
    case QuestionKind::history:
    case QuestionKind::symptoms:
      break;
  }
  std::string codes;
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if (!is_chosen(given, i)) continue;
    if (!codes.empty()) codes += ' ';
    codes += question.options[i].code;
  }
  return codes;
}

// An identifier's value; "" where there is none.
std::string_view value_in(const json& holder) {
  const auto found = holder.find("identifier");
  if (found == holder.end()) return {};
  const json& identifier = found->is_array() ? found->front() : *found;
  return identifier.at("value").get_ref<const std::string&>();
}

// Whom a reference names: itself, by an identifier, or a contained resource. The check has seen
// that there is one or the other.
std::string_view value_of(const json& root, const char* reference) {
  const auto found = root.find(reference);
  if (found == root.end()) return {};
  const auto place = found->find("reference");
  if (place == found->end()) return value_in(*found);
  const std::string_view id = std::string_view(place->get_ref<const std::string&>()).substr(1);
  for (const json& one : root.at("contained")) {
    if (one.at("id").get_ref<const std::string&>() == id) return value_in(one);
  }
  return {};
}

std::size_t room_for(const SurveyForm& form, std::size_t around) {
  std::size_t room = kMark.size() + kEnd.size() + Row::room_for(around);
  for (const std::string_view name : kBefore) room += Row::room_for(name.size());
  constexpr std::size_t kFigures = 16;
  for (const Question& question : form.questions) {
    std::size_t most = std::max(question.link_id.size(), kFigures);
    for (const auto& option : question.options) most += option.code.size() + 1;
    room += Row::room_for(most);
  }
  return room;
}

}  // namespace

std::string survey_csv_header(const SurveyForm& form) {
  Row row(room_for(form, 0));
  for (const std::string_view name : kBefore) row.cell(name);
  for (const Question& question : form.questions) row.cell(question.link_id);
  row.end();
  return std::string(kMark) + row.text();
}

tl::expected<visit::Secret, ResponseTrouble> write_survey_csv(const SurveyForm& form,
                                                              std::string_view response) {
  const auto answers = read_response(form, response);
  if (!answers) return tl::unexpected(answers.error());
  const json root = json::parse(response, nullptr, /*allow_exceptions=*/false);
  const std::string_view number = value_of(root, "subject");
  if (number.empty()) return tl::unexpected(ResponseTrouble::subject);

  Row row(room_for(form, response.size()));
  row.cell(value_in(root));
  row.cell(root.at("authored").get_ref<const std::string&>());
  row.cell(number);
  row.cell(value_of(root, "author"));
  for (std::size_t i = 0; i < form.questions.size(); ++i)
    row.cell(answer_text(form.questions[i], (*answers)[i]));
  row.end();
  return visit::Secret(row.text());
}

}  // namespace devices
