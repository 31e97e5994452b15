// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps the store from telling who is in it: people are found by a pseudonym, and text about
// them is sealed. Both come from one 32-byte key that is not in the store. Immutable, safe from any
// thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace service {

using Key32 = std::array<std::uint8_t, 32>;
using PersonRef = std::array<std::uint8_t, 16>;

// 64 hex digits, a line end allowed.
std::optional<Key32> read_hex_key(std::string_view text);
std::string hex(std::string_view bytes);

std::string sha256(std::string_view bytes);
std::string hmac_sha256(const Key32& key, std::string_view bytes);
// Never tells by its time where two texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);
std::string random_bytes(std::size_t count);

class Seal {
 public:
  explicit Seal(const Key32& key);

  // HMAC-SHA256, cut to 128 bits: a plain hash of an 18-digit number is found by trying.
  [[nodiscard]] PersonRef pseudonym(std::string_view document_kind, std::string_view number) const;
  // AES-256-GCM, a fresh 96-bit nonce in front. `place` binds the text to where it lies, so that
  // rows cannot be exchanged.
  [[nodiscard]] std::string close(std::string_view text, std::string_view place) const;
  // Nothing if it was sealed with another key or for another place, or was altered.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed,
                                                std::string_view place) const;

 private:
  Key32 pseudonym_key_;
  Key32 seal_key_;
};

}  // namespace service
