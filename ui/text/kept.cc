// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/kept.h"

#include <algorithm>
#include <string_view>

namespace text {
namespace {

// Units of two characters; any single ideograph after a number counts as its unit anyway.
constexpr std::u32string_view kLongUnits[] = {
    U"分钟", U"小时", U"秒钟", U"公里", U"厘米", U"毫米", U"公斤", U"千克", U"星期", U"个月",
    U"号楼", U"号窗", U"毫升", U"分鐘", U"小時", U"秒鐘", U"個月", U"號樓", U"號窗"};
// After these a date or a time goes on with the next number.
constexpr std::u32string_view kChainUnits = U"年月点时分點時";
// Before a number.
constexpr std::u32string_view kPrefixes[] = {U"上午", U"下午", U"早上", U"晚上", U"中午", U"凌晨",
                                             U"第",   U"约",   U"共",   U"¥",    U"￥",   U"$",
                                             U"№",    U"+",    U"−",    U"約"};
// Between two digits.
constexpr std::u32string_view kInner = U".,:：/-–~～";

bool is_digit(char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'０' && c <= U'９'); }
bool is_ideograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
}
bool is_latin(char32_t c) { return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z'); }
bool is_sign(char32_t c) {
  return std::u32string_view(U"%％‰℃℉°").find(c) != std::u32string_view::npos;
}

class Keeper {
 public:
  explicit Keeper(std::span<const Character> text)
      : text_(text), holds_(text.size(), Hold::loose) {}

  std::vector<Hold> run() {
    for (std::size_t i = 0; i < text_.size();) {
      if (!is_digit(at(i))) {
        ++i;
        continue;
      }
      keep_prefix(i);
      i = keep_unit(keep_digits(i));
    }
    return std::move(holds_);
  }

 private:
  char32_t at(std::size_t i) const { return i < text_.size() ? text_[i].code_point : 0; }

  std::size_t skip_space(std::size_t i) const { return at(i) == U' ' ? i + 1 : i; }

  // Holds each character of (first, last] to the one before.
  void keep(std::size_t first, std::size_t last, Hold hold = Hold::whole) {
    for (std::size_t i = first + 1; i <= last; ++i) holds_[i] = std::max(holds_[i], hold);
  }

  bool matches(std::size_t i, std::u32string_view word) const {
    for (std::size_t k = 0; k < word.size(); ++k) {
      if (at(i + k) != word[k]) return false;
    }
    return true;
  }

  void keep_prefix(std::size_t digits) {
    const std::size_t end = digits > 0 && at(digits - 1) == U' ' ? digits - 1 : digits;
    for (const std::u32string_view prefix : kPrefixes) {
      if (end >= prefix.size() && matches(end - prefix.size(), prefix))
        keep(end - prefix.size(), digits);
    }
  }

  // From the first digit; returns the place after the number.
  std::size_t keep_digits(std::size_t begin) {
    std::size_t end = begin + 1;
    while (true) {
      const bool inner =
          at(end) == U' ' || kInner.find(at(end)) != kInner.npos;  // also 138 0000 0000
      if (is_digit(at(end))) {
        ++end;
      } else if (inner && is_digit(at(end + 1))) {
        end += 2;
      } else {
        break;
      }
    }
    keep(begin, end - 1);
    return end;
  }

  // From the place after the number; returns where to go on.
  std::size_t keep_unit(std::size_t end) {
    const std::size_t unit = skip_space(end);
    const char32_t first = at(unit);
    if (!is_ideograph(first) && !is_latin(first) && !is_sign(first)) return end;
    std::size_t length = 1;
    for (const std::u32string_view word : kLongUnits) {
      if (matches(unit, word)) length = word.size();
    }
    keep(end - 1, unit + length - 1);
    const std::size_t next = skip_space(unit + length);
    if (length == 1 && kChainUnits.find(first) != kChainUnits.npos && is_digit(at(next))) {
      keep(unit, next, Hold::linked);
    }
    return unit + length;
  }

  std::span<const Character> text_;
  std::vector<Hold> holds_;
};

}  // namespace

std::vector<Hold> holds(std::span<const Character> characters) { return Keeper(characters).run(); }

}  // namespace text
