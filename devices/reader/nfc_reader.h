// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna, through libnfc: tells that a resident-ID chip lies there, or some other card. It
// cannot tell whose (docs/wire.md §1). The chip's UID is compared in here and never leaves. Bad
// bytes from a reader can kill libnfc's process, so this runs in the child only. One thread owns
// it.
#pragma once

#include <nfc/nfc.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/card_watch.h"
#include "devices/reader/serial_line.h"

namespace devices::reader {

// Keeps libnfc from printing what it reads, from probing serial ports that belong to others, and
// from settings that somebody left in the environment. Before any thread starts.
void tame_libnfc();

class NfcReader {
 public:
  // `connstring` names driver and device, "pn532_uart:/dev/serial/by-id/…:115200": nothing is
  // searched for. Takes up to 1.2 s when nothing answers.
  [[nodiscard]] static tl::expected<NfcReader, LineTrouble> open(const std::string& connstring);
  NfcReader(NfcReader&&) noexcept = default;
  NfcReader& operator=(NfcReader&&) noexcept = default;
  ~NfcReader();

  // Switches the field on, looks once, and switches it off: for type A and type B in turn, so that
  // the air is soon free for the identity module; for type B alone while a resident ID lies there.
  // Says what is known after it.
  [[nodiscard]] tl::expected<Sight, LineTrouble> look();
  // Switches the field off and forgets the last chip. Also the question whether the reader lives.
  [[nodiscard]] tl::expected<void, LineTrouble> rest();
  [[nodiscard]] bool cut() const { return lock_ && hung_up(lock_); }

 private:
  using Uid = std::array<std::uint8_t, 8>;
  struct Chip {
    Sight sight = Sight::nothing;
    Uid uid{};
  };
  struct CloseContext {
    void operator()(nfc_context* context) const { nfc_exit(context); }
  };
  struct CloseDevice {
    void operator()(nfc_device* device) const { nfc_close(device); }
  };

  NfcReader() = default;
  bool set(nfc_property property, bool on);
  bool reset_field();
  // How many targets of that modulation the chip lists (0 or 1), and the first of them.
  tl::expected<std::optional<nfc_target>, LineTrouble> select(nfc_modulation_type type);
  tl::expected<Sight, LineTrouble> look_for_type_b();
  // Hospital, bank and transport cards: only their presence matters.
  tl::expected<bool, LineTrouble> look_for_type_a();
  void forget_uid();
  tl::expected<Chip, LineTrouble> read_chip();

  Descriptor lock_;
  std::unique_ptr<nfc_context, CloseContext> context_;
  std::unique_ptr<nfc_device, CloseDevice> device_;
  Sight type_b_ = Sight::nothing;  // as last seen
  bool type_a_ = false;            // as last seen
  bool type_a_next_ = false;
  Uid uid_{};  // of the chip that lies there and held still
  bool has_uid_ = false;
  // Whether the registers for type B are written, or the firmware's own settings trusted after it
  // has looked for type B itself: which of the two a reader needs only the reader knows.
  bool with_registers_ = false;
};

}  // namespace devices::reader
