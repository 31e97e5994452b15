// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/request_signature.h"

#include <fmt/format.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cassert>
#include <span>

namespace devices {

namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::optional<unsigned> nibble(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<DeviceKey> parse_device_key(std::string_view hex_digits) {
  while (!hex_digits.empty() && (hex_digits.back() == '\n' || hex_digits.back() == '\r'))
    hex_digits.remove_suffix(1);
  DeviceKey key{};
  if (hex_digits.size() != 2 * key.size()) return std::nullopt;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto high = nibble(hex_digits[2 * i]);
    const auto low = nibble(hex_digits[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    key[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return key;
}

std::string signature(const SignedRequest& request, const DeviceKey& key) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes_of(request.body), request.body.size(), digest.data());
  const std::string lines = fmt::format("{}\n{}\n{}\n{}\n{}", request.method, request.path,
                                        hex(digest), request.timestamp, request.nonce);
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> mac{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(lines), lines.size(),
       mac.data(), &length);
  assert(length == mac.size());
  return hex(mac);
}

std::string nonce() {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
  std::array<std::uint8_t, 22> random{};
  const int made = RAND_bytes(random.data(), static_cast<int>(random.size()));
  assert(made == 1);
  (void)made;
  std::string text;
  for (const std::uint8_t byte : random) text += kAlphabet[byte % kAlphabet.size()];
  return text;
}

}  // namespace devices
