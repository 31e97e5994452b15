// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a badge has signed: checked with the key in its certificate. For tests only.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "devices/sandbox/wires/card.h"

namespace sandbox {

inline bool has_signed(const StaffBadgeCard& badge, ByteView digest, ByteView signature) {
  const unsigned char* cursor = badge.certificate.data();
  X509* certificate = d2i_X509(nullptr, &cursor, static_cast<long>(badge.certificate.size()));
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(X509_get0_pubkey(certificate), nullptr);
  const bool good = EVP_PKEY_verify_init(context) == 1 &&
                    EVP_PKEY_verify(context, signature.data(), signature.size(), digest.data(),
                                    digest.size()) == 1;
  EVP_PKEY_CTX_free(context);
  X509_free(certificate);
  return good;
}

}  // namespace sandbox
