// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/cose_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <limits>
#include <string_view>

namespace printing::cose {
namespace {

constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;  // beyond it a check takes noticeable time

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Fetched once: looking the digest up again for each signature costs a tenth of the check.
const EVP_MD* sha256() {
  static const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> digest{
      EVP_MD_fetch(nullptr, "SHA2-256", nullptr), &EVP_MD_free};
  return digest.get();
}

// ECDSA-Sig-Value for r || s. Both numbers stay below 49 bytes, so every length is one byte.
struct EcdsaDer {
  std::array<std::uint8_t, 2 + 2 * (2 + 49)> bytes{};
  std::size_t size = 2;

  void append(Bytes number) {
    while (!number.empty() && number[0] == 0) number = number.subspan(1);
    // A positive INTEGER: zero has one byte, a set top bit gets a zero before it.
    const bool pad = number.empty() || (number[0] & 0x80u) != 0;
    bytes[size++] = 0x02;
    bytes[size++] = static_cast<std::uint8_t>(number.size() + (pad ? 1 : 0));
    if (pad) bytes[size++] = 0;
    for (const std::uint8_t byte : number) bytes[size++] = byte;
  }
};

bool holds(evp_pkey_st* key, const EVP_MD* digest, bool pss, Bytes message, Bytes signature) {
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // belongs to the context
  bool good = context != nullptr &&
              EVP_DigestVerifyInit(context.get(), &settings, digest, nullptr, key) == 1;
  if (good && pss) {
    good = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  good = good && EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                                  message.size()) == 1;
  // A refused signature leaves its reasons in the thread's queue, where others would find them.
  if (!good) ERR_clear_error();
  return good;
}

}  // namespace

std::optional<PublicKey> PublicKey::read(Bytes spki) {
  if (spki.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return std::nullopt;
  const unsigned char* cursor = spki.data();
  std::shared_ptr<evp_pkey_st> key(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(spki.size())),
                                   &EVP_PKEY_free);
  if (key == nullptr || cursor != spki.data() + spki.size()) {
    ERR_clear_error();
    return std::nullopt;
  }
  if (EVP_PKEY_is_a(key.get(), "EC") == 1) {
    std::array<char, 64> curve{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key.get(), curve.data(), curve.size(), &length) == 1) {
      const std::string_view name(curve.data(), length);
      if (name == "prime256v1") return PublicKey(std::move(key), Type::p256);
      if (name == "secp384r1") return PublicKey(std::move(key), Type::p384);
    }
  } else if (EVP_PKEY_is_a(key.get(), "RSA") == 1 || EVP_PKEY_is_a(key.get(), "RSA-PSS") == 1) {
    const int bits = EVP_PKEY_get_bits(key.get());
    if (bits >= kLeastRsaBits && bits <= kMostRsaBits) return PublicKey(std::move(key), Type::rsa);
  } else if (EVP_PKEY_is_a(key.get(), "ED25519") == 1) {
    return PublicKey(std::move(key), Type::ed25519);
  }
  ERR_clear_error();
  return std::nullopt;
}

bool PublicKey::verifies(Algorithm algorithm, Bytes message, Bytes signature) const {
  switch (algorithm) {
    case Algorithm::es256: {
      if (type_ != Type::p256 && type_ != Type::p384) return false;
      const std::size_t width = type_ == Type::p256 ? 32 : 48;
      if (signature.size() != 2 * width) return false;
      EcdsaDer der;
      der.append(signature.first(width));
      der.append(signature.last(width));
      der.bytes[0] = 0x30;
      der.bytes[1] = static_cast<std::uint8_t>(der.size - 2);
      return holds(key_.get(), sha256(), false, message, Bytes(der.bytes).first(der.size));
    }
    case Algorithm::ps256:
      return type_ == Type::rsa && holds(key_.get(), sha256(), true, message, signature);
    case Algorithm::eddsa:
      return type_ == Type::ed25519 && holds(key_.get(), nullptr, false, message, signature);
  }
  return false;
}

}  // namespace printing::cose
