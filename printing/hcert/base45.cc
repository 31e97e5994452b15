// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/base45.h"

#include <array>

namespace printing {
namespace {

constexpr std::uint8_t kNoDigit = 255;

constexpr std::array<std::uint8_t, 256> digits() {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  static_assert(alphabet.size() == 45);
  std::array<std::uint8_t, 256> table{};
  table.fill(kNoDigit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr auto kDigits = digits();

}  // namespace

std::optional<WipedBytes> read_base45(std::string_view text) {
  // Three characters carry two bytes, a last pair carries one; one character alone carries nothing.
  if (text.size() % 3 == 1) return std::nullopt;
  WipedBytes bytes;
  bytes.reserve(text.size() / 3 * 2 + 1);
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const bool triple = i + 2 < text.size();
    const unsigned c = kDigits[static_cast<unsigned char>(text[i])];
    const unsigned d = kDigits[static_cast<unsigned char>(text[i + 1])];
    const unsigned e = triple ? kDigits[static_cast<unsigned char>(text[i + 2])] : 0u;
    if (c == kNoDigit || d == kNoDigit || e == kNoDigit) return std::nullopt;
    const unsigned value = c + 45u * d + 45u * 45u * e;
    if (value > (triple ? 0xFFFFu : 0xFFu)) return std::nullopt;
    if (triple) bytes.push_back(static_cast<std::uint8_t>(value >> 8u));
    bytes.push_back(static_cast<std::uint8_t>(value & 0xFFu));
  }
  return bytes;
}

}  // namespace printing
