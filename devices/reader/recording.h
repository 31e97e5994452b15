// SPDX-License-Identifier: GPL-3.0-or-later
// Writes down what was said on a reader's line, a frame a line of text (docs/wire.md §10). Bytes
// that may be somebody's are written "--", whatever the chunks they came in and however they were
// spoilt, unless it is asked for them. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "devices/reader/deadline.h"
#include "devices/reader/wire_mask.h"

namespace devices::reader {

class Recording {
 public:
  // Takes lines, each with its end. What it is given is personal if the recording is unmasked.
  using Write = std::function<void(std::string_view)>;

  // The first lines of the file.
  [[nodiscard]] static std::string header(WireProtocol protocol);

  Recording(WireProtocol protocol, bool unmasked, Write write);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording() { finish(); }

  // Bytes as they came by, `at` since the beginning. A frame is written once it is whole, half of
  // one when the other side speaks.
  void hear(Direction direction, Instant at, std::span<const std::uint8_t> bytes);
  // Writes what is left; more may be heard after it.
  void finish();

 private:
  // Bytes of one direction that are not written yet. Wiped as they go.
  class Side {
   public:
    Side() = default;
    Side(const Side&) = delete;
    Side& operator=(const Side&) = delete;
    ~Side();

    // Takes as many as there is room for, and says how many.
    std::size_t append(Instant at, std::span<const std::uint8_t> bytes);
    void drop(std::size_t count);
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {room_.data(), size_}; }
    [[nodiscard]] bool full() const { return size_ == room_.size(); }
    // When the first of them came.
    [[nodiscard]] Instant came() const { return arrivals_.front().at; }

   private:
    struct Arrival {
      Instant at;
      std::size_t size;
    };
    std::array<std::uint8_t, 4096> room_{};  // more than the longest frame of either protocol
    std::size_t size_ = 0;
    std::deque<Arrival> arrivals_;
  };

  void write_out(Direction direction, bool last);
  void write_line(Direction direction, const Side& side, const Piece& piece);
  [[nodiscard]] Side& side(Direction direction) {
    return direction == Direction::to_host ? to_host_ : to_device_;
  }

  const bool unmasked_;
  const Write write_;
  const std::unique_ptr<WireMask> mask_;
  Side to_device_;
  Side to_host_;
};

}  // namespace devices::reader
