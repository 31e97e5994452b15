// SPDX-License-Identifier: GPL-3.0-or-later
// A key of the harness's own, so that bytes which the fuzzer makes up are behind a good signature.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "printing/hcert/trust_list.h"
#include "tests/fuzz/input.h"

namespace fuzz {

using printing::Bytes;

inline constexpr std::string_view kKid = "fuzz key";

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string bstr(std::string_view bytes) {
  std::string out = "\x5A";
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(bytes.size() >> shift);
  return out.append(bytes);
}

// The one key of this run; what it signs is trusted, and nothing else is.
struct Key {
  std::shared_ptr<EVP_PKEY> key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free};
  printing::cose::Signer signer = made();
  printing::TrustList trust{std::vector{signer}};

  printing::cose::Signer made() const {
    unsigned char* spki = nullptr;
    const int size = i2d_PUBKEY(key.get(), &spki);
    const auto read = printing::cose::PublicKey::read({spki, static_cast<std::size_t>(size)});
    OPENSSL_free(spki);
    promise(read.has_value());
    printing::cose::Signer made{.kid = {}, .key = *read, .usages = 0};
    std::ranges::copy(kKid, made.kid.begin());
    return made;
  }

  std::string signed_message(std::string_view payload) const {
    const std::string header = std::string("\xA2\x01\x27\x04\x48").append(kKid);
    const std::string to_sign = "\x84\x6ASignature1\x4D" + header + "\x40";
    // Sig_structure has the shortest head for the payload.
    std::string covered = to_sign;
    if (payload.size() < 24) {
      covered += static_cast<char>(0x40u | payload.size());
    } else if (payload.size() < 0x100) {
      covered += {'\x58', static_cast<char>(payload.size())};
    } else if (payload.size() < 0x10000) {
      covered +=
          {'\x59', static_cast<char>(payload.size() >> 8u), static_cast<char>(payload.size())};
    } else {
      covered += bstr(payload).substr(0, 5);
    }
    covered += payload;
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free);
    promise(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           as_bytes(covered).data(), covered.size()) == 1);
    return "\xD2\x84" + bstr(header) + "\xA0" + bstr(payload) + bstr(signature);
  }
};

}  // namespace fuzz
