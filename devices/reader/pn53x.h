// SPDX-License-Identifier: GPL-3.0-or-later
// The chip of an NFC reader, below libnfc's own commands: registers, status bytes, targets and the
// applications on them. It goes through two functions that Debian's libnfc exports without
// declaring them; another build of libnfc still works, with fewer answers. One thread owns it.
#pragma once

#include <nfc/nfc.h>

#include <cstdint>
#include <optional>
#include <span>
#include <tl/expected.hpp>
#include <vector>

#include "devices/reader/deadline.h"
#include "devices/reader/line.h"
#include "devices/reader/target.h"

namespace devices::reader {

// libnfc/chips/pn53x.h, libnfc 1.8.0. Null where this libnfc does not export it.
struct Pn53xExports {
  using Transceive = int(nfc_device*, const std::uint8_t* sent, std::size_t sent_size,
                         std::uint8_t* received, std::size_t room, int timeout_ms);
  using WriteRegister = int(nfc_device*, std::uint16_t address, std::uint8_t mask,
                            std::uint8_t value);

  Transceive* transceive = nullptr;
  WriteRegister* write_register = nullptr;

  // Looked up when the program runs.
  [[nodiscard]] static Pn53xExports of_libnfc();
};

// How one exchange over the air went.
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

class Pn53x {
 public:
  Pn53x() = default;
  // The device must outlive it.
  Pn53x(nfc_device* device, Pn53xExports exports) : device_(device), exports_(exports) {}

  // Whether cards of ISO 14443-4 can be talked to. Without it nobody may set them up for it:
  // libnfc's own reading of an ATS crashes.
  [[nodiscard]] bool takes_commands() const { return exports_.transceive != nullptr; }
  [[nodiscard]] bool takes_registers() const { return exports_.write_register != nullptr; }

  // Has the firmware look for cards of one type (InListPassiveTarget), and takes the first. Those
  // of ISO 14443-4 are set up for commands, if NP_AUTO_ISO14443_4 is on. None when no card was
  // listed, or one that answered wrongly: that is for raw frames to judge.
  [[nodiscard]] tl::expected<std::optional<Target>, LineTrouble> list(RadioType type);

  // Sends a frame without blocks or target number (InCommunicateThru); the chip adds and checks the
  // CRC. NP_EASY_FRAMING must be off.
  [[nodiscard]] AirAnswer exchange(std::span<const std::uint8_t> frame,
                                   std::span<std::uint8_t> answer);

  // Sends a command of at most 261 bytes to a listed target (InDataExchange) and returns its answer
  // with its status word, at most 262 bytes; the chip makes the blocks. Waits `time` at most.
  [[nodiscard]] tl::expected<std::vector<std::uint8_t>, Air> command(
      const Target& target, std::span<const std::uint8_t> apdu, Milliseconds time);

  // Writes the analogue and framing settings for type B that six public sources agree on. libnfc
  // itself leaves type A's 100 % modulation switched on. False when this libnfc gives no way to.
  [[nodiscard]] bool set_type_b_registers();

 private:
  tl::expected<std::optional<Target>, LineTrouble> list_with_libnfc(RadioType type);

  nfc_device* device_ = nullptr;
  Pn53xExports exports_;
};

}  // namespace devices::reader
