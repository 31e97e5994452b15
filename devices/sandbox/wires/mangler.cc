// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/mangler.h"

#include <algorithm>
#include <numeric>

namespace sandbox {
namespace {

// 00 00 FF LEN LCS TFI CMD ... DCS 00
constexpr std::size_t kPn532Len = 3;
constexpr std::size_t kPn532Lcs = 4;
constexpr std::size_t kPn532Tfi = 5;
constexpr std::size_t kPn532Command = 6;
constexpr std::size_t kPn532Overhead = 7;  // all but TFI and what follows it up to DCS
constexpr std::uint8_t kToHost = 0xd5;
constexpr std::uint8_t kListPassive = 0x4b;

// AA AA AA 96 69 LEN LEN SW1 SW2 SW3 ... CHK
constexpr std::size_t kSamVLen = 5;
constexpr std::size_t kSamVStatus = 9;

std::ptrdiff_t at(std::size_t position) { return static_cast<std::ptrdiff_t>(position); }

std::uint8_t negated_sum(ByteView bytes) {
  return static_cast<std::uint8_t>(0u - std::accumulate(bytes.begin(), bytes.end(), 0u));
}

// Makes both checksums of a PN532 frame right again.
void set_pn532_sums(Bytes& frame) {
  const std::size_t length = frame.size() - kPn532Overhead;
  frame[kPn532Len] = static_cast<std::uint8_t>(length);
  frame[kPn532Lcs] = static_cast<std::uint8_t>(0x100u - length);
  frame[frame.size() - 2] = negated_sum(ByteView(frame).subspan(kPn532Tfi, length));
}

void set_sam_v_sum(Bytes& frame) {
  std::uint8_t sum = 0;
  for (std::size_t i = kSamVLen; i + 1 < frame.size(); ++i) sum ^= frame[i];
  frame.back() = sum;
}

bool is_answer_with_status(std::uint8_t command) {
  return command == 0x17 || command == 0x41 || command == 0x43;
}

}  // namespace

bool Mangler::strikes() {
  // Nothing is drawn without a share, so that what follows a seed depends on it alone.
  if (share_ <= 0) return false;
  constexpr std::uint64_t kParts = 1'000'000;
  return static_cast<double>(random_() % kParts) < share_ * static_cast<double>(kParts);
}

Bytes Mangler::noise(std::size_t most) {
  Bytes bytes(1 + below(most));
  for (std::uint8_t& byte : bytes) byte = octet();
  return bytes;
}

void Mangler::harm(Bytes& bytes) {
  if (bytes.empty()) return bytes.push_back(octet());
  const std::size_t place = below(bytes.size());
  const std::size_t span = 1 + below(std::min<std::size_t>(bytes.size() - place, 8));
  switch (below(6)) {
    case 0:
      for (std::size_t flips = 1 + below(3); flips > 0; --flips) {
        bytes[below(bytes.size())] ^= static_cast<std::uint8_t>(1u << below(8));
      }
      return;
    case 1:
      for (std::size_t i = place; i < place + span; ++i) bytes[i] = octet();
      return;
    case 2:
      return bytes.resize(place);
    case 3: {
      const Bytes more = noise(8);
      bytes.insert(bytes.begin() + at(place), more.begin(), more.end());
      return;
    }
    case 4: {
      const Bytes again(bytes.begin() + at(place), bytes.begin() + at(place + span));
      bytes.insert(bytes.begin() + at(place), again.begin(), again.end());
      return;
    }
    default:
      bytes.erase(bytes.begin() + at(place), bytes.begin() + at(place + span));
  }
}

// --- PN532 ---

Bytes Mangler::of_pn532(Bytes frame) {
  ++count_;
  Bytes good = frame;
  spoil_pn532(frame);
  spare_libnfc(frame);
  // What would have killed libnfc may be harmless and whole again.
  if (frame == good) frame.front() ^= 0x01;
  last_ = std::move(good);
  return frame;
}

void Mangler::spoil_pn532(Bytes& frame) {
  // ACK, NACK and the error frame have no content to lie about.
  const bool has_content = frame.size() > kPn532Command + 2;
  switch (has_content ? below(14) : below(3)) {
    case 0:
      return harm(frame);
    case 1:
      frame = noise(32);
      return;
    case 2:
      frame.insert(frame.end(), last_.begin(), last_.end());  // two glued together
      return;
    case 3: {  // LEN and LCS agree on a lie
      const std::uint8_t length = octet();
      frame[kPn532Len] = length;
      frame[kPn532Lcs] = static_cast<std::uint8_t>(0x100u - length);
      return;
    }
    case 4:
      frame[kPn532Lcs] = octet();
      return;
    case 5:
      frame[frame.size() - 2] = octet();
      return;
    case 6:  // an answer to something else, its sums right
      frame[kPn532Command] = octet();
      return set_pn532_sums(frame);
    case 7:
      frame[kPn532Tfi] = octet();
      return set_pn532_sums(frame);
    case 8: {  // an extended header, true or not
      const std::uint8_t high = below(2) == 0 ? std::uint8_t{0} : octet();
      const std::uint8_t low = below(2) == 0 ? frame[kPn532Len] : octet();
      const std::uint8_t sum = below(4) == 0 ? octet() : negated_sum(Bytes{high, low});
      const Bytes header{0xff, 0xff, high, low, sum};
      frame.erase(frame.begin() + at(kPn532Len), frame.begin() + at(kPn532Tfi));
      frame.insert(frame.begin() + at(kPn532Len), header.begin(), header.end());
      return;
    }
    case 9:
      frame.back() = octet();
      return;
    case 10: {
      const Bytes before = noise(8);
      frame.insert(frame.begin(), before.begin(), before.end());
      return;
    }
    default: {  // the content is wrong and the frame is right
      Bytes content(frame.begin() + at(kPn532Command) + 1, frame.end() - 2);
      harm(content);
      content.resize(std::min<std::size_t>(content.size(), 0xf0));
      frame.resize(kPn532Command + 1);
      frame.insert(frame.end(), content.begin(), content.end());
      frame.insert(frame.end(), {0x00, 0x00});
      return set_pn532_sums(frame);
    }
  }
}

// What kills libnfc 1.8.0: a status byte with one of its two upper bits; no status byte at all,
// where it takes one from memory that nobody wrote; and an ATS whose length says 0.
void Mangler::spare_libnfc(Bytes& bytes) {
  // Noise may end where the next answer begins.
  Bytes all(tail_.begin(), tail_.end());
  all.insert(all.end(), bytes.begin(), bytes.end());
  for (std::size_t i = 0; i + 2 < all.size(); ++i) {
    if (all[i] != kToHost) continue;
    const std::uint8_t command = all[i + 1];
    if (is_answer_with_status(command)) {
      std::uint8_t& status = all[i + 2];
      status &= 0x3f;
      // The right sum in its place would make a good frame without it.
      if (status == negated_sum(Bytes{kToHost, command})) status ^= 0x01;
    }
    if (command != kListPassive || i + 7 >= all.size()) continue;
    const std::size_t ats = i + 8 + all[i + 7];
    if (ats < all.size()) all[ats] = 0x01;
  }
  std::copy(all.begin() + 2, all.end(), bytes.begin());
  std::copy(all.end() - 2, all.end(), tail_.begin());
}

// --- SAM_V ---

Bytes Mangler::of_sam_v(Bytes frame) {
  ++count_;
  Bytes good = frame;
  spoil_sam_v(frame);
  // Silence is no malformed answer.
  if (frame.empty()) frame = noise(1);
  if (frame == good) frame.back() ^= 0x01;
  last_ = std::move(good);
  return frame;
}

void Mangler::spoil_sam_v(Bytes& frame) {
  switch (below(12)) {
    case 0:
    case 1:
      return harm(frame);
    case 2:
      frame = noise(64);
      return;
    case 3:
      frame.insert(frame.end(), last_.begin(), last_.end());
      return;
    case 4:  // LEN lies, and the sum knows
      frame[kSamVLen] = below(2) == 0 ? std::uint8_t{0} : octet();
      frame[kSamVLen + 1] = octet();
      return set_sam_v_sum(frame);
    case 5:
      frame.back() = octet();
      return;
    case 6:
      frame[kSamVStatus] = octet();
      return set_sam_v_sum(frame);
    case 7: {
      const Bytes before = noise(16);
      frame.insert(frame.begin(), before.begin(), before.end());
      return;
    }
    case 8:  // more of the preamble than belongs there
      frame.insert(frame.begin(), 1 + below(8), 0xaa);
      return;
    case 9:
      frame.resize(below(frame.size()));
      return;
    default: {  // the content is wrong and the frame is right
      Bytes content(frame.begin() + at(kSamVStatus) - 2, frame.end() - 1);
      harm(content);
      content.push_back(0x00);
      frame.resize(kSamVLen);
      frame.push_back(static_cast<std::uint8_t>(content.size() >> 8));
      frame.push_back(static_cast<std::uint8_t>(content.size() & 0xff));
      frame.insert(frame.end(), content.begin(), content.end());
      return set_sam_v_sum(frame);
    }
  }
}

}  // namespace sandbox
