// SPDX-License-Identifier: GPL-3.0-or-later
// Text as identity cards store it: fields of UTF-16LE, padded with blanks. It becomes UTF-8 in a
// buffer that is wiped when it dies. Pure; not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kiosk/visit/secret.h"

namespace devices::reader {

class CardText {
 public:
  // The longest field of all, the Latin name of 2017, in units of two bytes.
  static constexpr std::size_t kMostUnits = 60;

  CardText() = default;
  CardText(const CardText&) = delete;
  CardText& operator=(const CardText&) = delete;
  ~CardText() { visit::wipe(bytes_.data(), bytes_.size()); }

  // Appends a field of an even number of bytes; kMostUnits for all that is appended. False when it
  // is no text: half a surrogate pair, or a character that nothing is written with.
  [[nodiscard]] bool append(std::span<const std::uint8_t> field);
  // The same, but U+FFFD stands where no text is: for what nobody is known by.
  void append_mended(std::span<const std::uint8_t> field);
  // Trailing blanks are the card's padding; blanks inside are the text's.
  void trim();

  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }
  [[nodiscard]] visit::Secret secret() const { return visit::Secret(view()); }

 private:
  void put(char32_t point);

  std::array<char, 3 * kMostUnits> bytes_{};  // 3 bytes a unit: a pair of units takes 4
  std::size_t size_ = 0;
};

}  // namespace devices::reader
