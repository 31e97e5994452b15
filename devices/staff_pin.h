// SPDX-License-Identifier: GPL-3.0-or-later
// A PIN as it may lie in a file: scrypt (RFC 7914) under a salt of its own, with its cost in the
// text so that it can be raised. Six digits are few: whoever has the text finds them in a day, so
// the file is its owner's alone, and at the machine PinLocks counts. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kiosk/visit/secret.h"

namespace devices {

// N = 2^log_n, r, p of scrypt: 32 MiB and about a tenth of a second.
struct PinCost {
  int log_n = 15;
  int r = 8;
  int p = 1;
};

// Why a PIN is not taken for a badge.
enum class PinFault {
  not_six_digits,
  obvious,  // one digit six times, 123456, 654321
};
[[nodiscard]] std::optional<PinFault> fault_of(const visit::Secret& pin);

class StaffPin {
 public:
  // With fresh salt.
  [[nodiscard]] static StaffPin of(const visit::Secret& pin, PinCost cost = {});
  // "scrypt$15$8$1$" salt "$" key, 32 and 64 hex digits. None: it is no such text, or its cost is
  // beyond what a kiosk bears (N 2^10 to 2^20, r and p up to 32, 256 MiB).
  [[nodiscard]] static std::optional<StaffPin> read(std::string_view text);
  [[nodiscard]] std::string text() const;

  // Takes as long for a wrong one as for the right one.
  [[nodiscard]] bool is(const visit::Secret& pin) const;

 private:
  StaffPin() = default;
  [[nodiscard]] std::array<std::uint8_t, 32> derive(const visit::Secret& pin) const;

  PinCost cost_;
  std::array<std::uint8_t, 16> salt_{};
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace devices
