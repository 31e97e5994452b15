// SPDX-License-Identifier: GPL-3.0-or-later
// The kiosk's own key, with which it signs what leaves it on a stick: Ed25519, PEM. It certifies
// nothing about anybody: certificates are signed by services. Any thread once made.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace devices {

struct FreeKey {
  void operator()(evp_pkey_st* key) const;
};
using KeyHandle = std::unique_ptr<evp_pkey_st, FreeKey>;

// Raw Ed25519, as `openssl pkeyutl -rawin` has it.
inline constexpr std::size_t kSignatureBytes = 64;

class SigningKey {
 public:
  // Reads the key, or makes one, mode 0600, where no file is yet; its public half lies beside it,
  // see public_half(). None: others than its owner may read it, it is no such key, or the disk does
  // not take it.
  [[nodiscard]] static std::optional<SigningKey> open(const std::filesystem::path& file);
  // keys/journal.pem: keys/journal.pub.pem.
  [[nodiscard]] static std::filesystem::path public_half(const std::filesystem::path& file);

  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  explicit SigningKey(KeyHandle key) : key_(std::move(key)) {}
  KeyHandle key_;
};

class VerifyingKey {
 public:
  // None: no such file, or no public Ed25519 key.
  [[nodiscard]] static std::optional<VerifyingKey> read(const std::filesystem::path& file);
  [[nodiscard]] bool has_signed(std::string_view bytes, std::string_view signature) const;

 private:
  explicit VerifyingKey(KeyHandle key) : key_(std::move(key)) {}
  KeyHandle key_;
};

}  // namespace devices
