// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/ber.h"

#include <cassert>

namespace sandbox {

Bytes ber(std::uint32_t tag, ByteView value) {
  assert(value.size() < 0x10000);
  Bytes object;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto byte = static_cast<std::uint8_t>(tag >> shift & 0xff);
    if (byte != 0 || !object.empty()) object.push_back(byte);
  }
  const auto high = static_cast<std::uint8_t>(value.size() >> 8);
  const auto low = static_cast<std::uint8_t>(value.size() & 0xff);
  if (value.size() >= 0x100) {
    object.insert(object.end(), {0x82, high, low});
  } else if (value.size() >= 0x80) {
    object.insert(object.end(), {0x81, low});
  } else {
    object.push_back(low);
  }
  object.insert(object.end(), value.begin(), value.end());
  return object;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes whole;
  for (const Bytes& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

std::optional<ByteView> ber_value(ByteView objects, std::uint8_t tag) {
  while (objects.size() >= 2) {
    // What a reader sends is short.
    const std::size_t length = objects[1];
    if (length >= 0x80 || objects.size() < 2 + length) return std::nullopt;
    const ByteView value = objects.subspan(2, length);
    if (objects[0] == tag) return value;
    objects = objects.subspan(2 + length);
  }
  return std::nullopt;
}

}  // namespace sandbox
