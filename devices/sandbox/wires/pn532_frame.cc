// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/pn532_frame.h"

#include <numeric>

namespace sandbox {
namespace {

constexpr std::uint8_t kToChip = 0xd4;
constexpr std::uint8_t kToHost = 0xd5;
// The chip's buffer: an extended frame carries at most 264 bytes of packet data, and D4.
constexpr std::size_t kLongest = 265;

std::uint8_t sum(ByteView bytes) {
  return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0u));
}

std::uint8_t negated(std::uint8_t value) { return static_cast<std::uint8_t>(0x100u - value); }

void finish(Bytes& frame, ByteView answer) {
  const std::uint8_t data = static_cast<std::uint8_t>(kToHost + sum(answer));
  frame.push_back(kToHost);
  frame.insert(frame.end(), answer.begin(), answer.end());
  frame.push_back(negated(data));
  frame.push_back(0x00);
}

}  // namespace

void Pn532FrameReader::feed(ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

std::optional<Pn532HostFrame> Pn532FrameReader::next() {
  for (;;) {
    // Hunt for the start code 00 FF; a last 00 may be its first half.
    std::size_t start = 0;
    while (start + 1 < bytes_.size() && !(bytes_[start] == 0x00 && bytes_[start + 1] == 0xff)) {
      ++start;
    }
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(start));
    if (bytes_.size() < 4) return std::nullopt;

    const auto drop = [&](std::size_t count) {
      bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(count));
    };
    const std::uint8_t len = bytes_[2];
    const std::uint8_t lcs = bytes_[3];
    if (len == 0x00 && lcs == 0xff) return drop(4), Pn532HostAck{};
    if (len == 0xff && lcs == 0x00) return drop(4), Pn532HostNack{};

    std::size_t head = 4;
    std::size_t length = len;
    bool good = sum(ByteView(bytes_).subspan(2, 2)) == 0;
    if (len == 0xff && lcs == 0xff) {
      if (bytes_.size() < 7) return std::nullopt;
      head = 7;
      length = static_cast<std::size_t>(bytes_[4]) << 8 | bytes_[5];
      good = sum(ByteView(bytes_).subspan(4, 3)) == 0;
    }
    if (!good || length == 0 || length > kLongest) return drop(2), Pn532BadFrame{};
    if (bytes_.size() < head + length + 1) return std::nullopt;

    const ByteView body = ByteView(bytes_).subspan(head, length + 1);  // with its checksum
    const bool whole = sum(body) == 0 && body[0] == kToChip && length >= 2;
    Bytes command(body.begin() + 1, body.end() - 1);
    drop(head + length + 1);
    if (!whole) return Pn532BadFrame{};
    return Pn532Command{std::move(command)};
  }
}

Bytes pn532_frame(ByteView answer) {
  if (answer.size() >= 0xff) return pn532_extended_frame(answer);
  const auto length = static_cast<std::uint8_t>(answer.size() + 1);
  Bytes frame{0x00, 0x00, 0xff, length, negated(length)};
  finish(frame, answer);
  return frame;
}

Bytes pn532_extended_frame(ByteView answer) {
  const std::size_t length = answer.size() + 1;
  const auto high = static_cast<std::uint8_t>(length >> 8);
  const auto low = static_cast<std::uint8_t>(length & 0xff);
  Bytes frame{0x00, 0x00, 0xff, 0xff,
              0xff, high, low,  negated(static_cast<std::uint8_t>(high + low))};
  finish(frame, answer);
  return frame;
}

}  // namespace sandbox
