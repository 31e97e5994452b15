// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/tlv.h"

namespace devices::reader {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kLongestValue = std::size_t{64} * 1024;
constexpr std::size_t kLongestTag = 3;
constexpr std::uint8_t kTagGoesOn = 0x1f;   // all five low bits of the first byte
constexpr std::uint8_t kByteGoesOn = 0x80;  // of each later byte

// Takes the tag off the front of `bytes`.
std::optional<std::uint32_t> take_tag(Bytes& bytes) {
  std::uint32_t tag = 0;
  for (std::size_t i = 0; i < kLongestTag && i < bytes.size(); ++i) {
    const std::uint8_t byte = bytes[i];
    // A number that begins with zeros has a shorter form: two spellings are one too many.
    if (i == 1 && byte == kByteGoesOn) return std::nullopt;
    tag = tag << 8 | byte;
    const bool goes_on =
        i == 0 ? (byte & kTagGoesOn) == kTagGoesOn : (byte & kByteGoesOn) == kByteGoesOn;
    if (goes_on) continue;
    bytes = bytes.subspan(i + 1);
    return tag;
  }
  return std::nullopt;
}

std::optional<std::size_t> take_length(Bytes& bytes) {
  if (bytes.empty()) return std::nullopt;
  const std::uint8_t first = bytes[0];
  bytes = bytes.subspan(1);
  if (first < 0x80) return first;
  const std::size_t count = first & 0x7fU;  // 0: the indefinite form
  if (count < 1 || count > 3 || count > bytes.size()) return std::nullopt;
  std::size_t length = 0;
  for (const std::uint8_t byte : bytes.first(count)) length = length << 8 | byte;
  if (length > kLongestValue) return std::nullopt;
  bytes = bytes.subspan(count);
  return length;
}

}  // namespace

std::optional<Tlv> TlvReader::next() {
  if (broken_) return std::nullopt;
  while (!rest_.empty() && rest_[0] == 0x00) rest_ = rest_.subspan(1);
  if (rest_.empty()) return std::nullopt;
  const auto tag = take_tag(rest_);
  const auto length = tag ? take_length(rest_) : std::nullopt;
  if (!length || *length > rest_.size()) {
    broken_ = true;
    return std::nullopt;
  }
  const Tlv object{*tag, rest_.first(*length)};
  rest_ = rest_.subspan(*length);
  return object;
}

std::optional<Bytes> find_tlv(Bytes bytes, std::initializer_list<std::uint32_t> path) {
  if (path.size() == 0 || path.size() > kDeepestTlv) return std::nullopt;
  for (const std::uint32_t tag : path) {
    TlvReader level(bytes);
    std::size_t times = 0;
    Bytes value;
    while (const auto object = level.next()) {
      if (object->tag != tag) continue;
      value = object->value;
      ++times;
    }
    if (!level.whole() || times != 1) return std::nullopt;
    bytes = value;
  }
  return bytes;
}

}  // namespace devices::reader
