// SPDX-License-Identifier: GPL-3.0-or-later
// A staff badge's application, PIV (NIST SP 800-73-4): the card authentication key in slot 9E signs
// a challenge, without a PIN and over the air. A badge counts only when it does so now, with a key
// that the hospital's own authority certified. One thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/apdu.h"
#include "devices/reader/reader_messages.h"

struct x509_store_st;

namespace devices::reader {

enum class BadgeTrouble {
  no_application,  // the card knows no PIV
  no_certificate,  // none in slot 9E, or none that can be read
  not_ours,        // of another authority, or not issued to authenticate cards
  expired,         // not valid yet, or no longer
  wrong_key,       // certified, but no P-256 key
  bad_signature,   // the card does not hold the key that its certificate names
  gone,            // the card or the reader is gone
};

// Whose badges count: the certificates of one or more authorities, each a root for itself or below
// another one of the file.
class StaffAuthority {
 public:
  // A PEM file with one certificate or several, all of authorities. The error is one sentence that
  // names the path.
  [[nodiscard]] static tl::expected<StaffAuthority, std::string> read(
      const std::filesystem::path& pem);

  // For OpenSSL, which takes no const here.
  [[nodiscard]] x509_store_st* store() const { return store_.get(); }

 private:
  struct Free {
    void operator()(x509_store_st* store) const;
  };
  StaffAuthority() = default;
  std::unique_ptr<x509_store_st, Free> store_;
};

// Asks the card on `transmit` for its certificate and lets it sign 32 bytes that nobody saw before.
// The id is the first eight bytes of SHA-256 over the key's SubjectPublicKeyInfo. An ordinary badge
// takes four or five commands, and no card gets more than 72.
[[nodiscard]] tl::expected<BadgeId, BadgeTrouble> authenticate_badge(const Transmit& transmit,
                                                                     const StaffAuthority& staff,
                                                                     std::chrono::sys_seconds now);

}  // namespace devices::reader
