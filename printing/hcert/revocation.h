// SPDX-License-Identifier: GPL-3.0-or-later
// Revoked certificates: an entry is the first 16 bytes of a SHA-256, of one of four kinds
// (docs/wire.md §5.8), so that a list names nobody. Values; looking up is thread-safe.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "printing/hcert/cose.h"

namespace printing {

using RevocationEntry = std::array<std::uint8_t, 16>;

// The three kinds of the EU DCC scheme, and our own. `uci` as it stands in the DCC.
[[nodiscard]] RevocationEntry revocation_by_uci(std::string_view uci);
[[nodiscard]] RevocationEntry revocation_by_country_and_uci(std::string_view issuer,
                                                            std::string_view uci);
// Of an ECDSA signature only r counts: (r, n-s) is as valid as (r, s).
[[nodiscard]] RevocationEntry revocation_by_signature(cose::Algorithm algorithm, Bytes signature);
[[nodiscard]] RevocationEntry revocation_by_reference(const std::array<std::uint8_t, 8>& reference);

class Revocations {
 public:
  Revocations() = default;
  explicit Revocations(std::vector<RevocationEntry> entries);

  [[nodiscard]] bool contain(const RevocationEntry& entry) const;
  [[nodiscard]] std::size_t size() const { return sorted_.size(); }
  [[nodiscard]] bool empty() const { return sorted_.empty(); }

 private:
  std::vector<RevocationEntry> sorted_;
};

}  // namespace printing
