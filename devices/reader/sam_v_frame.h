// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of the SAM_V identity module (docs/wire.md §2): a command is ten bytes, a reply is found
// again behind noise, bounded in length and checked. Pure; wipes what it held; not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace devices::reader {

// Command byte and parameter as one number.
enum class SamVCommand : std::uint16_t {
  reset = 0x10FF,
  status = 0x11FF,
  module_id = 0x12FF,
  find = 0x2001,
  select = 0x2002,
  read_text_and_photo = 0x3001,
  read_new_address = 0x3003,
  read_with_fingerprints = 0x3010,  // text, photo and fingerprints
};

[[nodiscard]] std::array<std::uint8_t, 10> encode(SamVCommand command);

// The third status byte: the only one that says how the command went. The first two may be the
// card's own.
namespace sw3 {
inline constexpr std::uint8_t kDone = 0x90;
inline constexpr std::uint8_t kFound = 0x9F;
inline constexpr std::uint8_t kChecksumError = 0x10;
inline constexpr std::uint8_t kLengthError = 0x11;
inline constexpr std::uint8_t kSelfTestFailed = 0x60;
inline constexpr std::uint8_t kNotFound = 0x80;
inline constexpr std::uint8_t kNoItem = 0x91;
}  // namespace sw3

// A view into the decoder that made it: valid until its next reset() or feed().
struct SamVReply {
  std::uint8_t sw3 = 0;
  std::span<const std::uint8_t> data;
};

class SamVDecoder {
 public:
  enum class State { hungry, whole, bad_length, bad_checksum };

  SamVDecoder() = default;
  SamVDecoder(const SamVDecoder&) = delete;
  SamVDecoder& operator=(const SamVDecoder&) = delete;
  ~SamVDecoder() { reset(); }

  // Takes the bytes that arrived. After any state but `hungry` it takes no more until reset().
  State feed(std::span<const std::uint8_t> bytes);
  // Only in state `whole`.
  [[nodiscard]] SamVReply reply() const;
  // Whether anything at all arrived: a line that is silent differs from one that is garbled.
  [[nodiscard]] bool begun() const { return begun_; }
  // Whether bytes followed the frame: the module answers once, so they are noise.
  [[nodiscard]] bool overrun() const { return overrun_; }
  void reset();

 private:
  State judge();
  void drop_noise();

  // 5 bytes of preamble, 2 of length, and the longest reply that any command has: 3 status bytes,
  // 6 of header, 256 + 1024 + 1024 of text, photo and fingerprints, 1 of checksum.
  static constexpr std::size_t kPreamble = 5;
  static constexpr std::size_t kHead = kPreamble + 2;
  static constexpr std::size_t kShortest = 3 + 1;
  static constexpr std::size_t kLongest = 3 + 6 + 256 + 1024 + 1024 + 1;

  std::array<std::uint8_t, kHead + kLongest> bytes_{};
  std::size_t size_ = 0;
  std::size_t length_ = 0;
  State state_ = State::hungry;
  bool begun_ = false;
  bool overrun_ = false;
};

// The 256-byte text block inside a good answer to one of the two reads. `read_text_and_photo` has
// two lengths before it, `read_with_fingerprints` three; with the other's head every field would
// be one character off. None unless every length is what the format says.
[[nodiscard]] std::optional<std::span<const std::uint8_t, 256>> text_block(
    std::span<const std::uint8_t> data, SamVCommand read = SamVCommand::read_text_and_photo);

}  // namespace devices::reader
