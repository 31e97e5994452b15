// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/document_keys.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <memory>
#include <string>

namespace sandbox {
namespace {

using Key = std::array<std::uint8_t, 16>;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// Three DES keys in a row: which half of `key` each of them is.
Bytes cipher(const Key& key, const char (&halves)[4], bool encrypt, ByteView from) {
  assert(from.size() % 8 == 0);
  Bytes keys;
  for (int i = 0; i < 3; ++i) {
    const auto half = key.begin() + (halves[i] == '1' ? 0 : 8);
    keys.insert(keys.end(), half, half + 8);
  }
  const Bytes first_block(8, 0x00);
  const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
  Bytes to(from.size() + 8);
  int size = 0;
  [[maybe_unused]] const bool done =
      EVP_CipherInit_ex(context.get(), EVP_des_ede3_cbc(), nullptr, keys.data(), first_block.data(),
                        encrypt ? 1 : 0) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_CipherUpdate(context.get(), to.data(), &size, from.data(),
                       static_cast<int>(from.size())) == 1;
  assert(done);
  to.resize(static_cast<std::size_t>(size));
  return to;
}

Key derived(ByteView seed, std::uint8_t purpose) {
  Bytes input(seed.begin(), seed.end());
  input.insert(input.end(), {0x00, 0x00, 0x00, purpose});
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
  SHA1(input.data(), input.size(), digest.data());
  Key key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  for (std::uint8_t& byte : key) {
    if (std::popcount(byte) % 2 == 0) byte ^= 0x01;  // DES wants odd parity
  }
  return key;
}

}  // namespace

DocumentKeys DocumentKeys::from_seed(ByteView seed) { return {derived(seed, 1), derived(seed, 2)}; }

DocumentKeys DocumentKeys::from_lines(std::string_view lines) {
  // Each with its check digit: the number, the day of birth, the day of expiry.
  std::string text;
  if (lines.size() == 88) {
    const std::string_view second = lines.substr(44);
    text.append(second.substr(0, 10)).append(second.substr(13, 7)).append(second.substr(21, 7));
  } else {
    assert(lines.size() == 90);
    // A number too long for its field has a filler behind it and goes on in the optional data.
    const std::string_view more = lines.substr(15, 15);
    text.append(lines[14] == '<'
                    ? std::string(lines.substr(5, 9)).append(more.substr(0, more.find('<')))
                    : std::string(lines.substr(5, 10)));
    text.append(lines.substr(30, 7)).append(lines.substr(38, 7));
  }
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), digest.data());
  return from_seed(ByteView(digest).first(16));
}

Bytes DocumentKeys::encrypted(ByteView plain) const { return cipher(secrecy, "121", true, plain); }
Bytes DocumentKeys::decrypted(ByteView secret) const {
  return cipher(secrecy, "121", false, secret);
}

Bytes DocumentKeys::mac(ByteView message) const {
  // The chain through the first key; its end back through the second and through the first again.
  const Bytes chain = cipher(seal, "111", true, padded(message));
  const Bytes back = cipher(seal, "222", false, ByteView(chain).last(8));
  return cipher(seal, "111", true, back);
}

Bytes padded(ByteView bytes) {
  Bytes whole(bytes.begin(), bytes.end());
  whole.push_back(0x80);
  whole.resize((whole.size() + 7) / 8 * 8, 0x00);
  return whole;
}

Bytes unpadded(ByteView bytes) {
  std::size_t size = bytes.size();
  while (size > 0 && bytes[size - 1] == 0x00) --size;
  if (size == 0 || bytes[size - 1] != 0x80) return {};
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size) - 1};
}

}  // namespace sandbox
