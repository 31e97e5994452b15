// SPDX-License-Identifier: GPL-3.0-or-later
// COSE_Sign1 (RFC 9052 §4.2), the reading half: the parts of a message as they were received, and
// the bytes its signature covers. Nothing is encoded anew but two length heads. Pure.
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <vector>

#include "printing/hcert/cbor.h"

namespace printing::cose {

enum class Trouble {
  malformed,
  unsupported,  // no or unknown algorithm, a critical header, a detached payload
};

enum class Algorithm { es256 = -7, eddsa = -8, ps256 = -37 };

// Views into the document it was read from, save for the kid.
struct Sign1 {
  Bytes protected_header;
  Bytes payload;
  Bytes signature;
  Algorithm algorithm = Algorithm::es256;
  std::vector<std::uint8_t> kid;  // empty if there is none
};

// Tag 18, 61(18(…)) or no tag. alg and kid count from the protected header; from the unprotected
// one only where the protected has none.
[[nodiscard]] tl::expected<Sign1, Trouble> read_sign1(const cbor::Item& root);

// Sig_structure: ["Signature1", protected, h'', payload].
[[nodiscard]] WipedBytes signed_bytes(const Sign1& message);

}  // namespace printing::cose
