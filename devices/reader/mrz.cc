// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/mrz.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

namespace devices::reader {
namespace {

using visit::Secret;

constexpr char kFiller = '<';
constexpr std::size_t kNumberWidth = 9;
constexpr std::size_t kLongestNumber = 22;  // nine, and what the optional data of TD1 hold

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }
char capital(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

// Text under way; wiped when it dies.
class Text {
 public:
  Text() = default;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { visit::wipe(bytes_.data(), bytes_.size()); }

  void add(char letter) { bytes_[size_++] = letter; }
  void add(std::string_view text) {
    for (const char letter : text) add(letter);
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }
  [[nodiscard]] Secret secret() const { return Secret(view()); }

 private:
  std::array<char, 96> bytes_{};  // more than a zone
  std::size_t size_ = 0;
};

std::string_view without_fillers(std::string_view text) {
  while (!text.empty() && text.back() == kFiller) text.remove_suffix(1);
  return text;
}

// Six digits that a calendar has; day, or month and day, may be unknown.
bool is_date(std::string_view text) {
  if (text.size() != 6) return false;
  const auto pair = [&text](std::size_t at) -> std::optional<int> {
    if (!is_digit(text[at]) || !is_digit(text[at + 1])) return std::nullopt;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const auto fits = [&](std::size_t at, int most) {
    const auto number = pair(at);
    return number ? *number >= 1 && *number <= most : text.substr(at, 2) == "<<";
  };
  return (pair(0) || text.substr(0, 2) == "<<") && fits(2, 12) && fits(4, 31);
}

bool is_checked_by(std::string_view text, char digit) { return mrz_check_digit(text) == digit; }

bool is_checked_by(std::initializer_list<std::string_view> parts, char digit) {
  Text whole;
  for (const std::string_view part : parts) whole.add(part);
  return is_checked_by(whole.view(), digit);
}

Secret spaced(std::string_view text) {
  Text name;
  for (const char letter : without_fillers(text)) name.add(letter == kFiller ? ' ' : letter);
  return name.secret();
}

// Surname, two fillers, given names.
bool take_names(std::string_view field, TravelDocument& document) {
  const auto is_of_a_name = [](char letter) { return is_capital(letter) || letter == kFiller; };
  if (!std::all_of(field.begin(), field.end(), is_of_a_name)) return false;
  const auto gap = field.find("<<");
  document.surname = spaced(field.substr(0, gap));
  if (gap != std::string_view::npos) document.given_names = spaced(field.substr(gap + 2));
  return !document.surname.empty();
}

// What both sizes state alike.
bool take_person(std::string_view birth, char birth_check, char sex, std::string_view expiry,
                 char expiry_check, std::string_view nationality, TravelDocument& document) {
  if (!is_date(birth) || !is_checked_by(birth, birth_check)) return false;
  if (!is_date(expiry) || !is_checked_by(expiry, expiry_check)) return false;
  if (sex != 'M' && sex != 'F' && sex != kFiller) return false;
  const std::string_view state = without_fillers(nationality);
  if (state.empty() || !std::all_of(state.begin(), state.end(), is_capital)) return false;
  document.birth = Secret(birth);
  document.expiry = Secret(expiry);
  document.sex = sex == kFiller ? 'X' : sex;
  document.nationality = Secret(state);
  return true;
}

bool take_number(std::string_view number, char check, TravelDocument& document) {
  if (!is_checked_by(number, check)) return false;
  document.number = Secret(without_fillers(number));
  return !document.number.empty();
}

// A number longer than nine goes on in the optional data; its check digit follows it there.
bool take_long_number(std::string_view head, std::string_view optional, TravelDocument& document) {
  const std::string_view rest = optional.substr(0, optional.find(kFiller));
  if (rest.size() < 2) return false;
  Text number;
  number.add(head);
  number.add(rest.substr(0, rest.size() - 1));
  return take_number(number.view(), rest.back(), document);
}

std::optional<TravelDocument> read_td3(std::string_view lines) {
  const std::string_view first = lines.substr(0, 44);
  const std::string_view second = lines.substr(44);
  TravelDocument document;
  const std::string_view optional = second.substr(28, 14);
  // Without optional data their check digit may be a filler.
  const bool optional_holds = is_checked_by(optional, second[42]) ||
                              (second[42] == kFiller && without_fillers(optional).empty());
  const bool good =
      first[0] == 'P' && take_names(first.substr(5), document) &&
      take_number(second.substr(0, 9), second[9], document) &&
      take_person(second.substr(13, 6), second[19], second[20], second.substr(21, 6), second[27],
                  second.substr(10, 3), document) &&
      optional_holds &&
      is_checked_by({second.substr(0, 10), second.substr(13, 7), second.substr(21, 22)},
                    second[43]);
  if (!good) return std::nullopt;
  return document;
}

std::optional<TravelDocument> read_td1(std::string_view lines) {
  const std::string_view first = lines.substr(0, 30);
  const std::string_view second = lines.substr(30, 30);
  TravelDocument document;
  const std::string_view number = first.substr(5, kNumberWidth);
  const std::string_view optional = first.substr(15);
  const bool kind = first[0] == 'A' || first[0] == 'C' || first[0] == 'I';
  const bool number_holds = first[14] == kFiller ? take_long_number(number, optional, document)
                                                 : take_number(number, first[14], document);
  const bool good = kind && number_holds && take_names(lines.substr(60), document) &&
                    take_person(second.substr(0, 6), second[6], second[7], second.substr(8, 6),
                                second[14], second.substr(15, 3), document) &&
                    is_checked_by({first.substr(5), second.substr(0, 7), second.substr(8, 7),
                                   second.substr(18, 11)},
                                  second[29]);
  if (!good) return std::nullopt;
  return document;
}

}  // namespace

std::optional<char> mrz_check_digit(std::string_view text) {
  constexpr std::array<int, 3> kWeights{7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    int value = 0;
    if (is_digit(letter)) {
      value = letter - '0';
    } else if (is_capital(letter)) {
      value = letter - 'A' + 10;
    } else if (letter != kFiller) {
      return std::nullopt;
    }
    sum += value * kWeights[i % kWeights.size()];
  }
  return static_cast<char>('0' + sum % 10);
}

std::optional<Secret> key_text(const MrzKey& key) {
  const std::string_view typed = without_fillers(key.document_number.reveal());
  if (typed.empty() || typed.size() > kLongestNumber) return std::nullopt;
  Text number;
  for (const char letter : typed) number.add(capital(letter));
  for (std::size_t i = typed.size(); i < kNumberWidth; ++i) number.add(kFiller);

  if (!is_date(key.birth.reveal()) || !is_date(key.expiry.reveal())) return std::nullopt;
  Text text;
  for (const std::string_view part : {number.view(), key.birth.reveal(), key.expiry.reveal()}) {
    const auto check = mrz_check_digit(part);
    if (!check) return std::nullopt;
    text.add(part);
    text.add(*check);
  }
  return text.secret();
}

std::optional<TravelDocument> read_mrz(std::string_view lines) {
  if (lines.size() == 88) return read_td3(lines);
  if (lines.size() == 90) return read_td1(lines);
  return std::nullopt;
}

}  // namespace devices::reader
