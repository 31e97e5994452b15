// SPDX-License-Identifier: GPL-3.0-or-later
// A signer's certificate (DSC) as the trust list keeps it: its kid, its key and what it may sign.
// The certificate's own dates are not judged (docs/wire.md §5.7). Values; reading is thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "printing/hcert/cose_key.h"

namespace printing::cose {

// The first 8 bytes of SHA-256 over the certificate's DER.
using Kid = std::array<std::uint8_t, 8>;

// The kinds of DCC entry; a set of them is the sum of their values.
enum class Usage : std::uint8_t { test = 1, vaccination = 2, recovery = 4 };

struct Signer {
  Kid kid{};
  PublicKey key;
  std::uint8_t usages = 0;   // set of Usage; 0: none is named, so all are allowed
  std::string country = {};  // C of the subject, else of its issuer; "" if neither names one
  // From another country's trust network: vouches for its DCC entries, never for a health code.
  bool foreign = false;
};

// Nothing if the bytes begin with no certificate, or its key is of no kind that PublicKey takes.
[[nodiscard]] std::optional<Signer> read_signer(Bytes der);

// The DER of every certificate in a file: DER as it stands, or all CERTIFICATE blocks of a PEM.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> certificates_in(Bytes file);

}  // namespace printing::cose
