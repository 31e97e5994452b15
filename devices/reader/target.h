// SPDX-License-Identifier: GPL-3.0-or-later
// A card as InListPassiveTarget lists it (docs/wire.md §1), taken apart with every length checked:
// libnfc's own way dies of an ATS whose length says 0. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace devices::reader {

// The number a card bears: UID of type A, PUPI of type B, the UID of a resident ID's chip. It names
// a person's card: it is compared here, shown to a technician, and otherwise never leaves.
class Uid {
 public:
  static constexpr std::size_t kLongest = 10;

  Uid() = default;
  // What is longer than a UID can be is cut.
  explicit Uid(std::span<const std::uint8_t> bytes);
  Uid(const Uid&) = default;
  Uid& operator=(const Uid&) = default;
  ~Uid();

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  friend bool operator==(const Uid&, const Uid&) = default;

 private:
  std::array<std::uint8_t, kLongest> bytes_{};
  std::size_t size_ = 0;
};

enum class RadioType : std::uint8_t { a = 0x00, b = 0x03 };  // as the chip numbers them

struct Target {
  RadioType type = RadioType::a;
  std::uint8_t number = 0;                         // Tg, by which the chip knows it
  std::uint8_t sak = 0;                            // type A
  std::array<std::uint8_t, 4> application_data{};  // type B
  Uid uid;
  bool takes_commands = false;  // speaks ISO 14443-4, and was set up to do so
};

// The chip's answer after D5 4B; none when no whole target is in it.
[[nodiscard]] std::optional<Target> target_in(RadioType type, std::span<const std::uint8_t> answer);

// Whether both are one card that stayed. Cards with a number drawn at random at every power-up, as
// passports have, are told apart by what else they say.
[[nodiscard]] bool is_same_card(const Target& before, const Target& now);

// ATQB's application data of the identity cards of every year of issue.
[[nodiscard]] bool is_resident_chip(std::span<const std::uint8_t, 4> application_data);

}  // namespace devices::reader
