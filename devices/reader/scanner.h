// SPDX-License-Identifier: GPL-3.0-or-later
// A scanner that is open, whichever way it is connected: its bytes, and the texts they make. One
// thread owns it.
#pragma once

#include "devices/reader/line.h"
#include "devices/reader/scan_framer.h"

namespace devices::reader {

class Scanner {
 public:
  virtual ~Scanner() = default;

  // At least one byte, or trouble: `silent` or `gone`.
  [[nodiscard]] virtual tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                                                    Instant until) = 0;
  // What the bytes just read say; every byte read is handed over once, in order, or dropped.
  [[nodiscard]] virtual Scans frame(std::span<const std::uint8_t> bytes, ScanFramer& framer) = 0;

 protected:
  Scanner() = default;
  Scanner(const Scanner&) = default;
  Scanner& operator=(const Scanner&) = default;
};

}  // namespace devices::reader
