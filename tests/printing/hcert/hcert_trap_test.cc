// SPDX-License-Identifier: GPL-3.0-or-later
// What real issuers write, and what real verifiers have stumbled over: one test a trap.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "printing/hcert/hcert.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using namespace std::chrono_literals;
using namespace testing;

struct Issuer {
  TestSigner signer;
  TrustList trust = trusting({signer.certificate()});
  [[nodiscard]] std::string header(std::string_view kid) const {
    return cbor_map({{cbor_int(1), cbor_int(signer.algorithm())}, {cbor_int(4), cbor_bytes(kid)}});
  }
  [[nodiscard]] Verdict of(const Message& message) const {
    return verify(qr_text_of(cose_of(signer, message)), trust, kNow).verdict;
  }
  [[nodiscard]] HcertResult payload(const std::string& claims) const {
    return verify(certificate_text(signer, claims), trust, kNow);
  }
};

const std::string& ordinary() {
  static const std::string payload = cwt(subclaims(dcc(), health_code()));
  return payload;
}

TEST_CASE("tag 18, 61 around 18 and no tag are accepted, another tag is not") {
  const Issuer issuer;
  CHECK(issuer.of({.payload = ordinary(), .tags = {18}}) == Verdict::ok);
  CHECK(issuer.of({.payload = ordinary(), .tags = {61, 18}}) == Verdict::ok);
  CHECK(issuer.of({.payload = ordinary(), .tags = {}}) == Verdict::ok);
  CHECK(issuer.of({.payload = ordinary(), .tags = {61}}) == Verdict::damaged);
  CHECK(issuer.of({.payload = ordinary(), .tags = {17}}) == Verdict::damaged);
}

TEST_CASE("the kid may stand in either header; in both, the protected one counts") {
  const Issuer issuer;
  const std::string alg_only = cbor_map({{cbor_int(1), cbor_int(-7)}});
  const auto unprotected = [](std::string_view kid) {
    return cbor_map({{cbor_int(4), cbor_bytes(kid)}});
  };
  const auto judged = [&](const std::string& inside, const std::string& outside) {
    return issuer.of(
        {.payload = ordinary(), .protected_header = inside, .unprotected_header = outside});
  };
  const std::string kid = issuer.signer.kid();
  CHECK(judged(alg_only, unprotected(kid)) == Verdict::ok);
  CHECK(judged(issuer.header(kid), unprotected("foo")) == Verdict::ok);
  CHECK(judged(issuer.header("foo"), unprotected(kid)) == Verdict::unknown_issuer);
  CHECK(judged(alg_only, unprotected("foo")) == Verdict::unknown_issuer);
  CHECK(judged(alg_only, cbor_map({})) == Verdict::unknown_issuer);
  // Neither a part of the kid nor a longer one is the kid.
  CHECK(judged(issuer.header(kid.substr(0, 7)), cbor_map({})) == Verdict::unknown_issuer);
  CHECK(judged(issuer.header(kid + '\0'), cbor_map({})) == Verdict::unknown_issuer);
}

TEST_CASE("the algorithm counts from the unprotected header only if the protected has none") {
  const Issuer issuer;
  const std::string outside = cbor_map({{cbor_int(1), cbor_int(-7)}});
  const std::string kid_only = cbor_map({{cbor_int(4), cbor_bytes(issuer.signer.kid())}});
  CHECK(issuer.of(
            {.payload = ordinary(), .protected_header = kid_only, .unprotected_header = outside}) ==
        Verdict::ok);
  const std::string lie =
      cbor_map({{cbor_int(1), cbor_int(-37)}, {cbor_int(4), cbor_bytes(issuer.signer.kid())}});
  CHECK(
      issuer.of({.payload = ordinary(), .protected_header = lie, .unprotected_header = outside}) ==
      Verdict::bad_signature);
  CHECK(issuer.of({.payload = ordinary(), .protected_header = kid_only}) == Verdict::unsupported);
}

TEST_CASE("ES256 with a P-384 key has a signature of 96 bytes and is valid") {
  const Issuer issuer{.signer = TestSigner(KeyKind::p384)};
  const std::string cose = cose_of(issuer.signer, {.payload = ordinary()});
  CHECK(cose.substr(cose.size() - 98, 2) == "\x58\x60");
  CHECK(verify(qr_text_of(cose), issuer.trust, kNow).verdict == Verdict::ok);
}

TEST_CASE("PS256 and EdDSA certificates verify") {
  for (const KeyKind kind : {KeyKind::rsa2048, KeyKind::ed25519}) {
    const Issuer issuer{.signer = TestSigner(kind)};
    CHECK(issuer.of({.payload = ordinary()}) == Verdict::ok);
  }
}

TEST_CASE("a signature of a wrong length fails and does no more") {
  const Issuer issuer;
  const std::string cose = cose_of(issuer.signer, {.payload = ordinary()});
  for (const std::size_t size : {0u, 1u, 3u, 63u, 65u, 72u, 96u}) {
    std::string changed = cose.substr(0, cose.size() - 66);
    changed += cbor_bytes(std::string(size, '\x30'));
    CHECK(verify(qr_text_of(changed), issuer.trust, kNow).verdict == Verdict::bad_signature);
  }
}

TEST_CASE("exp and iat may be floats; what is no moment is none") {
  const Issuer issuer;
  const double expires = static_cast<double>(kExpires.time_since_epoch().count());
  const auto dated = [&](double exp, double iat) {
    return issuer.payload(cwt(subclaims(dcc(), ""), cbor_float(exp), cbor_float(iat)));
  };
  const auto good = dated(expires + 0.5, 1611626700.9);
  CHECK(good.verdict == Verdict::ok);
  CHECK(good.expires == kExpires);
  CHECK(good.issued == kIssued);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double bad : {infinity, -infinity, std::nan(""), -1.0, 1e300, 253402300800.0}) {
    const auto judged = dated(bad, 1611626700);
    CHECK(judged.verdict == Verdict::damaged);
    CHECK(judged.stage == Stage::time);
  }
}

TEST_CASE("of two certificates under one kid both are tried, and only these") {
  const TestSigner signers[] = {TestSigner(), TestSigner(), TestSigner(KeyKind::rsa2048)};
  std::vector<cose::Signer> sharing;
  for (const TestSigner& signer : signers) {
    sharing.push_back(cose::read_signer(as_bytes(signer.certificate())).value());
    std::ranges::copy("shared k"sv, sharing.back().kid.begin());
  }
  const auto judged = [&](const TestSigner& signer, const TrustList& trust) {
    const std::string header = cbor_map(
        {{cbor_int(1), cbor_int(signer.algorithm())}, {cbor_int(4), cbor_bytes("shared k")}});
    const Message message{.payload = ordinary(), .protected_header = header};
    return verify(qr_text_of(cose_of(signer, message)), trust, kNow).verdict;
  };
  for (const TestSigner& signer : signers) CHECK(judged(signer, TrustList(sharing)) == Verdict::ok);
  CHECK(judged(TestSigner(), TrustList(sharing)) == Verdict::bad_signature);
  sharing.pop_back();
  CHECK(judged(signers[2], TrustList(sharing)) == Verdict::bad_signature);
}

TEST_CASE("a null or empty group beside the real one is no second entry") {
  const Issuer issuer;
  const auto with = [&](const std::string& other) {
    const std::string entry = cbor_array({cbor_map({{cbor_text("ci"), cbor_text(kUci)}})});
    return issuer
        .payload(cwt(subclaims(
            cbor_map({{cbor_text("t"), entry}, {cbor_text("r"), other}, {cbor_text("v"), other}}),
            "")))
        .verdict;
  };
  CHECK(with(cbor_head(7, 22)) == Verdict::ok);
  CHECK(with(cbor_head(7, 23)) == Verdict::ok);
  CHECK(with(cbor_array({})) == Verdict::ok);
  CHECK(with(cbor_array({cbor_map({})})) == Verdict::unsupported);
  CHECK(with(cbor_int(0)) == Verdict::unsupported);
}

TEST_CASE("a DCC of more than one entry, or of none, is refused although well signed") {
  const Issuer issuer;
  const std::string entry = cbor_map({{cbor_text("ci"), cbor_text(kUci)}});
  const auto of = [&](const std::string& map) {
    return issuer.payload(cwt(subclaims(map, health_code())));
  };
  const auto two = of(cbor_map({{cbor_text("v"), cbor_array({entry, entry})}}));
  CHECK(two.verdict == Verdict::unsupported);
  CHECK(two.stage == Stage::content);
  CHECK(two.signature_holds());
  CHECK(colour_to_show(two, kNow) == HealthCodeColour::unknown);
  CHECK(of(cbor_map({{cbor_text("dob"), cbor_text("1938")}})).verdict == Verdict::unsupported);
  CHECK(of(cbor_map({{cbor_text("v"), cbor_array({cbor_int(1)})}})).verdict == Verdict::damaged);
  CHECK(of(cbor_map({{cbor_text("v"), cbor_array({entry})}})).verdict == Verdict::ok);
}

TEST_CASE("dates with a time, floats for doses and stray fields do not disturb the verdict") {
  const Issuer issuer;
  const std::string entry = cbor_map({{cbor_text("ci"), cbor_text(" urn:uvci:01:xa:1 ")},
                                      {cbor_text("dn"), cbor_float(1.0)},
                                      {cbor_text("sd"), cbor_head(7, 22)},
                                      {cbor_text("dt"), cbor_text("2021-01-26T00:00:00")},
                                      {cbor_text("xx"), cbor_array({})}});
  CHECK(issuer.payload(cwt(subclaims(cbor_map({{cbor_text("v"), cbor_array({entry})}}), "")))
            .verdict == Verdict::ok);
}

TEST_CASE("a sampling time may be tagged") {
  const Issuer issuer;
  const std::string entry =
      cbor_map({{cbor_text("sc"), cbor_tag(0, cbor_text("2021-01-26T01:30:00Z"))},
                {cbor_text("tr"), cbor_text("260415000")}});
  const auto result =
      issuer.payload(cwt(subclaims(cbor_map({{cbor_text("t"), cbor_array({entry})}}), "")));
  REQUIRE(result.dcc);
  CHECK(result.dcc->sampled == kIssued - 35min);
}

TEST_CASE("the mirrored signature (r, n-s) verifies, and revocation still finds it") {
  const TestSigner root;
  const Issuer issuer;
  const std::string cose = cose_of(issuer.signer, {.payload = ordinary()});
  // n - s, in the order n of P-256.
  const std::string order =
      from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  std::string mirrored = cose;
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const std::size_t place = cose.size() - 32 + i;
    int difference =
        static_cast<unsigned char>(order[i]) - static_cast<unsigned char>(cose[place]) - borrow;
    borrow = difference < 0 ? 1 : 0;
    difference += borrow * 256;
    mirrored[place] = static_cast<char>(difference);
  }
  REQUIRE(mirrored != cose);
  CHECK(verify(qr_text_of(mirrored), issuer.trust, kNow).verdict == Verdict::ok);
  const auto entry =
      revocation_by_signature(cose::Algorithm::es256, as_bytes(cose).subspan(cose.size() - 64));
  const auto trust =
      trusting(root, {.certificates = {issuer.signer.certificate()}, .revoked = {entry}});
  CHECK(verify(qr_text_of(mirrored), trust, kNow).verdict == Verdict::revoked);
}

TEST_CASE("duplicate keys and bad UTF-8 are refused however well they are signed") {
  const Issuer issuer;
  const std::string twice = cbor_map({{cbor_int(1), cbor_text("XA")},
                                      {cbor_int(4), epoch(kExpires)},
                                      {cbor_int(4), epoch(kExpires + 24h)},
                                      {cbor_int(-260), subclaims(dcc(), "")}});
  CHECK(issuer.payload(twice).stage == Stage::cwt);
  CHECK(issuer.payload(cwt(subclaims(cbor_map({{cbor_text("\xFF"), cbor_int(1)}}), ""))).verdict ==
        Verdict::damaged);
}

TEST_CASE("nesting and items of a signed payload are limited") {
  const Issuer issuer;
  const auto stray = [&](const std::string& value) {
    return issuer.payload(cwt(subclaims(dcc(), health_code({{99, value}})))).verdict;
  };
  CHECK(stray(std::string(20, '\x81') + '\0') == Verdict::ok);
  CHECK(stray(std::string(30, '\x81') + '\0') == Verdict::damaged);
  CHECK(stray(cbor_head(4, 3000) + std::string(3000, '\0')) == Verdict::ok);
  CHECK(stray(cbor_head(4, 5000) + std::string(5000, '\0')) == Verdict::damaged);
}

TEST_CASE("a kid of three bytes, as in CO22 and CO23, is nobody's, wherever it stands") {
  const Issuer issuer;
  const std::string short_kid = cbor_map({{cbor_int(4), cbor_bytes("foo")}});
  CHECK(issuer.of({.payload = ordinary(), .protected_header = issuer.header("foo")}) ==
        Verdict::unknown_issuer);
  CHECK(issuer.of({.payload = ordinary(),
                   .protected_header = cbor_map({{cbor_int(1), cbor_int(-7)}}),
                   .unprotected_header = short_kid}) == Verdict::unknown_issuer);
}

TEST_CASE("a name of rare characters comes through as it was signed, byte for byte") {
  const Issuer issuer;
  // U+3449, U+20BB7 (four bytes) and a name with a middle dot.
  for (const std::string name :
       {"\xE3\x91\x89\xF0\xA0\xAE\xB7", "\xE9\x98\xBF\xC2\xB7\xE6\x98\x8E"}) {
    const auto result = issuer.payload(cwt(subclaims("", health_code({{10, cbor_text(name)}}))));
    CHECK(result.verdict == Verdict::ok);
    REQUIRE(result.health_code);
    CHECK(result.health_code->name == name);
  }
  // Half a character is not text.
  CHECK(issuer.payload(cwt(subclaims("", health_code({{10, cbor_text("\xF0\xA0\xAE")}})))).stage ==
        Stage::cwt);
}

TEST_CASE("a positive test and one of tomorrow are good signatures, and never read as green") {
  const Issuer issuer;
  const auto shown = [&](const std::string& entry) {
    const auto result = issuer.payload(cwt(subclaims(entry, health_code())));
    CHECK(result.verdict == Verdict::ok);
    return colour_to_show(result, kNow);
  };
  CHECK(shown(dcc()) == HealthCodeColour::green);
  CHECK(shown(dcc("t", "260373001")) == HealthCodeColour::unknown);
  CHECK(shown(dcc("t", "260415000", "2021-01-27T02:00:00Z")) == HealthCodeColour::unknown);
}

TEST_CASE("another country's signer vouches for its entry, never for a health code") {
  const TestSigner own;
  const TestSigner abroad;
  TrustList trust = trusting({own.certificate()});
  trust.add_foreign(trusting({abroad.certificate()}));
  const auto both = cwt(subclaims(dcc(), health_code()));
  const auto foreign = verify(certificate_text(abroad, both), trust, kNow);
  CHECK(foreign.verdict == Verdict::ok);
  CHECK(foreign.foreign);
  CHECK(foreign.dcc);
  CHECK_FALSE(foreign.health_code);
  CHECK(colour_to_show(foreign, kNow) == HealthCodeColour::unknown);
  const auto alone =
      verify(certificate_text(abroad, cwt(subclaims("", health_code()))), trust, kNow);
  CHECK(alone.verdict == Verdict::unsupported);
  CHECK(alone.stage == Stage::content);
  CHECK_FALSE(alone.health_code);
  // The control: our own signer's word is taken.
  const auto ours = verify(certificate_text(own, both), trust, kNow);
  CHECK(ours.health_code);
  CHECK_FALSE(ours.foreign);
  CHECK(colour_to_show(ours, kNow) == HealthCodeColour::green);
}

TEST_CASE("a critical header that nobody understands is not passed over") {
  const Issuer issuer;
  const std::string header = cbor_map({{cbor_int(1), cbor_int(-7)},
                                       {cbor_int(2), cbor_array({cbor_int(99)})},
                                       {cbor_int(4), cbor_bytes(issuer.signer.kid())}});
  CHECK(issuer.of({.payload = ordinary(), .protected_header = header}) == Verdict::unsupported);
}

}  // namespace
}  // namespace printing
