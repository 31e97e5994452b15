// SPDX-License-Identifier: GPL-3.0-or-later
// The radio field over the reader and the cards in it: who hears a frame, whose answers collide,
// what a card forgets without power. The cards' faults happen here. Not thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "devices/sandbox/wires/faults.h"
#include "devices/sandbox/wires/picc.h"
#include "devices/sandbox/wires/pn532_line.h"

namespace sandbox {

using Pn532Faults = Faults<Pn532Fault, std::uint8_t>;

// As the PN532 reports them.
enum class RfStatus : std::uint8_t { ok = 0x00, timeout = 0x01, crc = 0x02, collision = 0x06 };

struct RfAnswer {
  RfStatus status = RfStatus::timeout;
  Bytes bytes;
};

class RfField {
 public:
  explicit RfField(Pn532Faults& faults) : faults_(faults) {}

  void lay(Card card);
  void lift();

  void power(bool on);
  bool powered() const { return powered_; }

  // A raw type-B frame without its CRC, to every card.
  RfAnswer exchange_b(ByteView frame);

  // Every card laid down gets a number of its own; 0 is a card that is a fault's invention.
  using CardNumber = std::uint64_t;
  struct TypeA {
    TypeAFace face;
    CardNumber card = 0;
    bool is_mifare = false;
  };
  struct TypeB {
    Bytes atqb;
    Bytes attrib;
    CardNumber card = 0;
  };
  // At most `most` cards of type A, their UIDs told apart by the standard's anticollision.
  std::vector<TypeA> select_a(std::size_t most);
  // REQB and the standard's ATTRIB, as the PN532's firmware does them. Two cards of type B cannot
  // be told apart by a PUPI of zeros: then none is found.
  std::optional<TypeB> select_b();

  // Whether the card still lies there and has power.
  bool holds(CardNumber card) const;
  // An APDU to a card that was selected; nullopt when it is gone or stays silent.
  std::optional<Bytes> exchange_apdu(CardNumber card, ByteView apdu);

  std::uint32_t offs() const { return offs_; }
  std::uint32_t uids_read() const { return uids_read_; }

 private:
  struct Laid {
    CardNumber number;
    Picc picc;
  };

  bool silent() const;

  Pn532Faults& faults_;
  std::vector<Laid> cards_;
  CardNumber last_number_ = 0;
  bool powered_ = false;
  std::uint32_t offs_ = 0;
  std::uint32_t uids_read_ = 0;
};

// Air time of an exchange at 106 kbit/s, both frames without their CRC.
std::chrono::microseconds air_time(std::size_t sent, std::size_t received);

// CRC_B of ISO 14443-3, low byte first.
std::array<std::uint8_t, 2> crc_b(ByteView bytes);

}  // namespace sandbox
