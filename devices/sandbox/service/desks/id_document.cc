// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/id_document.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/wire/error.h"

namespace service {
namespace {

using namespace std::chrono;

bool is_figure(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

[[noreturn]] void refuse(const JsonView& in, std::string_view member) {
  throw Refusal{Code::bad_id, {in.path() + "." + std::string(member)}, {}};
}

std::optional<Day> birth_in(std::string_view number) {
  const auto value = [&](std::size_t from, std::size_t count) {
    int sum = 0;
    for (const char c : number.substr(from, count)) sum = sum * 10 + (c - '0');
    return sum;
  };
  const year_month_day date{year{value(6, 4)}, month{static_cast<unsigned>(value(10, 2))},
                            day{static_cast<unsigned>(value(12, 2))}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

// The number holds by its check digit and begins as its kind does.
bool holds(DocumentKind kind, std::string_view number, bool practice) {
  switch (kind) {
    case DocumentKind::resident:
      // Area 99 exists nowhere: the mark of invented people.
      return has_valid_check_digit(number) && number.starts_with("99") == practice;
    case DocumentKind::hmt_permit:
      return has_valid_check_digit(number) &&
             (number.starts_with("81") || number.starts_with("82") || number.starts_with("83"));
    case DocumentKind::foreign_permit:
      if (number.size() == 18) return has_valid_check_digit(number) && number.starts_with("9");
      return number.size() == 15 && std::all_of(number.begin(), number.begin() + 3, is_capital) &&
             std::all_of(number.begin() + 3, number.end(), is_figure);
    case DocumentKind::passport:
      return number.size() >= 5 && number.size() <= 20 &&
             std::all_of(number.begin(), number.end(),
                         [](char c) { return is_figure(c) || is_capital(c); });
  }
  return false;
}

// Splits UTF-8 at code points; a stray byte stands for itself.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> list;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    list.push_back(text.substr(i, length));
    i += length;
  }
  return list;
}

std::string folded(std::string_view name) {
  // U+00B7, U+2022, U+2027, U+22C5, U+30FB, U+FF65: input methods and cards disagree about the dot.
  constexpr std::array<std::string_view, 6> kDots{"\u00B7", "\u2022", "\u2027",
                                                  "\u22C5", "\u30FB", "\uFF65"};
  constexpr std::array<std::string_view, 3> kSpaces{" ", "\u00A0", "\u3000"};
  std::string out;
  for (const std::string_view c : characters(name)) {
    if (std::find(kSpaces.begin(), kSpaces.end(), c) != kSpaces.end()) continue;
    if (std::find(kDots.begin(), kDots.end(), c) != kDots.end()) {
      out += kDots.front();
    } else if (c.size() == 1 && c[0] >= 'a' && c[0] <= 'z') {
      out += static_cast<char>(c[0] - 'a' + 'A');
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string_view name_of(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::resident:
      return "NI";
    case DocumentKind::hmt_permit:
      return "HMT";
    case DocumentKind::foreign_permit:
      return "FR";
    case DocumentKind::passport:
      return "PP";
  }
  return "";
}

bool has_valid_check_digit(std::string_view number) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (number.size() != 18) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    if (!is_figure(number[i])) return false;
    sum += (number[i] - '0') * kWeights[i];
  }
  return number[17] == "10X98765432"[sum % 11];
}

IdDocument read_id_document(const JsonView& in, bool practice, bool named) {
  in.only({"kind", "number", "name", "birth"});
  IdDocument document;
  const JsonView kind_in = in.at("kind");
  const std::string kind = kind_in.text(8);
  constexpr std::array kKinds{DocumentKind::resident, DocumentKind::hmt_permit,
                              DocumentKind::foreign_permit, DocumentKind::passport};
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](DocumentKind known) { return kind == name_of(known); });
  if (found == kKinds.end()) kind_in.fail("is no kind of document that is known");
  document.kind = *found;
  document.number = in.at("number").text(32);
  for (char& c : document.number) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  // GB 11643 leaves 25 Chinese characters; a Latin or Uyghur name is longer.
  if (named || in.find("name")) document.name = in.at("name").text(200);
  if (!holds(document.kind, document.number, practice)) refuse(in, "number");
  std::optional<Day> told;
  if (const auto birth = in.find("birth")) told = birth->day();
  const bool speaks = document.number.size() == 18 && document.kind != DocumentKind::passport;
  const auto spoken = speaks ? birth_in(document.number) : std::nullopt;
  if (speaks && !spoken) refuse(in, "number");
  if (!speaks && !told) in.at("birth").fail("is missing");
  if (spoken && told && *spoken != *told) refuse(in, "birth");
  document.birth = spoken ? *spoken : *told;
  return document;
}

bool same_name(std::string_view a, std::string_view b) { return folded(a) == folded(b); }

std::string masked_name(std::string_view name) {
  const auto parts = characters(name);
  if (parts.empty()) return {};
  std::string out(parts.front());
  out += '*';
  if (parts.size() > 2) out += parts.back();
  return out;
}

std::string masked_for_screen(std::string_view number) {
  // A short passport number would be told by seven of its characters.
  const std::size_t front = number.size() >= 12 ? 3 : 0;
  const std::size_t back = number.size() >= 12 ? 4 : 2;
  std::string out(number.substr(0, front));
  out.append(number.size() - front - back, '*');
  out += number.substr(number.size() - back);
  return out;
}

std::string masked_for_paper(std::string_view number) {
  const std::size_t front = number.size() == 18 ? 6 : 0;
  std::string out(number.substr(0, front));
  out.append(number.size() - front - 4, '*');
  out += number.substr(number.size() - 4);
  return out;
}

}  // namespace service
