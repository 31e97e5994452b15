// SPDX-License-Identifier: GPL-3.0-or-later
// The two functions that Debian's libnfc exports without declaring them: they reach the chip's
// registers and its status byte. Looked up when the program runs, so that another build of libnfc
// still works, with fewer answers. Stateless.
#pragma once

#include <nfc/nfc.h>

#include <cstdint>
#include <span>

namespace devices::reader {

// How one raw exchange over the air went.
enum class Air {
  answered,
  nothing,  // no card answered in time
  garbled,  // bits came, but no frame: two cards at once, or one that moves
  line,     // the reader itself did not answer
};

struct AirAnswer {
  Air air = Air::nothing;
  std::size_t size = 0;
};

// Sends a frame without blocks or target number (InCommunicateThru); the chip adds and checks the
// CRC. NP_EASY_FRAMING must be off.
[[nodiscard]] AirAnswer exchange(nfc_device* device, std::span<const std::uint8_t> frame,
                                 std::span<std::uint8_t> answer);

// Writes the analogue and framing settings for type B that six public sources agree on. libnfc
// itself leaves type A's 100 % modulation switched on. False when this libnfc gives no way to.
[[nodiscard]] bool set_type_b_registers(nfc_device* device);

}  // namespace devices::reader
