// SPDX-License-Identifier: GPL-3.0-or-later
// A serial device in raw mode, 8N1, held by this process alone (flock). A line that is cut says so
// at once. One thread owns it.
#pragma once

#include <memory>
#include <string>

#include "devices/reader/line.h"

namespace devices::reader {

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

class SerialLine final : public Line {
 public:
  // `baud` as set_baud() takes it.
  [[nodiscard]] static tl::expected<std::unique_ptr<SerialLine>, LineTrouble> open(
      const std::string& device, int baud);

  [[nodiscard]] Instant now() const override { return monotonic_now(); }
  [[nodiscard]] tl::expected<void, LineTrouble> set_baud(int baud) override;
  [[nodiscard]] tl::expected<void, LineTrouble> write(std::span<const std::uint8_t> bytes,
                                                      Instant until) override;
  [[nodiscard]] tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                                            Instant until) override;
  void discard() override;
  [[nodiscard]] bool cut() const override { return hung_up(device_); }
  // To wait on together with other descriptors.
  [[nodiscard]] const Descriptor& descriptor() const { return device_; }

 private:
  explicit SerialLine(Descriptor device) : device_(std::move(device)) {}

  Descriptor device_;
};

}  // namespace devices::reader
