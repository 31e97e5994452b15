// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/revocation.h"

#include <openssl/sha.h>

#include <algorithm>

namespace printing {
namespace {

RevocationEntry hashed(const WipedBytes& text) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(text.data(), text.size(), digest.data());
  RevocationEntry entry{};
  std::copy_n(digest.begin(), entry.size(), entry.begin());
  return entry;
}

void append(WipedBytes& bytes, std::string_view text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

}  // namespace

RevocationEntry revocation_by_uci(std::string_view uci) {
  return revocation_by_country_and_uci({}, uci);
}

RevocationEntry revocation_by_country_and_uci(std::string_view issuer, std::string_view uci) {
  WipedBytes text;
  text.reserve(issuer.size() + uci.size());
  append(text, issuer);
  append(text, uci);
  return hashed(text);
}

RevocationEntry revocation_by_signature(cose::Algorithm algorithm, Bytes signature) {
  const std::size_t counts =
      algorithm == cose::Algorithm::es256 ? signature.size() / 2 : signature.size();
  return hashed(
      WipedBytes(signature.begin(), signature.begin() + static_cast<std::ptrdiff_t>(counts)));
}

RevocationEntry revocation_by_reference(const std::array<std::uint8_t, 8>& reference) {
  WipedBytes text;
  append(text, "GC-REF:");
  text.insert(text.end(), reference.begin(), reference.end());
  return hashed(text);
}

Revocations::Revocations(std::vector<RevocationEntry> entries) : sorted_(std::move(entries)) {
  std::sort(sorted_.begin(), sorted_.end());
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());
}

bool Revocations::contain(const RevocationEntry& entry) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), entry);
}

}  // namespace printing
