// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/sam_v_frame.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

constexpr std::array<std::uint8_t, 5> kMark{0xAA, 0xAA, 0xAA, 0x96, 0x69};

std::uint8_t xor_of(std::span<const std::uint8_t> bytes) {
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : bytes) sum ^= byte;
  return sum;
}

}  // namespace

std::array<std::uint8_t, 10> encode(SamVCommand command) {
  const auto word = static_cast<std::uint16_t>(command);
  std::array<std::uint8_t, 10> frame{kMark[0],
                                     kMark[1],
                                     kMark[2],
                                     kMark[3],
                                     kMark[4],
                                     0x00,
                                     0x03,
                                     static_cast<std::uint8_t>(word >> 8),
                                     static_cast<std::uint8_t>(word & 0xFF),
                                     0x00};
  frame.back() = xor_of(std::span(frame).subspan(kMark.size(), 4));
  return frame;
}

SamVDecoder::State SamVDecoder::feed(std::span<const std::uint8_t> bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && state_ == State::hungry) {
    // One byte at a time until the length is known, then as much as the frame still lacks.
    const std::size_t lacks = size_ < kHead ? 1 : kHead + length_ - size_;
    const std::size_t some = std::min(lacks, bytes.size() - taken);
    std::memcpy(bytes_.data() + size_, bytes.data() + taken, some);
    size_ += some;
    taken += some;
    begun_ = true;
    state_ = judge();
  }
  overrun_ = overrun_ || taken < bytes.size();
  return state_;
}

SamVDecoder::State SamVDecoder::judge() {
  if (size_ <= kPreamble) {
    drop_noise();
    return State::hungry;
  }
  if (size_ < kHead) return State::hungry;
  if (size_ == kHead) {
    length_ = static_cast<std::size_t>(bytes_[kPreamble] << 8 | bytes_[kPreamble + 1]);
    if (length_ < kShortest || length_ > kLongest) return State::bad_length;
  }
  if (size_ < kHead + length_) return State::hungry;
  // With its own check byte a good frame adds up to nothing.
  const auto checked = std::span(bytes_).subspan(kPreamble, 2 + length_);
  return xor_of(checked) == 0 ? State::whole : State::bad_checksum;
}

// Keeps the longest tail that may still become the mark: AA AA AA AA 96 69 holds one.
void SamVDecoder::drop_noise() {
  std::size_t start = 0;
  while (!std::equal(bytes_.begin() + static_cast<std::ptrdiff_t>(start),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(size_), kMark.begin())) {
    ++start;
  }
  size_ -= start;
  std::memmove(bytes_.data(), bytes_.data() + start, size_);
}

SamVReply SamVDecoder::reply() const {
  assert(state_ == State::whole);
  return {bytes_[kHead + 2], std::span(bytes_).subspan(kHead + 3, length_ - 4)};
}

void SamVDecoder::reset() {
  visit::wipe(bytes_.data(), bytes_.size());
  size_ = 0;
  length_ = 0;
  state_ = State::hungry;
  begun_ = false;
  overrun_ = false;
}

std::optional<std::span<const std::uint8_t, 256>> text_block(std::span<const std::uint8_t> data,
                                                             SamVCommand read) {
  constexpr std::size_t kText = 256;
  constexpr std::size_t kPhoto = 1024;
  assert(read == SamVCommand::read_text_and_photo || read == SamVCommand::read_with_fingerprints);
  const bool with_fingerprints = read == SamVCommand::read_with_fingerprints;
  const std::size_t head = with_fingerprints ? 6 : 4;
  if (data.size() < head) return std::nullopt;
  const auto length = [&](std::size_t at) {
    return static_cast<std::size_t>(data[at] << 8 | data[at + 1]);
  };
  if (length(0) != kText || length(2) != kPhoto) return std::nullopt;
  const std::size_t fingerprints = with_fingerprints ? length(4) : 0;
  if (fingerprints != 0 && fingerprints != 512 && fingerprints != 1024) return std::nullopt;
  if (data.size() != head + kText + kPhoto + fingerprints) return std::nullopt;
  return std::span<const std::uint8_t, kText>(data.subspan(head, kText));
}

}  // namespace devices::reader
