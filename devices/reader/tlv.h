// SPDX-License-Identifier: GPL-3.0-or-later
// BER-TLV as cards speak it (ISO 7816-4, ISO 8825-1), read in place: tags of up to three bytes,
// lengths of up to 64 KiB, never the indefinite one. Pure; what it returns are views into what it
// was given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace devices::reader {

struct Tlv {
  std::uint32_t tag = 0;  // its bytes as a number: 0x7C, 0x5F1F, 0x5FC101
  std::span<const std::uint8_t> value;
};

// The objects of one level, in their order. Bytes 00 between objects are padding.
class TlvReader {
 public:
  explicit TlvReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  // None at the end, and for ever from the first object that breaks the rules or is cut off.
  [[nodiscard]] std::optional<Tlv> next();
  // Whether the end was reached object by object.
  [[nodiscard]] bool whole() const { return !broken_ && rest_.empty(); }

 private:
  std::span<const std::uint8_t> rest_;
  bool broken_ = false;
};

inline constexpr std::size_t kDeepestTlv = 4;

// The value at the end of a path of tags, outermost first, at most kDeepestTlv of them. None when
// a level on the way is not whole, or does not hold its tag exactly once.
[[nodiscard]] std::optional<std::span<const std::uint8_t>> find_tlv(
    std::span<const std::uint8_t> bytes, std::initializer_list<std::uint32_t> path);

}  // namespace devices::reader
