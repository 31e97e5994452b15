// SPDX-License-Identifier: GPL-3.0-or-later
// The PN532 behind its frames: registers, settings, the selected targets, and what each command of
// docs/wire.md section 1 does. It knows no line and no clock: it says how long it is busy and what
// it will answer. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "devices/sandbox/wires/rf_field.h"

namespace sandbox {

class Pn532Chip {
 public:
  // What follows from a command: after `wait` the chip answers. Without a wait it is busy until a
  // card comes or the host gives up.
  struct Turn {
    std::optional<std::chrono::microseconds> wait;
    Bytes answer;  // command byte plus one and what follows; empty: the error frame
  };

  Pn532Chip(RfField& field, Pn532Faults& faults) : field_(field), faults_(faults) { power_up(); }

  // As after power came: the field off, registers and settings at their defaults, asleep.
  void power_up();

  Turn begin(ByteView command);
  // A card came while the chip was busy; a new turn if that ends a search.
  std::optional<Turn> card_came();
  // The answer was given, or the host gave up.
  void end() { search_.clear(); }

  bool asleep() const { return asleep_; }
  void wake() { asleep_ = false; }

 private:
  struct Target {
    RfField::CardNumber card = 0;
    std::uint8_t type = 0;  // as GetGeneralStatus reports it: 00 MIFARE and 14443-4A, 03 type B
    bool is_mifare = false;
  };
  struct Reply {
    Bytes bytes;
    std::chrono::microseconds air{};
  };

  Turn diagnose(ByteView command);
  Turn general_status() const;
  Turn read_registers(ByteView command) const;
  Turn write_registers(ByteView command);
  Turn configure_radio(ByteView command);
  Turn exchange(ByteView command);
  Turn communicate_thru(ByteView command);
  Turn exchange_raw(ByteView frame);
  Turn search(ByteView command);
  std::optional<Turn> look();
  std::optional<Reply> list_passive(ByteView command);
  std::optional<Reply> auto_poll(ByteView command);
  std::optional<Reply> list_a(std::size_t most);
  std::optional<Reply> list_b();

  Turn status_answer(std::uint8_t command, std::uint8_t status, ByteView data,
                     std::chrono::microseconds air) const;
  std::optional<std::uint8_t> forced_status(std::uint8_t command);
  std::optional<std::chrono::microseconds> communication_timeout() const;
  std::uint8_t reg(std::uint16_t address) const;

  RfField& field_;
  Pn532Faults& faults_;
  std::map<std::uint16_t, std::uint8_t> registers_;
  std::vector<Target> targets_;
  Bytes search_;  // the InListPassiveTarget or InAutoPoll under way
  std::uint8_t parameters_ = 0;
  std::uint8_t retry_timeout_ = 0;
  std::uint8_t passive_retries_ = 0;
  bool asleep_ = true;
};

}  // namespace sandbox
