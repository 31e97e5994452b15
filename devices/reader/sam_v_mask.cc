// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "devices/reader/wire_mask.h"

namespace devices::reader {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::array<std::uint8_t, 5> kMark{0xAA, 0xAA, 0xAA, 0x96, 0x69};
constexpr std::size_t kHead = kMark.size() + 2;
constexpr std::size_t kStatusBytes = 3;
// Text, photo and fingerprints with their head: no frame is longer.
constexpr std::size_t kLongest = kStatusBytes + 6 + 256 + 1024 + 1024 + 1;

constexpr unsigned kModuleId = 0x12FF;
constexpr std::size_t kModuleIdBytes = 16;
constexpr unsigned kRead = 0x3001;
constexpr unsigned kReadWithFingers = 0x3010;

std::size_t find_mark(Bytes bytes, std::size_t from) {
  const auto at = std::search(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(),
                              kMark.begin(), kMark.end());
  return static_cast<std::size_t>(at - bytes.begin());
}

// How many bytes of lengths stand before the text: 0 unless they say what the answer holds.
std::size_t head_of_read(unsigned command, Bytes data) {
  const auto number = [&](std::size_t at) {
    return static_cast<std::size_t>(data[at] << 8 | data[at + 1]);
  };
  const std::size_t head = command == kRead ? 4 : command == kReadWithFingers ? 6 : 0;
  if (head == 0 || data.size() < head || number(0) != 256 || number(2) != 1024) return 0;
  const std::size_t fingers = head == 6 ? number(4) : 0;
  if (fingers != 0 && fingers != 512 && fingers != 1024) return 0;
  return data.size() == head + 256 + 1024 + fingers ? head : 0;
}

class SamVMask final : public WireMask {
 public:
  Piece cut(Direction direction, Bytes bytes, bool last) override {
    if (bytes.empty()) return {};
    const std::size_t start = find_mark(bytes, 0);
    if (start > 0) return noise(direction, bytes, start, last);
    if (bytes.size() < kHead) return last ? Piece::hidden(bytes.size()) : Piece{};
    const auto length =
        static_cast<std::size_t>(bytes[kMark.size()] << 8 | bytes[kMark.size() + 1]);
    const std::size_t shortest = direction == Direction::to_device ? 3 : kStatusBytes + 1;
    if (length < shortest || length > kLongest)
      return noise(direction, bytes, find_mark(bytes, 1), last);
    if (bytes.size() < kHead + length) {
      return last ? noise(direction, bytes, find_mark(bytes, 1), last) : Piece{};
    }
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : bytes.subspan(kMark.size(), 2 + length)) sum ^= byte;
    if (sum != 0) return noise(direction, bytes, find_mark(bytes, 1), last);
    return direction == Direction::to_device ? request(bytes.first(kHead + length))
                                             : answer(bytes.first(kHead + length));
  }

 private:
  // Up to the next mark, or to the end of what will ever come.
  Piece noise(Direction direction, Bytes bytes, std::size_t next, bool last) {
    if (next == bytes.size() && !last) return {};
    if (direction == Direction::to_device) command_ = 0;  // perhaps it was another command
    return Piece::hidden(next);
  }

  // Commands carry no data that anybody knows of.
  Piece request(Bytes frame) {
    command_ = static_cast<unsigned>(frame[kHead] << 8 | frame[kHead + 1]);
    Piece piece = Piece::hidden(frame.size());
    const bool all = frame.size() == kHead + 3;
    std::fill_n(piece.shown.begin(), all ? frame.size() : kHead + 2, true);
    return piece;
  }

  Piece answer(Bytes frame) const {
    const Bytes data = frame.subspan(kHead + kStatusBytes, frame.size() - kHead - kStatusBytes - 1);
    std::size_t shown = head_of_read(command_, data);
    // The four and eight bytes of find and select are zeros on every module that was described.
    const bool zeros = std::all_of(data.begin(), data.end(), [](auto byte) { return byte == 0; });
    if (zeros || (command_ == kModuleId && data.size() == kModuleIdBytes)) shown = data.size();

    Piece piece = Piece::hidden(frame.size());
    // The check byte adds up what is hidden, so it is hidden with it.
    const bool all = shown == data.size();
    std::fill_n(piece.shown.begin(), all ? frame.size() : kHead + kStatusBytes + shown, true);
    return piece;
  }

  unsigned command_ = 0;
};

}  // namespace

std::unique_ptr<WireMask> sam_v_mask() { return std::make_unique<SamVMask>(); }

}  // namespace devices::reader
