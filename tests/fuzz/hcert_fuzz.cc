// SPDX-License-Identifier: GPL-3.0-or-later
// The whole judgement of a QR text, with everything outside the fuzzer's bytes put on by this
// program, a signature of its own included: claims, verdict, colour and JSON. The layers by
// themselves have quicker targets.
#include <zlib.h>

#include "printing/hcert/hcert.h"
#include "tests/fuzz/signing_key.h"

namespace {

using namespace printing;
using fuzz::as_bytes;
using fuzz::Key;
using fuzz::promise;

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'611'630'000)};

std::string deflated(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  promise(compress2(reinterpret_cast<Bytef*>(out.data()), &size, as_bytes(bytes).data(),
                    bytes.size(), 1) == Z_OK);
  out.resize(size);
  return out;
}

std::string qr_text(std::string_view stream) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text = "HC1:";
  for (std::size_t i = 0; i < stream.size(); i += 2) {
    const bool pair = i + 1 < stream.size();
    unsigned value = static_cast<unsigned char>(stream[i]);
    if (pair) value = value * 256 + static_cast<unsigned char>(stream[i + 1]);
    for (int k = 0; k < (pair ? 3 : 2); ++k) {
      text += alphabet[value % 45];
      value /= 45;
    }
  }
  return text;
}

// The key's list, with one of what is revoked.
const TrustList& trust_of(const Key& key) {
  static const TrustList list = [&key] {
    RevocationList revoked;
    revoked.entries = Revocations({revocation_by_uci("URN:UVCI:01:XA:9901012101260042#P")});
    revoked.issued = kNow - std::chrono::hours(1);
    revoked.expires = kNow + std::chrono::hours(1);
    TrustList made = key.trust;
    made.take(std::move(revoked));
    return made;
  }();
  return list;
}

void judge(std::string_view text, const Key& key, bool genuine) {
  const HcertResult result = verify(text, trust_of(key), kNow);
  promise(genuine || !result.signature_holds());
  promise(result.signature_holds() || (!result.claims && !result.health_code && !result.dcc));
  promise((result.verdict == Verdict::ok) == (result.stage == Stage::complete));
  if (result.verdict == Verdict::ok) {
    for (const Check check : result.checks) promise(check == Check::passed);
  }
  if (colour_to_show(result, kNow) == HealthCodeColour::green) {
    promise(result.verdict == Verdict::ok && result.health_code->colour == HealthCodeColour::green);
  }
  promise(!to_json(result, kNow).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Key key;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      judge(rest, key, false);
      break;
    case 1:
      judge(qr_text(rest), key, false);
      break;
    case 2:
      judge(qr_text(deflated(rest)), key, false);
      break;
    default:
      judge(qr_text(deflated(key.signed_message(rest))), key, true);
  }
  return 0;
}
