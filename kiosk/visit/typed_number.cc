// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/typed_number.h"

#include <algorithm>
#include <array>

#include "kiosk/visit/identity.h"

namespace visit {

namespace {

constexpr std::size_t kOld = 15;
constexpr std::size_t kNew = 18;

std::optional<Date> birth_in(std::string_view number) {
  const auto value = [number](std::size_t at, std::size_t size) {
    int result = 0;
    for (const char digit : number.substr(at, size)) result = result * 10 + (digit - '0');
    return result;
  };
  const Date date{std::chrono::year{value(6, 4)},
                  std::chrono::month{static_cast<unsigned>(value(10, 2))},
                  std::chrono::day{static_cast<unsigned>(value(12, 2))}};
  if (!date.ok() || date.year() < std::chrono::year{1850}) return std::nullopt;
  return date;
}

}  // namespace

std::optional<char> number_character(char32_t typed) {
  constexpr char32_t kFullWidth = 0xFF01 - U'!';
  if (typed > kFullWidth) typed -= kFullWidth;
  if (typed >= U'0' && typed <= U'9') return static_cast<char>(typed);
  if (typed == U'x' || typed == U'X') return 'X';
  return std::nullopt;
}

std::optional<Button> key_of(char32_t typed) {
  const auto character = number_character(typed);
  if (!character) return std::nullopt;
  if (*character == 'X') return Button::key_x;
  return static_cast<Button>(static_cast<int>(Button::key_0) + (*character - '0'));
}

std::optional<char> character_of(Button key) {
  if (key == Button::key_x) return 'X';
  if (key < Button::key_0 || key > Button::key_9) return std::nullopt;
  return static_cast<char>('0' + (static_cast<int>(key) - static_cast<int>(Button::key_0)));
}

tl::expected<TypedNumber, NumberTrouble> complete(std::string_view typed, Date today) {
  if (typed.size() != kOld && typed.size() != kNew) return tl::unexpected(NumberTrouble::length);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  // Only the check character may be an X, and a number of 15 has none.
  const std::size_t digits = typed.size() == kNew ? kNew - 1 : kOld;
  if (!std::all_of(typed.begin(), typed.begin() + static_cast<std::ptrdiff_t>(digits), is_digit)) {
    return tl::unexpected(NumberTrouble::shape);
  }
  std::array<char, kNew> number{};
  if (typed.size() == kNew) {
    std::copy(typed.begin(), typed.end(), number.begin());
  } else {
    std::copy_n(typed.begin(), 6, number.begin());
    number[6] = '1';
    number[7] = '9';
    std::copy(typed.begin() + 6, typed.end(), number.begin() + 8);
    number.back() = check_character({number.data(), kNew - 1});
  }
  const std::string_view whole(number.data(), number.size());
  const auto birth = birth_in(whole);
  tl::expected<TypedNumber, NumberTrouble> result = tl::unexpected(NumberTrouble::birth);
  if (birth && *birth <= today) {
    if (has_valid_check_digit(whole)) {
      result = TypedNumber{Secret(whole), *birth};
    } else {
      result = tl::unexpected(NumberTrouble::check);
    }
  }
  wipe(number.data(), number.size());
  return result;
}

}  // namespace visit
