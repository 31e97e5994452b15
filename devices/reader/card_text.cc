// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_text.h"

#include <cassert>
#include <optional>

namespace devices::reader {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_high(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// Private-use characters stand on cards: rare names use them, and a name is never refused for its
// script.
bool may_stand_on_a_card(char32_t point) {
  if (point < 0x20 || (point >= 0x7F && point < 0xA0)) return false;
  if (point >= 0xFDD0 && point <= 0xFDEF) return false;
  return (point & 0xFFFE) != 0xFFFE;
}

// Takes one character off the front of the field; none when there is no character there.
std::optional<char32_t> next(std::span<const std::uint8_t>& field) {
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(field[at] | field[at + 1] << 8);
  };
  char32_t point = unit(0);
  std::size_t size = 2;
  bool good = !is_low(point);
  if (is_high(point)) {
    good = field.size() >= 4 && is_low(unit(2));
    if (good) {
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(2) - 0xDC00);
      size = 4;
    }
  }
  field = field.subspan(size);
  if (!good || !may_stand_on_a_card(point)) return std::nullopt;
  return point;
}

}  // namespace

bool CardText::append(std::span<const std::uint8_t> field) {
  assert(field.size() % 2 == 0);
  while (!field.empty()) {
    const auto point = next(field);
    if (!point) return false;
    put(*point);
  }
  return true;
}

void CardText::append_mended(std::span<const std::uint8_t> field) {
  assert(field.size() % 2 == 0);
  while (!field.empty()) put(next(field).value_or(kReplacement));
}

void CardText::trim() {
  while (size_ > 0 && bytes_[size_ - 1] == ' ') --size_;
}

void CardText::put(char32_t point) {
  const auto byte = [&](char32_t value) {
    assert(size_ < bytes_.size());
    bytes_[size_++] = static_cast<char>(value);
  };
  const auto tail = [&](int shift) { byte(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12);
    tail(6);
  } else {
    byte(0xF0 | point >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
}

}  // namespace devices::reader
