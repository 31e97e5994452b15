// SPDX-License-Identifier: GPL-3.0-or-later
// What of a reader's line may be written down (docs/wire.md §10): cuts one direction's bytes into
// frames and says which of them are nobody's. A byte is hidden unless its frame is whole, adds up,
// and is known to hold nothing of a card in that place. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace devices::reader {

enum class Direction { to_device, to_host };

enum class WireProtocol { sam_v, pn532 };

// One frame, or noise. None while the size is 0: it takes more bytes to tell.
struct Piece {
  std::size_t size = 0;
  std::vector<bool> shown;  // a flag a byte

  static Piece hidden(std::size_t size) { return {size, std::vector<bool>(size, false)}; }
};

class WireMask {
 public:
  virtual ~WireMask() = default;
  WireMask(const WireMask&) = delete;
  WireMask& operator=(const WireMask&) = delete;

  // The first piece of `bytes`, which follow what was cut before. With `last` nothing more belongs
  // to them: then the size is 0 only for no bytes at all. Remembers the last command, since only
  // its answer is believed.
  [[nodiscard]] virtual Piece cut(Direction direction, std::span<const std::uint8_t> bytes,
                                  bool last) = 0;

 protected:
  WireMask() = default;
};

[[nodiscard]] std::unique_ptr<WireMask> sam_v_mask();
[[nodiscard]] std::unique_ptr<WireMask> pn532_mask();

}  // namespace devices::reader
