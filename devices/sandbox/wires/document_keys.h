// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a travel document's chip and what is done with them (ICAO Doc 9303-11): triple DES of
// two keys in CBC mode, the MAC that goes with it, both from printed lines or a handshake. Values.
#pragma once

#include <array>
#include <string_view>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

struct DocumentKeys {
  std::array<std::uint8_t, 16> secrecy{};
  std::array<std::uint8_t, 16> seal{};

  // From a key seed: the first 16 bytes of a SHA-1, or what both sides drew by lot.
  static DocumentKeys from_seed(ByteView seed);
  // From the printed lines, 88 characters of a passport or 90 of a card.
  static DocumentKeys from_lines(std::string_view lines);

  // Whole blocks of eight bytes, with a first block of zeros before them.
  Bytes encrypted(ByteView plain) const;
  Bytes decrypted(ByteView secret) const;
  // Eight bytes over a message of any length.
  Bytes mac(ByteView message) const;
};

// ISO 9797-1, method 2: 80, then zeros up to a whole block; and back, empty when nothing of the
// kind is there.
Bytes padded(ByteView bytes);
Bytes unpadded(ByteView bytes);

}  // namespace sandbox
