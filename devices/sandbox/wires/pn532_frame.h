// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of the PN532's serial line, as docs/wire.md section 1 states them: what the host sends is
// taken apart, what the chip sends is put together. Promises that no byte sequence stops the reader
// for good. Not thread-safe.
#pragma once

#include <array>
#include <optional>
#include <variant>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

constexpr std::array<std::uint8_t, 6> kPn532Ack{0x00, 0x00, 0xff, 0x00, 0xff, 0x00};
constexpr std::array<std::uint8_t, 6> kPn532Nack{0x00, 0x00, 0xff, 0xff, 0x00, 0x00};
constexpr std::array<std::uint8_t, 8> kPn532Error{0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00};

struct Pn532HostAck {};
struct Pn532HostNack {};
struct Pn532BadFrame {};  // a wrong checksum, or not addressed to the chip
struct Pn532Command {
  Bytes bytes;  // the command byte and what follows it, without D4
};
using Pn532HostFrame = std::variant<Pn532HostAck, Pn532HostNack, Pn532BadFrame, Pn532Command>;

class Pn532FrameReader {
 public:
  void feed(ByteView bytes);
  // The next whole frame; wake-up bytes, preambles and noise between frames are passed over.
  std::optional<Pn532HostFrame> next();
  void clear() { bytes_.clear(); }

 private:
  Bytes bytes_;
};

// An answer frame; one that is too long for a normal frame is extended. `answer` is the command
// byte plus one and what follows it, without D5.
Bytes pn532_frame(ByteView answer);
Bytes pn532_extended_frame(ByteView answer);

}  // namespace sandbox
