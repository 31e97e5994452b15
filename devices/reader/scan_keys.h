// SPDX-License-Identifier: GPL-3.0-or-later
// A scanner that types: an evdev keyboard (docs/wire.md §9), read with a US layout of our own, so
// that neither the desktop's layout nor an input method nor another program comes between. One
// thread owns it.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "devices/reader/scanner.h"
#include "devices/reader/serial_line.h"

struct input_event;
struct xkb_keymap;
struct xkb_state;

namespace devices::reader {

// Events in, characters to the framer. Pure: the time is the events' own.
class KeyDecoder {
 public:
  // None when this machine has no US layout (Debian's xkb-data).
  [[nodiscard]] static std::optional<KeyDecoder> us();

  KeyDecoder(KeyDecoder&&) noexcept = default;
  KeyDecoder& operator=(KeyDecoder&&) noexcept = default;
  ~KeyDecoder();

  // `struct input_event`s as the device gives them, cut anywhere.
  [[nodiscard]] Scans take(std::span<const std::uint8_t> bytes, ScanFramer& framer);

 private:
  struct Release {
    void operator()(xkb_keymap* keymap) const;
    void operator()(xkb_state* state) const;
  };
  using Keymap = std::unique_ptr<xkb_keymap, Release>;
  using State = std::unique_ptr<xkb_state, Release>;

  explicit KeyDecoder(Keymap keymap);
  void take(const input_event& event, ScanFramer& framer, Scans& scans);
  void press(std::uint32_t key, Instant at, ScanFramer& framer, Scans& scans);
  void begin_afresh();

  Keymap keymap_;
  State state_;
  std::array<std::uint8_t, 24> part_{};  // of an event
  std::size_t have_ = 0;
  bool dropping_ = false;  // from SYN_DROPPED to the next SYN_REPORT
  Instant last_{0};
};

class ScanKeys final : public Scanner {
 public:
  // The device is grabbed: what a person's phone shows must not reach any other program. One that
  // cannot be grabbed counts as gone.
  [[nodiscard]] static tl::expected<std::unique_ptr<ScanKeys>, LineTrouble> open(
      const std::string& device);

  // A device that is open, grabbed, does not block and stamps its events with monotonic_now().
  ScanKeys(Descriptor device, KeyDecoder decoder)
      : device_(std::move(device)), decoder_(std::move(decoder)) {}

  [[nodiscard]] tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                                            Instant until) override;
  [[nodiscard]] Scans frame(std::span<const std::uint8_t> bytes, ScanFramer& framer) override {
    return decoder_.take(bytes, framer);
  }

 private:
  Descriptor device_;
  KeyDecoder decoder_;
};

}  // namespace devices::reader
