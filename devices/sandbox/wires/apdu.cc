// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/apdu.h"

namespace sandbox {

std::optional<CommandApdu> CommandApdu::read(ByteView apdu) {
  if (apdu.size() < 4) return std::nullopt;
  CommandApdu command{apdu[0], apdu[1], apdu[2], apdu[3], {}, std::nullopt};
  ByteView rest = apdu.subspan(4);
  if (rest.size() > 1) {
    const std::size_t length = rest[0];
    if (length == 0 || rest.size() < 1 + length) return std::nullopt;
    command.data = rest.subspan(1, length);
    rest = rest.subspan(1 + length);
  }
  if (rest.size() > 1) return std::nullopt;
  if (rest.size() == 1) command.wanted = rest[0] == 0 ? 256 : rest[0];
  return command;
}

Bytes status(std::uint16_t word) { return with_status({}, word); }

Bytes with_status(ByteView data, std::uint16_t word) {
  Bytes answer(data.begin(), data.end());
  answer.push_back(static_cast<std::uint8_t>(word >> 8));
  answer.push_back(static_cast<std::uint8_t>(word & 0xff));
  return answer;
}

}  // namespace sandbox
