// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/issuing/signed_lists.h"

#include <cassert>

#include "devices/sandbox/service/issuing/cbor_writer.h"
#include "devices/sandbox/service/records/seal.h"

namespace service {
namespace {

constexpr std::size_t kEntry = 16;

// The four members both lists begin with.
void write_front(CborWriter& out, const ListContent& content) {
  out.text("exp").integer(epoch_seconds(content.expires));
  out.text("iat").integer(epoch_seconds(content.issued));
  out.text("iss").text(content.issuer);
  out.text("seq").integer(content.sequence);
}

void write_revoked(CborWriter& out, const ListContent& content) {
  out.text("revoked").array(content.revoked.size());
  for (const std::string& entry : content.revoked) {
    assert(entry.size() == kEntry);
    out.bytes(entry);
  }
}

}  // namespace

std::optional<ListedSigner> read_listed_signer(std::string_view certificate_pem) {
  auto read = der_and_end(certificate_pem);
  if (!read) return std::nullopt;
  return ListedSigner{std::move(read->first), read->second};
}

std::string sign_trust_list(const SlipSigner& root, const ListContent& content) {
  CborWriter out;
  out.map(6);
  write_front(out, content);
  out.text("keys").array(content.keys.size());
  for (const std::string& der : content.keys) out.bytes(der);
  write_revoked(out, content);
  return root.cose_sign1(out.written());
}

std::string sign_revocation_list(const SlipSigner& root, const ListContent& content) {
  CborWriter out;
  out.map(5);
  write_front(out, content);
  write_revoked(out, content);
  return root.cose_sign1(out.written());
}

std::string revocation_entry(std::string_view reference) {
  assert(reference.size() == 8);
  return sha256("GC-REF:" + std::string(reference)).substr(0, kEntry);
}

}  // namespace service
