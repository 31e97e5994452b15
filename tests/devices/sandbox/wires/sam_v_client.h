// SPDX-License-Identifier: GPL-3.0-or-later
// A host of the SAM_V that sends literal bytes and takes whatever comes. For tests only.
#pragma once

#include <functional>
#include <numeric>
#include <optional>

#include "devices/sandbox/wires/sam_v_line.h"
#include "tests/devices/sandbox/wires/serial_client.h"

namespace sandbox {

inline std::uint8_t check_byte(ByteView bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), std::uint8_t{0}, std::bit_xor<>());
}

struct SamVClient {
  explicit SamVClient(const SamVLine& sam) : line(sam.path()) {}

  void send(Bytes after_preamble) {
    Bytes frame{0xaa, 0xaa, 0xaa, 0x96, 0x69};
    frame.insert(frame.end(), after_preamble.begin(), after_preamble.end());
    line.write(frame);
  }

  // A whole answer frame, by its own LEN; whatever came when it does not come.
  Bytes frame(std::chrono::milliseconds within = std::chrono::seconds(4)) {
    Bytes got = line.read(7, within);
    if (got.size() < 7) return got;
    const std::size_t length = static_cast<std::size_t>(got[5]) << 8 | got[6];
    const Bytes rest = line.read(length, within);
    got.insert(got.end(), rest.begin(), rest.end());
    return got;
  }

  Bytes ask(Bytes after_preamble) {
    send(std::move(after_preamble));
    return frame();
  }

  Bytes reset() { return ask({0x00, 0x03, 0x10, 0xff, 0xec}); }
  Bytes status() { return ask({0x00, 0x03, 0x11, 0xff, 0xed}); }
  Bytes identity() { return ask({0x00, 0x03, 0x12, 0xff, 0xee}); }
  Bytes find() { return ask({0x00, 0x03, 0x20, 0x01, 0x22}); }
  Bytes select() { return ask({0x00, 0x03, 0x20, 0x02, 0x21}); }
  Bytes read() { return ask({0x00, 0x03, 0x30, 0x01, 0x32}); }
  Bytes read_with_fingers() { return ask({0x00, 0x03, 0x30, 0x10, 0x23}); }
  Bytes read_address() { return ask({0x00, 0x03, 0x30, 0x03, 0x30}); }

  SerialClient line;
};

// SW3 of a whole frame whose LEN and CHK are right; nullopt for anything else.
inline std::optional<int> sw3(const Bytes& frame) {
  if (frame.size() < 11) return std::nullopt;
  const std::size_t length = static_cast<std::size_t>(frame[5]) << 8 | frame[6];
  if (frame.size() != 7 + length) return std::nullopt;
  if (check_byte(ByteView(frame).subspan(5)) != 0) return std::nullopt;
  return frame[9];
}

}  // namespace sandbox
