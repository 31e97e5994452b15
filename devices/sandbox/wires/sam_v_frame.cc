// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/sam_v_frame.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace sandbox {
namespace {

constexpr std::array<std::uint8_t, 5> kPreamble{0xaa, 0xaa, 0xaa, 0x96, 0x69};
constexpr std::size_t kLengthBytes = 2;
// CMD, PARA and CHK.
constexpr std::size_t kShortest = 3;
// No request carries more than a handful of bytes; a longer LEN is noise.
constexpr std::size_t kLongest = 64;

std::uint8_t check(ByteView bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), std::uint8_t{0}, std::bit_xor<>());
}

}  // namespace

void SamVFrameReader::feed(ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

std::optional<SamVHeard> SamVFrameReader::next() {
  const auto drop = [this](std::ptrdiff_t count) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + count);
  };
  const auto find_preamble = [this](std::ptrdiff_t from) {
    return std::search(bytes_.begin() + from, bytes_.end(), kPreamble.begin(), kPreamble.end());
  };

  const auto start = find_preamble(0);
  if (start == bytes_.end()) {
    // The tail may be the first part of a preamble.
    const std::size_t keep = std::min(bytes_.size(), kPreamble.size() - 1);
    drop(static_cast<std::ptrdiff_t>(bytes_.size() - keep));
    return std::nullopt;
  }
  drop(start - bytes_.begin());

  constexpr std::size_t kHead = kPreamble.size() + kLengthBytes;
  if (bytes_.size() < kHead) return std::nullopt;
  const std::size_t length =
      static_cast<std::size_t>(bytes_[kPreamble.size()]) << 8 | bytes_[kPreamble.size() + 1];
  if (length < kShortest || length > kLongest) {
    drop(kHead);
    return SamVBadLength{};
  }
  // A client that died in the middle of a frame: its successor's frame begins inside this one.
  const auto again = find_preamble(kHead);
  const auto room = static_cast<std::size_t>(again - bytes_.begin());
  if (again != bytes_.end() && room < kHead + length) {
    drop(again - bytes_.begin());
    return SamVBadLength{};
  }
  if (bytes_.size() < kHead + length) return std::nullopt;

  // CHK covers LEN and all that follows, so over the whole it comes to nothing.
  const ByteView checked = ByteView(bytes_).subspan(kPreamble.size(), kLengthBytes + length);
  const bool good = check(checked) == 0;
  SamVRequest request;
  request.command = static_cast<std::uint16_t>(bytes_[kHead] << 8 | bytes_[kHead + 1]);
  request.data.assign(bytes_.begin() + kHead + 2,
                      bytes_.begin() + static_cast<std::ptrdiff_t>(kHead + length - 1));
  drop(static_cast<std::ptrdiff_t>(kHead + length));
  if (!good) return SamVBadCheck{};
  return request;
}

Bytes sam_v_frame(SamVStatus status, ByteView data) {
  const std::size_t length = 3 + data.size() + 1;
  Bytes frame(kPreamble.begin(), kPreamble.end());
  frame.push_back(static_cast<std::uint8_t>(length >> 8));
  frame.push_back(static_cast<std::uint8_t>(length & 0xff));
  frame.insert(frame.end(), {0x00, 0x00, static_cast<std::uint8_t>(status)});
  frame.insert(frame.end(), data.begin(), data.end());
  frame.push_back(check(ByteView(frame).subspan(kPreamble.size())));
  return frame;
}

}  // namespace sandbox
