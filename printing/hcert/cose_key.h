// SPDX-License-Identifier: GPL-3.0-or-later
// A public key that checks COSE signatures. Only keys whose strength is known are taken: P-256,
// P-384, RSA from 2048 bit, Ed25519. Immutable; may be used from several threads at once.
#pragma once

#include <memory>
#include <optional>

#include "printing/hcert/cose.h"

struct evp_pkey_st;  // OpenSSL's key

namespace printing::cose {

class PublicKey {
 public:
  // From a SubjectPublicKeyInfo, DER. Nothing if it is no such key.
  [[nodiscard]] static std::optional<PublicKey> read(Bytes spki);

  // True only if the algorithm fits the kind of key and the signature holds. ES256 signatures are
  // r || s, each as wide as the key's curve.
  [[nodiscard]] bool verifies(Algorithm algorithm, Bytes message, Bytes signature) const;

 private:
  enum class Type { p256, p384, rsa, ed25519 };
  PublicKey(std::shared_ptr<evp_pkey_st> key, Type type) : key_(std::move(key)), type_(type) {}

  std::shared_ptr<evp_pkey_st> key_;
  Type type_;
};

}  // namespace printing::cose
