// SPDX-License-Identifier: GPL-3.0-or-later
// The key of the outbox and what it does: AES-256-GCM under a key derived (HKDF-SHA256) from 32
// random bytes in a file that its owner alone can read. What is sealed for one place opens in no
// other. Any thread once made.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "kiosk/visit/secret.h"

namespace devices {

class OutboxSeal {
 public:
  // None: no such file, not 32 bytes, or others than its owner may read or write it.
  [[nodiscard]] static std::optional<OutboxSeal> read(const std::filesystem::path& key_file);
  // Writes fresh random bytes where no file is yet. False: the disk did not take them.
  [[nodiscard]] static bool make(const std::filesystem::path& key_file);

  // A random number of 96 bits, the text's length in cipher, and the tag of 128 bits.
  [[nodiscard]] std::string close(std::string_view text, std::string_view place) const;
  // None: it was not sealed by this key for this place, or was touched since.
  [[nodiscard]] std::optional<visit::Secret> open(std::string_view sealed,
                                                  std::string_view place) const;

 private:
  explicit OutboxSeal(visit::Secret key) : key_(std::move(key)) {}
  visit::Secret key_;  // derived
};

}  // namespace devices
