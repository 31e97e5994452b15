// SPDX-License-Identifier: GPL-3.0-or-later
// The packets between `kiosk` and `kiosk-reader` (docs/wire.md §3). A packet that is not exactly
// one of them is no message. Pure; the writer wipes its buffer with wipe().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "kiosk/visit/effect.h"
#include "kiosk/visit/event.h"

namespace devices::reader {

inline constexpr std::size_t kLongestPacket = 4400;
inline constexpr std::uint8_t kChannelVersion = 3;

enum class DeviceState : std::uint8_t { gone = 0, works = 1, not_tried = 2 };

// The first bytes of the SHA-256 of a badge's public key: it names a key, and nobody.
using BadgeId = std::array<std::uint8_t, 8>;

// kiosk -> reader
struct Start {
  std::uint64_t ticket = 0;
  visit::Wanted wanted = visit::Wanted::card;
  BadgeId badge{};  // for the desk: whose going is told
};
struct Stop {};
using Order = std::variant<Start, Stop>;

// reader -> kiosk
struct Beat {
  DeviceState module = DeviceState::not_tried;
  DeviceState antenna = DeviceState::not_tried;
  DeviceState scanner = DeviceState::not_tried;
  DeviceState thermometer = DeviceState::not_tried;
  friend bool operator==(Beat, Beat) = default;
};
struct Laid {
  std::uint64_t ticket = 0;
};
struct Read {
  std::uint64_t ticket = 0;
  visit::Identity identity;
};
struct Failed {
  std::uint64_t ticket = 0;
  visit::CardTrouble trouble = visit::CardTrouble::lay_again;  // never reader_gone
};
// A social security card: who it says somebody is, unproved.
struct Hinted {
  std::uint64_t ticket = 0;
  visit::Identity identity;
};
struct BadgeShown {
  std::uint64_t ticket = 0;
  BadgeId badge{};
};
struct Scanned {
  std::uint64_t ticket = 0;
  visit::Secret text;  // 1-4296 bytes, UTF-8 without control characters
};
struct ScanFailed {
  std::uint64_t ticket = 0;
  visit::ScanTrouble trouble = visit::ScanTrouble::too_long;
};
// The desk's badge lies there no more.
struct Lifted {
  std::uint64_t ticket = 0;
};
struct Measured {
  std::uint64_t ticket = 0;
  int tenths = 0;  // of a degree Celsius, within kColdest and kHottest
};
using Report = std::variant<Beat, Laid, Read, Failed, Hinted, BadgeShown, Scanned, ScanFailed,
                            Lifted, Measured>;

// What a forehead thermometer measures (docs/wire.md §12), in tenths of a degree Celsius.
inline constexpr int kColdest = 320;
inline constexpr int kHottest = 430;

// As long as a QR code's longest text.
inline constexpr std::size_t kLongestScan = 4296;
// Whether a text is one that a scan may be: UTF-8 without control characters, of 1-4296 bytes.
[[nodiscard]] bool is_printable_scan(std::string_view text);

// One packet; wiped when it dies.
class Packet {
 public:
  Packet() = default;
  Packet(const Packet&) = delete;
  Packet& operator=(const Packet&) = delete;
  ~Packet();

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }
  // Where the next packet is received: one byte longer than any packet, so that a longer one shows.
  [[nodiscard]] std::span<std::uint8_t> room() { return bytes_; }
  void set_size(std::size_t size) { size_ = size; }
  void append(std::span<const std::uint8_t> bytes);

 private:
  std::array<std::uint8_t, kLongestPacket + 1> bytes_{};
  std::size_t size_ = 0;
};

void encode(const Order& order, Packet& packet);
void encode(const Report& report, Packet& packet);

// None when the packet breaks the format.
[[nodiscard]] std::optional<Order> decode_order(std::span<const std::uint8_t> packet);
[[nodiscard]] std::optional<Report> decode_report(std::span<const std::uint8_t> packet);

}  // namespace devices::reader
