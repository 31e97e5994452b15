// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cassert>
#include <memory>

namespace service {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Key32 derived(const Key32& key, std::string_view purpose) {
  const std::string mac = hmac_sha256(key, purpose);
  Key32 out{};
  std::copy_n(bytes_of(mac), out.size(), out.begin());
  return out;
}

int figure(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Key32> read_hex_key(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  Key32 key{};
  if (text.size() != 2 * key.size()) return std::nullopt;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const int high = figure(text[2 * i]);
    const int low = figure(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    key[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return key;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kFigures = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kFigures[byte >> 4];
    out += kFigures[byte & 15];
  }
  return out;
}

std::string sha256(std::string_view bytes) {
  std::string out(32, '\0');
  unsigned int size = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), bytes_of(out), &size, EVP_sha256(), nullptr);
  assert(done == 1 && size == 32);
  static_cast<void>(done);
  return out;
}

std::string hmac_sha256(const Key32& key, std::string_view bytes) {
  std::string out(32, '\0');
  unsigned int size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes),
                          bytes.size(), bytes_of(out), &size);
  assert(done && size == 32);
  static_cast<void>(done);
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  const int done = RAND_bytes(bytes_of(out), static_cast<int>(count));
  assert(done == 1);
  static_cast<void>(done);
  return out;
}

Seal::Seal(const Key32& key)
    : pseudonym_key_(derived(key, "pseudonym")), seal_key_(derived(key, "seal")) {}

PersonRef Seal::pseudonym(std::string_view document_kind, std::string_view number) const {
  std::string text(document_kind);
  text += '|';
  text += number;
  const std::string mac = hmac_sha256(pseudonym_key_, text);
  OPENSSL_cleanse(text.data(), text.size());
  PersonRef ref{};
  std::copy_n(bytes_of(mac), ref.size(), ref.begin());
  return ref;
}

std::string Seal::close(std::string_view text, std::string_view place) const {
  std::string out = random_bytes(kNonce);
  out.resize(kNonce + text.size() + kTag);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  const bool done = cipher &&
                    EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, seal_key_.data(),
                                       bytes_of(out)) == 1 &&
                    EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes_of(place),
                                      static_cast<int>(place.size())) == 1 &&
                    EVP_EncryptUpdate(cipher.get(), bytes_of(out) + kNonce, &size, bytes_of(text),
                                      static_cast<int>(text.size())) == 1 &&
                    EVP_EncryptFinal_ex(cipher.get(), bytes_of(out) + kNonce + size, &size) == 1 &&
                    EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag,
                                        bytes_of(out) + kNonce + text.size()) == 1;
  assert(done);
  static_cast<void>(done);
  return out;
}

std::optional<std::string> Seal::open(std::string_view sealed, std::string_view place) const {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  std::string out(sealed.size() - kNonce - kTag, '\0');
  std::string tag(sealed.substr(sealed.size() - kTag));
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  const bool done =
      cipher &&
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, seal_key_.data(),
                         bytes_of(sealed)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes_of(place),
                        static_cast<int>(place.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(out), &size, bytes_of(sealed) + kNonce,
                        static_cast<int>(out.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, bytes_of(tag)) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(out) + size, &size) == 1;
  if (!done) return std::nullopt;
  return out;
}

}  // namespace service
