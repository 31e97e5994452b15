// SPDX-License-Identifier: GPL-3.0-or-later
// One card in the field (ISO 14443 says PICC): what it hears, and what it answers while it has
// power. An identity card follows the standard up to ATTRIB and its own way from there. Not
// thread-safe.
#pragma once

#include <memory>
#include <optional>

#include "devices/sandbox/wires/applet.h"
#include "devices/sandbox/wires/card.h"

namespace sandbox {

// What anticollision of type A learns of a card.
struct TypeAFace {
  std::array<std::uint8_t, 2> atqa{};
  std::uint8_t sak = 0;
  Bytes uid;
  Bytes ats;  // TL first; empty for a card without ISO 14443-4
};

class Picc {
 public:
  explicit Picc(Card card);

  void power_off();

  // A type-B frame without its CRC; nullopt when the card stays silent.
  std::optional<Bytes> hear_b(ByteView frame);
  // nullopt for a card of type B.
  std::optional<TypeAFace> type_a() const;
  bool is_type_b() const;
  bool is_resident() const { return std::holds_alternative<ResidentCard>(card_); }
  bool is_mifare() const { return std::holds_alternative<MifareCard>(card_); }
  // An APDU over ISO 14443-4; nullopt when the card does not speak it.
  std::optional<Bytes> hear_apdu(ByteView apdu);

 private:
  enum class State { idle, ready, active };

  std::optional<std::array<std::uint8_t, 12>> atqb() const;
  std::optional<Bytes> hear_open_command(ByteView frame) const;

  Card card_;
  std::unique_ptr<Applet> applet_;
  State state_ = State::idle;
};

}  // namespace sandbox
