// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/print_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace visit {

namespace {

constexpr std::size_t kLongestMachineCode = 8;
constexpr std::size_t kAfterMachine = std::string_view{"-210126-0042-7"}.size();

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// The Luhn figure of ISO 6166 over "GC07-210126-0042": letters as 10 to 35, hyphens skipped.
char check_figure(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits.push_back(c);
    if (is_capital(c)) digits += fmt::format("{}", c - 'A' + 10);
  }
  int sum = 0;
  bool doubled = true;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

bool is_open(SheetState state) { return state <= SheetState::sent; }

std::string_view name(SheetState state) {
  switch (state) {
    case SheetState::reserved:
      return "reserved";
    case SheetState::created:
      return "created";
    case SheetState::sending:
      return "sending";
    case SheetState::sent:
      return "sent";
    case SheetState::printed:
      return "printed";
    case SheetState::not_printed:
      return "not_printed";
    case SheetState::unknown:
      return "unknown";
    case SheetState::voided:
      return "voided";
    case SheetState::replaced:
      return "replaced";
  }
  return "";
}

bool is_machine_code(std::string_view text) {
  return !text.empty() && text.size() <= kLongestMachineCode &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_capital(c); });
}

std::string serial(std::string_view machine, Date day, int number) {
  assert(is_machine_code(machine) && day.ok() && number >= 1 && number <= kSheetsADay);
  const std::string text =
      fmt::format("{}-{:02}{:02}{:02}-{:04}", machine, static_cast<int>(day.year()) % 100,
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), number);
  return text + '-' + check_figure(text);
}

bool is_serial(std::string_view text) {
  if (text.size() <= kAfterMachine) return false;
  const std::string_view rest = text.substr(text.size() - kAfterMachine);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const bool hyphen = i == 0 || i == 7 || i == 12;
    if (hyphen ? rest[i] != '-' : !is_digit(rest[i])) return false;
  }
  return is_machine_code(text.substr(0, text.size() - kAfterMachine)) &&
         check_figure(text.substr(0, text.size() - 2)) == text.back();
}

std::string_view machine_of(std::string_view serial) {
  return is_serial(serial) ? serial.substr(0, serial.size() - kAfterMachine) : std::string_view{};
}

}  // namespace visit
