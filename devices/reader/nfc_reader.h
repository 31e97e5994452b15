// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna, through libnfc: tells that a resident-ID chip lies there, or which other card, and
// lets cards of ISO 14443-4 be talked to. It cannot tell whose a resident ID is (docs/wire.md §1).
// Bad bytes from a reader can kill libnfc's process, so this runs in the child only. One thread
// owns it.
#pragma once

#include <nfc/nfc.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/card_kind.h"
#include "devices/reader/card_watch.h"
#include "devices/reader/desk_watch.h"
#include "devices/reader/pn53x.h"
#include "devices/reader/serial_line.h"

namespace devices::reader {

// Keeps libnfc from printing what it reads, from probing serial ports that belong to others, and
// from settings that somebody left in the environment. Before any thread starts.
void tame_libnfc();

// What one look saw.
struct Look {
  Sight sight = Sight::nothing;
  // Of a card that lies there. One that could take commands and did not answer yet is a type_a or
  // type_b so far.
  std::optional<CardKind> kind;
  Uid uid;  // for a technician's eyes
};

class NfcReader {
 public:
  // Talks to a card whose applications told its kind, while it has power; once while it lies there.
  // False: it broke off, and is to be talked to again. The commands of one look share 2 s.
  using Talk = std::function<bool(CardKind, const Transmit&)>;
  enum class Search {
    cards,       // every card
    badges_only  // resident IDs are passed over
  };
  // How often a card that breaks off is spoken to before it is left alone.
  static constexpr int kMostTries = 3;

  // `connstring` names driver and device, "pn532_uart:/dev/serial/by-id/…:115200" or
  // "acr122_usb:001:004": nothing is searched for. Takes up to 1.2 s when nothing answers.
  [[nodiscard]] static tl::expected<NfcReader, LineTrouble> open(
      const std::string& connstring, Pn53xExports exports = Pn53xExports::of_libnfc());
  NfcReader(NfcReader&&) noexcept = default;
  NfcReader& operator=(NfcReader&&) noexcept = default;

  // Switches the field on, looks once, and switches it off: for type A and type B in turn, so that
  // the air is soon free for the identity module; for type B alone while a resident ID lies there.
  // Says what is known after it.
  [[nodiscard]] tl::expected<Look, LineTrouble> look(const Talk& talk = {},
                                                     Search search = Search::cards);
  // Tells whether a card of ISO 14443-4 is the desk's badge; asked once while it lies there. None:
  // it broke off, and is asked again.
  using Recognise = std::function<std::optional<bool>(const Transmit&)>;
  // What lies there, of both types. Nothing is asked of a resident ID but whether it is one:
  // neither its chip's number nor a file.
  [[nodiscard]] tl::expected<Lying, LineTrouble> look_at_desk(const Recognise& recognise);
  // Switches the field off and forgets every card. Also the question whether the reader lives.
  [[nodiscard]] tl::expected<void, LineTrouble> rest();
  // Whoever lies there is met as if just laid down.
  void forget_cards();
  [[nodiscard]] bool cut() const { return lock_ && hung_up(lock_); }

 private:
  struct Chip {
    Sight sight = Sight::nothing;
    Uid uid;
  };
  // A card that is no resident ID.
  struct Other {
    Target target;
    CardKind kind;
    bool kind_settled = false;
    int tries_left = kMostTries;
    std::optional<bool> is_badge = {};  // the desk's; none while it has not said so yet
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
  [[nodiscard]] Look known() const;
  tl::expected<void, LineTrouble> look_for_type_a(const Talk& talk);
  tl::expected<void, LineTrouble> look_for_type_b(const Talk& talk, Search search);
  // What the firmware listed of one type.
  tl::expected<void, LineTrouble> meet(std::optional<Other>& other,
                                       const std::optional<Target>& listed, const Talk& talk);
  tl::expected<void, LineTrouble> meet_at_desk(std::optional<Other>& other,
                                               const std::optional<Target>& listed,
                                               const Recognise& recognise);
  // Follows one that was listed, and says whether it is to be spoken to.
  bool note(std::optional<Other>& other, const std::optional<Target>& listed) const;
  // Speaks to a card until `say` is done: true when nothing is left to say.
  tl::expected<bool, LineTrouble> speak(const Target& target,
                                        const std::function<bool(const Transmit&)>& say);
  bool get_to_know(Other& other, const Transmit& transmit, const Talk& talk);
  tl::expected<void, LineTrouble> look_for_chip();
  tl::expected<bool, LineTrouble> sees_chip();
  // Field off and on, and REQB.
  tl::expected<AirAnswer, LineTrouble> call_type_b(std::span<std::uint8_t> answer);
  tl::expected<Chip, LineTrouble> read_chip();

  Descriptor lock_;
  std::unique_ptr<nfc_context, CloseContext> context_;
  std::unique_ptr<nfc_device, CloseDevice> device_;
  Pn53x chip_;
  // As last seen.
  Sight type_b_ = Sight::nothing;
  std::optional<Other> other_b_;
  std::optional<Other> other_a_;
  Uid uid_;  // of the resident-ID chip that lies there and held still
  bool type_a_next_ = false;
  // Whether the registers for type B are written, or the firmware's own settings trusted after it
  // has looked for type B itself: which of the two a reader needs only the reader knows.
  bool with_registers_ = false;
};

}  // namespace devices::reader
