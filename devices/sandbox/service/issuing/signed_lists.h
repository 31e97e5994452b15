// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the lists that readers go by offline: whose signature counts, and what was revoked
// (docs/wire.md §5.7-5.9). Written from that document alone; it shares no code with the kiosk's
// reader. Pure but for the signature.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/issuing/slip_signer.h"

namespace service {

struct ListContent {
  std::string issuer;  // iss
  std::int64_t sequence = 0;
  Instant issued;
  Instant expires;                   // the next update comes before
  std::vector<std::string> keys;     // DER of the signers' certificates
  std::vector<std::string> revoked;  // 16 bytes each
};

// A signer's certificate of another issuer, which a list names beside its own issuer's.
struct ListedSigner {
  std::string der;
  Instant not_after;
};
std::optional<ListedSigner> read_listed_signer(std::string_view certificate_pem);

// trust.hct, signed by the root.
std::string sign_trust_list(const SlipSigner& root, const ListContent& content);
// The same without keys, for readers that have their signers from elsewhere.
std::string sign_revocation_list(const SlipSigner& root, const ListContent& content);

// The entry under which a slip is revoked; `reference` is the slip's 8 bytes.
std::string revocation_entry(std::string_view reference);

}  // namespace service
