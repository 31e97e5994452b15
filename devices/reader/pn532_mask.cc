// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "devices/reader/wire_mask.h"

namespace devices::reader {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kToChip = 0xD4;
constexpr std::uint8_t kToHost = 0xD5;
// The chip's buffer, and the frame identifier.
constexpr std::size_t kLongest = 265;

namespace command {
constexpr std::uint8_t kNone = 0xFF;
constexpr std::uint8_t kDiagnose = 0x00;
constexpr std::uint8_t kFirmware = 0x02;
constexpr std::uint8_t kStatus = 0x04;
constexpr std::uint8_t kReadRegister = 0x06;
constexpr std::uint8_t kWriteRegister = 0x08;
constexpr std::uint8_t kSetParameters = 0x12;
constexpr std::uint8_t kSamConfiguration = 0x14;
constexpr std::uint8_t kPowerDown = 0x16;
constexpr std::uint8_t kRfConfiguration = 0x32;
constexpr std::uint8_t kDataExchange = 0x40;
constexpr std::uint8_t kCommunicateThru = 0x42;
constexpr std::uint8_t kDeselect = 0x44;
constexpr std::uint8_t kListPassiveTarget = 0x4A;
constexpr std::uint8_t kRelease = 0x52;
constexpr std::uint8_t kAutoPoll = 0x60;
}  // namespace command

constexpr std::uint8_t kPn532 = 0x32;  // how the chip names itself
constexpr std::array<std::uint8_t, 6> kLibnfc{'l', 'i', 'b', 'n', 'f', 'c'};
constexpr std::array<std::uint8_t, 3> kReqb{0x05, 0x00, 0x00};
constexpr std::array<std::uint8_t, 5> kReadUid{0x00, 0x36, 0x00, 0x00, 0x08};
constexpr std::uint8_t kAttrib = 0x1D;
constexpr std::array<std::array<std::uint8_t, 4>, 2> kAttribEnds{
    {{0x00, 0x08, 0x01, 0x08}, {0x00, 0x08, 0x01, 0x01}}};
// Application data of the resident IDs' chips, behind D1 03.
constexpr std::array<std::array<std::uint8_t, 2>, 4> kYearsOfIssue{
    {{0x86, 0x0C}, {0x86, 0x07}, {0x86, 0x05}, {0x00, 0x81}}};
constexpr std::array<std::uint8_t, 6> kClasses{0x00, 0x0C, 0x10, 0x80, 0x84, 0x90};
constexpr std::array<std::uint8_t, 14> kInstructions{0x20, 0x24, 0x36, 0x82, 0x84, 0x86, 0x87,
                                                     0x88, 0xA4, 0xB0, 0xB2, 0xC0, 0xCA, 0xCB};
// The registers of the radio. What the chip heard can be read out of one of them, byte by byte.
constexpr std::uint8_t kRegisterPage = 0x63;
constexpr std::uint8_t kLastRegister = 0x3F;
constexpr std::uint8_t kFifoData = 0x39;

std::uint8_t sum(Bytes bytes) {
  return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

bool is_setting(std::uint8_t page, std::uint8_t address) {
  return page == kRegisterPage && address <= kLastRegister && address != kFifoData;
}

template <class Values, class Value>
bool has(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool equal(Bytes bytes, Bytes others) {
  return std::equal(bytes.begin(), bytes.end(), others.begin(), others.end());
}

// A frame's packet data, and the flags of its bytes.
class Body {
 public:
  Body(Bytes bytes, std::vector<bool>& shown, std::size_t at)
      : bytes_(bytes), shown_(shown), at_(at) {}

  [[nodiscard]] Bytes bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::uint8_t operator[](std::size_t i) const { return bytes_[i]; }

  // As many as there are.
  void show(std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < std::min(from + count, size()); ++i) shown_[at_ + i] = true;
  }
  void show_from(std::size_t from) { show(from, size()); }
  // The identifier of the card: zero on every resident ID, and then nobody's.
  void show_if_zero(std::size_t from, std::size_t count) {
    if (from + count > size()) return;
    const Bytes some = bytes_.subspan(from, count);
    if (std::all_of(some.begin(), some.end(), [](auto byte) { return byte == 0; })) {
      show(from, count);
    }
  }
  // ISO 7816-4: a status word is 6xxx or 9xxx.
  void show_status_word() {
    const std::size_t at = size() - 2;
    if (bytes_[at] >> 4 == 0x6 || bytes_[at] >> 4 == 0x9) show(at, 2);
  }

 private:
  Bytes bytes_;
  std::vector<bool>& shown_;
  std::size_t at_;
};

// 50, PUPI, application data, protocol bytes; of strange cards the middle may be a number.
void show_atqb(Body& body, std::size_t at) {
  if (body.size() < at + 12 || body[at] != 0x50) return;
  body.show(at, 1);
  body.show_if_zero(at + 1, 4);
  if (body[at + 5] == 0xD1 && body[at + 6] == 0x03) {
    body.show(at + 5, 2);
    if (has(kYearsOfIssue, std::array{body[at + 7], body[at + 8]})) body.show(at + 7, 2);
  }
  body.show(at + 9, 3);
}

class Pn532Mask final : public WireMask {
 public:
  Piece cut(Direction direction, Bytes bytes, bool last) override {
    if (bytes.empty()) return {};
    const std::size_t start = find_start(bytes, 0);
    if (start > 0) return noise(direction, bytes, start, last);
    // The preamble's 00 is there or not.
    const std::size_t code = bytes[0] == 0x00 && bytes.size() > 1 && bytes[1] == 0x00 ? 3 : 2;
    const auto wait = [&] {
      return last ? noise(direction, bytes, find_start(bytes, code), last) : Piece{};
    };
    if (bytes.size() < code + 2) return wait();
    const std::uint8_t len = bytes[code];
    const std::uint8_t lcs = bytes[code + 1];
    if ((len == 0x00 && lcs == 0xFF) || (len == 0xFF && lcs == 0x00)) {
      return whole(bytes, code + 2, last, [&](Piece& piece) {
        std::fill(piece.shown.begin(), piece.shown.end(), true);
        // The host gives up: whatever comes now answers nothing.
        if (direction == Direction::to_device && len == 0x00) command_ = command::kNone;
      });
    }
    std::size_t head = code + 2;
    std::size_t length = len;
    bool good = static_cast<std::uint8_t>(len + lcs) == 0;
    if (len == 0xFF && lcs == 0xFF) {
      if (bytes.size() < code + 5) return wait();
      head = code + 5;
      length = static_cast<std::size_t>(bytes[code + 2] << 8 | bytes[code + 3]);
      good = sum(bytes.subspan(code + 2, 3)) == 0;
    }
    if (!good || length == 0 || length > kLongest) {
      return noise(direction, bytes, find_start(bytes, code), last);
    }
    const std::size_t end = head + length + 1;
    if (bytes.size() < end) return wait();
    if (sum(bytes.subspan(head, length + 1)) != 0) {
      return noise(direction, bytes, find_start(bytes, code), last);
    }
    return whole(bytes, end, last, [&](Piece& piece) {
      std::fill_n(piece.shown.begin(), head, true);
      Body body(bytes.subspan(head, length), piece.shown, head);
      judge(direction, body);
      const auto first = piece.shown.begin() + static_cast<std::ptrdiff_t>(head);
      const bool all = std::all_of(first, first + static_cast<std::ptrdiff_t>(length),
                                   [](bool shown) { return shown; });
      piece.shown[end - 1] = all;  // the check byte adds up what is hidden
      if (piece.size > end) piece.shown[end] = true;
    });
  }

 private:
  // The next start code 00 FF, with the preamble before it.
  static std::size_t find_start(Bytes bytes, std::size_t from) {
    for (std::size_t i = from; i + 1 < bytes.size(); ++i) {
      if (bytes[i] != 0x00 || bytes[i + 1] != 0xFF) continue;
      return i > from && bytes[i - 1] == 0x00 ? i - 1 : i;
    }
    return bytes.size();
  }

  Piece noise(Direction direction, Bytes bytes, std::size_t next, bool last) {
    if (next == bytes.size() && !last) return {};
    Piece piece = Piece::hidden(next);
    // What wakes a sleeping chip: 55 55, and zeros while it gets up.
    const Bytes some = bytes.first(next);
    const bool wakes =
        direction == Direction::to_device && some.size() >= 2 && some[0] == 0x55 &&
        some[1] == 0x55 &&
        std::all_of(some.begin() + 2, some.end(), [](auto byte) { return byte == 0x00; });
    if (wakes) {
      std::fill(piece.shown.begin(), piece.shown.end(), true);
    } else if (direction == Direction::to_device) {
      lose_track();
    }
    return piece;
  }

  // What the host said was perhaps a command, and perhaps the first part of an APDU.
  void lose_track() {
    command_ = command::kNone;
    more_ = true;
  }

  // The frame ends with a 00 that may be missing.
  template <class Show>
  static Piece whole(Bytes bytes, std::size_t end, bool last, Show show) {
    if (bytes.size() == end && !last) return {};
    const bool postamble = bytes.size() > end && bytes[end] == 0x00;
    Piece piece = Piece::hidden(end + (postamble ? 1 : 0));
    show(piece);
    return piece;
  }

  void judge(Direction direction, Body body) {
    if (body.size() == 1 && body[0] == 0x7F) return body.show(0, 1);  // the error frame
    if (body[0] != (direction == Direction::to_device ? kToChip : kToHost) || body.size() < 2) {
      if (direction == Direction::to_device) lose_track();
      return;
    }
    body.show(0, 2);
    if (direction == Direction::to_device) {
      hear(body);
    } else if (command_ != command::kNone && body[1] == command_ + 1) {
      answer(body);
    }
  }

  // A command: `body` is D4, the command's byte, and what follows.
  void hear(Body& body) {
    command_ = body[1];
    const Bytes rest = body.bytes().subspan(2);
    asked_ = 0;
    switch (command_) {
      case command::kDiagnose:
        body.show(2, 1);
        if (rest.size() == 1 || (rest.size() == 7 && equal(rest.subspan(1), kLibnfc))) {
          body.show_from(2);
        }
        break;
      case command::kReadRegister:
        asked_ = rest.size() / 2;
        for (std::size_t i = 0; i + 1 < rest.size(); i += 2) {
          if (!is_setting(rest[i], rest[i + 1])) asked_ = 0;
        }
        if (asked_ > 0) body.show_from(2);
        break;
      case command::kWriteRegister:
        for (std::size_t i = 0; i + 2 < rest.size(); i += 3) {
          if (is_setting(rest[i], rest[i + 1])) body.show(2 + i, 3);
        }
        break;
      case command::kFirmware:
      case command::kStatus:
      case command::kSetParameters:
      case command::kSamConfiguration:
      case command::kPowerDown:
      case command::kDeselect:
      case command::kRelease:
        if (rest.size() <= 3) body.show_from(2);
        break;
      case command::kRfConfiguration:
      case command::kAutoPoll:
        if (rest.size() <= 4) body.show_from(2);
        break;
      case command::kListPassiveTarget:
        type_ = rest.size() >= 2 ? rest[1] : 0xFF;
        // Behind the type may stand the UID of one card; the family identifier is one byte.
        body.show(2, rest.size() <= 3 ? rest.size() : 2);
        break;
      case command::kDataExchange:
        hear_apdu(body, rest);
        break;
      case command::kCommunicateThru:
        reqb_ = equal(rest, kReqb);
        if (reqb_ || equal(rest, kReadUid)) body.show_from(2);
        if (rest.size() == 9 && rest[0] == kAttrib) {
          body.show(2, 1);
          body.show_if_zero(3, 4);
          if (has(kAttribEnds, std::array{rest[5], rest[6], rest[7], rest[8]})) body.show(7, 4);
        }
        break;
      default:
        break;
    }
  }

  // Target, then an APDU's CLA INS P1 P2 Lc, if it is one. A part of a longer one may begin
  // anywhere in it.
  void hear_apdu(Body& body, Bytes rest) {
    const bool goes_on = std::exchange(more_, !rest.empty() && (rest[0] & 0x40) != 0);
    body.show(2, 1);
    if (goes_on || more_ || rest.size() < 5) return;
    const Bytes apdu = rest.subspan(1);
    const std::size_t data = apdu.size() < 5 ? 0 : apdu.size() - 5;
    const bool fits = apdu.size() <= 5 || apdu[4] == 0 || data == apdu[4] || data == apdu[4] + 1U;
    if (fits && has(kClasses, apdu[0]) && has(kInstructions, apdu[1])) body.show(3, 5);
  }

  // The answer to the last command: `body` is D5, the command's byte plus one, and what follows.
  void answer(Body& body) {
    const std::size_t size = body.size() - 2;
    switch (command_) {
      case command::kDiagnose:
        body.show(2, 1);
        if (size <= 2 || (size == 7 && equal(body.bytes().subspan(3), kLibnfc))) body.show_from(2);
        break;
      case command::kFirmware:
        if (size == 4 && body[2] == kPn532) body.show_from(2);
        break;
      case command::kStatus:
        body.show(2, 3);
        break;
      case command::kReadRegister:
        if (size == asked_) body.show_from(2);
        break;
      case command::kWriteRegister:
      case command::kSetParameters:
      case command::kSamConfiguration:
      case command::kPowerDown:
      case command::kRfConfiguration:
      case command::kDeselect:
      case command::kRelease:
        if (size <= 1) body.show_from(2);
        break;
      case command::kDataExchange:
        body.show(2, 1);
        if (size >= 3) body.show_status_word();
        break;
      case command::kCommunicateThru:
        body.show(2, 1);
        if (reqb_ && size == 13) show_atqb(body, 3);
        if (size == 2) body.show_from(2);
        if (size >= 3 && !(reqb_ && size == 13)) body.show_status_word();
        break;
      case command::kListPassiveTarget:
        answer_list(body);
        break;
      case command::kAutoPoll:
        body.show(2, 1);
        break;
      default:
        break;
    }
  }

  // Number of targets and the first of them; of a second one nothing is shown.
  void answer_list(Body& body) const {
    body.show(2, 1);
    if (body.size() < 4 || body[2] > 2 || body[3] != 1) return;
    body.show(3, 1);
    if (type_ == 0x03) {
      show_atqb(body, 4);
      if (body.size() <= 18) body.show_from(16);  // how ATTRIB was answered
      return;
    }
    if (type_ != 0x00 || body.size() < 8) return;
    // ATQA, SAK, and how long the UID is; behind it how long the ATS is.
    const std::size_t uid = body[7];
    if (uid != 4 && uid != 7 && uid != 10) return;
    body.show(4, 4);
    body.show(8 + uid, 1);
  }

  std::uint8_t command_ = command::kNone;
  std::uint8_t type_ = 0xFF;  // of the last search
  std::size_t asked_ = 0;     // registers, all of them settings
  bool reqb_ = false;
  bool more_ = false;  // the last APDU goes on in the next command
};

}  // namespace

std::unique_ptr<WireMask> pn532_mask() { return std::make_unique<Pn532Mask>(); }

}  // namespace devices::reader
