// SPDX-License-Identifier: GPL-3.0-or-later
// Command APDUs of ISO 7816-4 in their short forms, and the words a card answers. Values, free of
// state; views into what was heard.
#pragma once

#include <optional>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

struct CommandApdu {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  ByteView data;
  std::optional<std::size_t> wanted;  // Le; 00 is 256

  // nullopt when the lengths do not fit the bytes.
  static std::optional<CommandApdu> read(ByteView apdu);
};

Bytes status(std::uint16_t word);
Bytes with_status(ByteView data, std::uint16_t word = 0x9000);

}  // namespace sandbox
