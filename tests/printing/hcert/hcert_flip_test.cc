// SPDX-License-Identifier: GPL-3.0-or-later
// One bit of a certificate flipped, every one of them: in the text, in the compressed stream and in
// the signed message. None is accepted with another content. What remains possible is no flip of a
// bit: (r, n-s) verifies as well as (r, s), see hcert_trap_test.cc.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>

#include "printing/hcert/hcert.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using namespace testing;

struct Flips {
  int tried = 0;
  int same = 0;   // accepted, and the signed message is the very same
  int other = 0;  // accepted with another message: must never be
};

struct Certificate {
  TestSigner signer;
  TrustList trust = trusting({signer.certificate()});
  std::string cose = cose_of(signer, {.payload = cwt(subclaims(dcc(), health_code()))});

  void judge(const std::string& text, Flips& flips) const {
    const HcertResult result = verify(text, trust, kNow);
    ++flips.tried;
    if (result.verdict != Verdict::ok) return;
    const bool same = std::ranges::equal(result.kept.message_bytes, as_bytes(cose));
    ++(same ? flips.same : flips.other);
  }
};

std::string flipped(std::string bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  return bytes;
}

TEST_CASE("no bit of the signed message can be flipped") {
  const Certificate certificate;
  Flips flips;
  certificate.judge(qr_text_of(certificate.cose), flips);
  REQUIRE(flips.same == 1);
  flips = {};
  for (std::size_t bit = 0; bit < certificate.cose.size() * 8; ++bit) {
    certificate.judge(qr_text_of(flipped(certificate.cose, bit)), flips);
  }
  std::printf("single-bit flips of the message: %d tried, %d accepted\n", flips.tried,
              flips.same + flips.other);
  CHECK(flips.same + flips.other == 0);
}

TEST_CASE("a flipped bit of the compressed stream is refused, or lies in deflate's last padding") {
  const Certificate certificate;
  const std::string stream = zlib_of(certificate.cose);
  Flips flips;
  for (std::size_t bit = 0; bit < stream.size() * 8; ++bit) {
    certificate.judge("HC1:" + base45_of(flipped(stream, bit)), flips);
  }
  std::printf("single-bit flips of the stream: %d tried, %d meant nothing, %d accepted\n",
              flips.tried, flips.same, flips.other);
  CHECK(flips.other == 0);
  // Up to seven bits before the checksum belong to no code.
  CHECK(flips.same <= 7);
}

TEST_CASE("a flipped bit of the text is refused, or lies in deflate's last padding") {
  const Certificate certificate;
  const std::string text = qr_text_of(certificate.cose);
  Flips flips;
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    certificate.judge(flipped(text, bit), flips);
  }
  std::printf("single-bit flips of the text: %d tried, %d meant nothing, %d accepted\n",
              flips.tried, flips.same, flips.other);
  CHECK(flips.other == 0);
  CHECK(flips.same <= 7);
}

TEST_CASE("the flips would be noticed: a verifier that skips the signature takes some of them") {
  // The same flips within the payload, signed anew after the flip, are accepted: it is the
  // signature and nothing else that refuses them above.
  const Certificate certificate;
  const std::string payload = cwt(subclaims(dcc(), health_code()));
  Flips flips;
  for (std::size_t bit = 0; bit < payload.size() * 8; bit += 7) {
    certificate.judge(qr_text_of(cose_of(certificate.signer, {.payload = flipped(payload, bit)})),
                      flips);
  }
  CHECK(flips.other > 0);
}

}  // namespace
}  // namespace printing
