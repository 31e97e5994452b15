// SPDX-License-Identifier: GPL-3.0-or-later
// A signature that lies beside what it signs: CMS (RFC 5652), DER, by a certificate of one
// authority, as `openssl cms` makes and checks it. Nothing that the system trusts counts. Any
// thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/moment.h"

namespace devices {

struct SignedBy {
  std::string name;     // the certificate's common name
  visit::Moment until;  // its last moment, or that of an authority above it which ends sooner
};

enum class SignFault {
  key,          // no private key is there, its password is wrong, or it is of a kind that cannot
  exposed_key,  // others than its owner may read it
  certificate,  // no certificate is there
  other_key,    // the certificate is of another key
  not_for_signing,  // by its usages
  not_now           // it does not hold yet, or no more
};

struct DetachedSignature {
  std::string der;
  SignedBy by;
};

// With a PEM key and its PEM certificate, which others up to the authority may follow. A key with a
// password is asked for at the terminal.
[[nodiscard]] tl::expected<DetachedSignature, SignFault> sign_detached(
    std::string_view content, const std::filesystem::path& key,
    const std::filesystem::path& certificate, visit::Moment now);

enum class SignatureFault {
  no_authority,     // `authority` holds no certificate
  malformed,        // this is no such signature
  altered,          // of something else than this content
  stranger,         // the certificate is not the authority's
  not_for_signing,  // by its usages
  too_early,        // the certificate does not hold yet
  expired
};

// `authority` is a PEM file of one or more certificates; one that signs itself may be the signer's
// own.
[[nodiscard]] tl::expected<SignedBy, SignatureFault> check_detached(
    std::string_view content, std::string_view signature, const std::filesystem::path& authority,
    visit::Moment now);

}  // namespace devices
