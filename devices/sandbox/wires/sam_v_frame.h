// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of the SAM_V's serial line, as docs/wire.md section 2 states them: requests are taken
// apart, answers are put together. Promises that no byte sequence stops the reader for good. Not
// thread-safe.
#pragma once

#include <optional>
#include <variant>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

struct SamVRequest {
  std::uint16_t command = 0;  // CMD and PARA
  Bytes data;
};
struct SamVBadCheck {};
struct SamVBadLength {};
using SamVHeard = std::variant<SamVRequest, SamVBadCheck, SamVBadLength>;

class SamVFrameReader {
 public:
  void feed(ByteView bytes);
  // The next whole frame; noise before the preamble is passed over.
  std::optional<SamVHeard> next();
  void clear() { bytes_.clear(); }

 private:
  Bytes bytes_;
};

// The status byte SW3.
enum class SamVStatus : std::uint8_t {
  ok = 0x90,
  card_found = 0x9f,
  bad_check = 0x10,
  bad_length = 0x11,
  bad_command = 0x21,
  card_refuses = 0x31,
  module_refuses = 0x32,
  unverified = 0x33,
  wrong_card = 0x40,
  read_failed = 0x41,
  self_test = 0x60,
  not_authorised = 0x66,
  none_found = 0x80,
  select_failed = 0x81,
  no_item = 0x91,
};

Bytes sam_v_frame(SamVStatus status, ByteView data = {});

// Where the answer's data begins: preamble, LEN and the three status bytes lie before it.
constexpr std::size_t kSamVDataOffset = 10;

}  // namespace sandbox
