// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/outbox_seal.h"

#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include <array>
#include <cassert>
#include <memory>

#include "devices/durable_file.h"
#include "devices/file_mode.h"

namespace devices {

namespace {

constexpr std::size_t kKey = 32;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
constexpr std::string_view kPurpose = "green-channel outbox 1";

template <auto free>
struct Freed {
  template <typename T>
  void operator()(T* handle) const {
    free(handle);
  }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Derivation = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int size_of(std::string_view text) { return static_cast<int>(text.size()); }

// OpenSSL fails here only without memory or by a mistake of this file.
void must(bool done) {
  assert(done);
  static_cast<void>(done);
}

visit::Secret derived(std::string_view key) {
  std::array<unsigned char, kKey> out{};
  std::size_t size = out.size();
  const Derivation derivation(EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr));
  must(derivation && EVP_PKEY_derive_init(derivation.get()) == 1 &&
       EVP_PKEY_CTX_set_hkdf_md(derivation.get(), EVP_sha256()) == 1 &&
       EVP_PKEY_CTX_set1_hkdf_key(derivation.get(), bytes_of(key), size_of(key)) == 1 &&
       EVP_PKEY_CTX_add1_hkdf_info(derivation.get(), bytes_of(kPurpose), size_of(kPurpose)) == 1 &&
       EVP_PKEY_derive(derivation.get(), out.data(), &size) == 1 && size == out.size());
  visit::Secret secret(std::string_view(reinterpret_cast<const char*>(out.data()), out.size()));
  visit::wipe(out.data(), out.size());
  return secret;
}

}  // namespace

std::optional<OutboxSeal> OutboxSeal::read(const std::filesystem::path& key_file) {
  if (!is_its_owners_alone(key_file)) return std::nullopt;
  auto bytes = read_whole_file(key_file, kKey);
  if (!bytes) return std::nullopt;
  std::optional<OutboxSeal> seal;
  if (bytes->size() == kKey) seal = OutboxSeal(derived(*bytes));
  visit::wipe(bytes->data(), bytes->size());
  return seal;
}

bool OutboxSeal::make(const std::filesystem::path& key_file) {
  std::string bytes(kKey, '\0');
  must(RAND_bytes(bytes_of(bytes), size_of(bytes)) == 1);
  const bool made = replace_file(key_file, bytes);
  visit::wipe(bytes.data(), bytes.size());
  return made;
}

std::string OutboxSeal::close(std::string_view text, std::string_view place) const {
  std::string out(kNonce + text.size() + kTag, '\0');
  must(RAND_bytes(bytes_of(out), kNonce) == 1);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  must(cipher &&
       EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_.reveal()),
                          bytes_of(out)) == 1 &&
       EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes_of(place), size_of(place)) == 1 &&
       EVP_EncryptUpdate(cipher.get(), bytes_of(out) + kNonce, &size, bytes_of(text),
                         size_of(text)) == 1 &&
       EVP_EncryptFinal_ex(cipher.get(), bytes_of(out) + kNonce + size, &size) == 1 &&
       EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag,
                           bytes_of(out) + kNonce + text.size()) == 1);
  return out;
}

std::optional<visit::Secret> OutboxSeal::open(std::string_view sealed,
                                              std::string_view place) const {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  const std::string_view text = sealed.substr(kNonce, sealed.size() - kNonce - kTag);
  std::string tag(sealed.substr(sealed.size() - kTag));
  std::string out(text.size() + 1, '\0');  // never empty: OpenSSL takes no address for no output
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  int rest = 0;
  const bool good =
      cipher &&
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_.reveal()),
                         bytes_of(sealed)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes_of(place), size_of(place)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(out), &size, bytes_of(text), size_of(text)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(out) + size, &rest) == 1;
  std::optional<visit::Secret> opened;
  if (good) opened.emplace(std::string_view(out).substr(0, text.size()));
  visit::wipe(out.data(), out.size());
  return opened;
}

}  // namespace devices
