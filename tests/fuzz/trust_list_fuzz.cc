// SPDX-License-Identifier: GPL-3.0-or-later
// Trust lists of every kind against arbitrary bytes: our signed list and list of revocations, with
// a good signature and without, a did.json, and files of certificates.
#include "tests/fuzz/signing_key.h"

namespace {

using namespace printing;
using fuzz::as_bytes;
using fuzz::Input;
using fuzz::Key;
using fuzz::promise;

constexpr std::uint64_t kLeast = 5;

void judge_signed(std::string_view file, const Key& key, bool genuine) {
  const auto list = TrustList::read_signed(as_bytes(file), key.signer, kLeast);
  promise(genuine || !list);
  if (list) {
    promise(list->size() > 0 && list->sequence() >= kLeast);
    promise(list->issued() && list->expires() && *list->issued() < *list->expires());
    promise(list->stale(*list->expires()) && !list->stale(*list->issued()));
  }
  const auto revoked = RevocationList::read_signed(as_bytes(file), key.signer, kLeast);
  // One file is one of them at most.
  promise(!(list && revoked));
  if (revoked) promise(genuine && revoked->sequence >= kLeast);
}

void judge_did(std::string_view json) {
  const auto list = TrustList::read_did(json);
  if (list) promise(list->size() > 0 && !list->expires());
}

void judge_certificates(std::string_view file) {
  for (const auto& der : cose::certificates_in(as_bytes(file))) {
    const auto signer = cose::read_signer(der);
    if (!signer) continue;
    promise(signer->usages < 8 && !signer->foreign && signer->country.size() <= 3);
    promise(!signer->key.verifies(cose::Algorithm::es256, as_bytes("x"), as_bytes(file)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Key key;
  Input input(data, size);
  const unsigned choice = input.choice();
  const fuzz::Octets bytes = input.rest();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  switch (choice % 4) {
    case 0:
      judge_signed(key.signed_message(text), key, true);
      break;
    case 1:
      judge_signed(text, key, false);
      break;
    case 2:
      judge_did(text);
      break;
    default:
      judge_certificates(text);
  }
  return 0;
}
