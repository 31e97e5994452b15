// SPDX-License-Identifier: GPL-3.0-or-later
// A line of bytes with a clock of its own: whoever speaks over it waits by that clock, so that a
// test can let time pass. Every wait ends by the instant it is given. One thread owns it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tl/expected.hpp>

#include "devices/reader/deadline.h"

namespace devices::reader {

enum class LineTrouble {
  silent,   // nothing came in time
  garbled,  // something came, but no frame of this protocol
  gone,     // no such device, cut, or held by another process
};

class Line {
 public:
  virtual ~Line() = default;

  [[nodiscard]] virtual Instant now() const = 0;
  // `baud` is one of 9600, 19200, 38400, 57600, 115200.
  [[nodiscard]] virtual tl::expected<void, LineTrouble> set_baud(int baud) = 0;
  [[nodiscard]] virtual tl::expected<void, LineTrouble> write(std::span<const std::uint8_t> bytes,
                                                              Instant until) = 0;
  // At least one byte, or trouble.
  [[nodiscard]] virtual tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                                                    Instant until) = 0;
  // Drops what has arrived and was not asked for.
  virtual void discard() = 0;
  // Whether the far end has gone.
  [[nodiscard]] virtual bool cut() const = 0;

 protected:
  Line() = default;
  Line(const Line&) = default;
  Line& operator=(const Line&) = default;
};

// Drops what is still arriving, until the line was quiet for 40 ms (35 characters at 9600 baud) or
// for 400 ms at most: a flush alone leaves the bytes that are still on their way.
void drain(Line& line);

}  // namespace devices::reader
