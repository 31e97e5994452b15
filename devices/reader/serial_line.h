// SPDX-License-Identifier: GPL-3.0-or-later
// A serial device in raw mode, 8N1, held by this process alone (flock). Every wait ends by a
// deadline; a line that is cut says so at once. One thread owns it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/deadline.h"

namespace devices::reader {

enum class LineTrouble {
  silent,   // nothing came in time
  garbled,  // something came, but no frame of this protocol
  gone,     // no such device, cut, or held by another process
};

// An open descriptor, closed when it dies.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }
  void close();

 private:
  int fd_ = -1;
};

// Opens a device for this process alone. The lock lives as long as the descriptor.
[[nodiscard]] tl::expected<Descriptor, LineTrouble> open_alone(const std::string& device);
// Whether the far end of an open device has gone.
[[nodiscard]] bool hung_up(const Descriptor& device);

class SerialLine {
 public:
  // `baud` is one of 9600, 19200, 38400, 57600, 115200.
  [[nodiscard]] static tl::expected<SerialLine, LineTrouble> open(const std::string& device,
                                                                  int baud);

  [[nodiscard]] tl::expected<void, LineTrouble> set_baud(int baud);
  [[nodiscard]] tl::expected<void, LineTrouble> write(std::span<const std::uint8_t> bytes,
                                                      Deadline deadline);
  // At least one byte, or trouble.
  [[nodiscard]] tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                                            Deadline deadline);
  // Drops what has arrived and was not asked for.
  void discard();
  // Drops what is still arriving, until the line was quiet for 40 ms (35 characters at 9600 baud)
  // or for 400 ms at most: a flush alone leaves the bytes that are still on their way.
  void drain();
  [[nodiscard]] bool cut() const { return hung_up(device_); }

 private:
  explicit SerialLine(Descriptor device) : device_(std::move(device)) {}

  Descriptor device_;
};

}  // namespace devices::reader
