// SPDX-License-Identifier: GPL-3.0-or-later
// The verdicts: what the whole chain says about good, bent and hostile texts.
#include "printing/hcert/hcert.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using namespace std::chrono_literals;
using namespace testing;

struct Judged {
  Verdict verdict;
  Stage stage;
  friend bool operator==(const Judged&, const Judged&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Judged& judged) {
    return out << name_of(judged.verdict) << " at " << name_of(judged.stage);
  }
};
constexpr Judged kGood{Verdict::ok, Stage::complete};

Judged judge(std::string_view text, const TrustList& trust, std::chrono::sys_seconds now = kNow) {
  const HcertResult result = verify(text, trust, now);
  // Whatever it was: no content without a good signature, and ok only if every check passed.
  if (!result.signature_holds()) {
    CHECK(result.claims == nullptr);
    CHECK_FALSE(result.health_code);
    CHECK_FALSE(result.dcc);
    CHECK(result.verdict != Verdict::ok);
  }
  for (const Check check : result.checks) {
    if (result.verdict == Verdict::ok) CHECK(check == Check::passed);
  }
  return {result.verdict, result.stage};
}

// One issuer for the tests that need no other.
struct Issuer {
  TestSigner signer;
  TrustList trust = trusting({signer.certificate()});
  [[nodiscard]] std::string text(const std::string& dcc_map, const std::string& hc) const {
    return certificate_text(signer, cwt(subclaims(dcc_map, hc)));
  }
  [[nodiscard]] Judged claims(const std::string& payload) const {
    return judge(certificate_text(signer, payload), trust);
  }
};

// The example of docs/wire.md §5.5, byte by byte.
const char* const kExample =
    "a4 01 625841  04 1a60136518  06 1a600f78cc  390103 a1 3855 aa"
    "00 01  01 48 9901012101260042  02 00  03 1a000f1b95  04 1a600f78cc"
    "05 72 3939303130312a2a2a2a2a2a2a2a30303131  06 81 83 1a600f7098 00 1a000f1b95"
    "0a 69 e78e8be5b08fe6988e  0b 1a0127b8bc  0c 1a60121398";

TEST_CASE("the example of the wire document is a certificate of that content") {
  const Issuer issuer;
  const std::string payload = from_hex(kExample);
  REQUIRE(payload.size() == 107);
  const HcertResult result = verify(certificate_text(issuer.signer, payload), issuer.trust, kNow);
  CHECK(Judged{result.verdict, result.stage} == kGood);
  CHECK(result.issuer == "XA");
  CHECK(result.issued == kIssued);
  CHECK(result.expires == std::chrono::sys_seconds(1'611'883'800s));
  CHECK_FALSE(result.dcc);
  REQUIRE(result.health_code);
  const HealthCodeContent& content = *result.health_code;
  CHECK(content.reference[0] == 0x99);
  CHECK(content.reference[7] == 0x42);
  CHECK(content.colour == HealthCodeColour::green);
  CHECK(content.area == 990101);
  CHECK(content.evaluated == kIssued);
  CHECK(content.masked_number == "990101********0011");
  CHECK(content.name == "王小明");
  CHECK(content.born == std::chrono::year_month_day{std::chrono::April / 12 / 1938});
  CHECK(content.valid_until == std::chrono::sys_seconds(1'611'797'400s));
  REQUIRE(content.samples.size() == 1);
  CHECK(content.samples[0].taken == std::chrono::sys_seconds(1'611'624'600s));
  CHECK(content.samples[0].result == SampleResult::negative);
  CHECK(colour_to_show(result, kNow) == HealthCodeColour::green);
}

TEST_CASE("a DCC, a health code, or both make a certificate") {
  const Issuer issuer;
  CHECK(judge(issuer.text(dcc(), health_code()), issuer.trust) == kGood);
  CHECK(judge(issuer.text(dcc(), ""), issuer.trust) == kGood);
  CHECK(judge(issuer.text("", health_code()), issuer.trust) == kGood);
  CHECK(judge(issuer.text("", ""), issuer.trust) == Judged{Verdict::unsupported, Stage::content});
}

TEST_CASE("only HC1 and base45 after it are opened; a scanner's line end is forgiven") {
  const Issuer issuer;
  const std::string text = issuer.text(dcc(), health_code());
  const Judged not_ours{Verdict::unsupported, Stage::unprefix};
  CHECK(judge(text + "\r\n", issuer.trust) == kGood);
  CHECK(judge("HC2:" + text.substr(4), issuer.trust) == not_ours);
  CHECK(judge("hc1:" + text.substr(4), issuer.trust) == not_ours);
  CHECK(judge(" " + text, issuer.trust) == not_ours);
  CHECK(judge(text.substr(4), issuer.trust) == not_ours);
  CHECK(judge("https://example.org/", issuer.trust) == not_ours);
  CHECK(judge("", issuer.trust) == not_ours);
  CHECK(judge("HC1:", issuer.trust) == Judged{Verdict::damaged, Stage::zlib});
  CHECK(judge("HC1:a" + text.substr(5), issuer.trust) == Judged{Verdict::damaged, Stage::base45});
  CHECK(judge("HC1:" + std::string(4293, '0'), issuer.trust) ==
        Judged{Verdict::damaged, Stage::base45});
  CHECK(judge(text + " ", issuer.trust).verdict == Verdict::damaged);
}

TEST_CASE("the stream must be zlib, end exactly, and open to no more than 64 KiB") {
  const Issuer issuer;
  const std::string cose = cose_of(issuer.signer, {.payload = cwt(subclaims(dcc(), ""))});
  const std::string stream = zlib_of(cose);
  const Judged broken{Verdict::damaged, Stage::zlib};
  const auto opened = [&](const std::string& bytes) {
    return judge("HC1:" + base45_of(bytes), issuer.trust);
  };
  CHECK(opened(stream) == kGood);
  CHECK(opened(cose) == broken);                                 // not compressed
  CHECK(opened(stream + '\0') == broken);                        // something follows
  CHECK(opened(stream.substr(0, stream.size() - 4)) == broken);  // no checksum
  CHECK(opened(stream.substr(2)) == broken);                     // raw deflate
  std::string checksum = stream;
  checksum.back() = static_cast<char>(checksum.back() ^ 1);
  CHECK(opened(checksum) == broken);
  CHECK(opened(stream + stream) == broken);
  // 64 KiB are opened and then refused as CBOR; one byte more is not opened.
  CHECK(opened(zlib_of(std::string(65536, '\0'))) == Judged{Verdict::damaged, Stage::cbor});
  CHECK(opened(zlib_of(std::string(65537, '\0'))) == broken);
  CHECK(opened(zlib_of(std::string(4096, '\0'))) == Judged{Verdict::damaged, Stage::cbor});
  // A bomb: the largest code there is, opening to megabytes.
  const std::string bomb = zlib_of(std::string(2'700'000, '\0'));
  REQUIRE(bomb.size() * 3 / 2 + 4 < 4296);
  CHECK(opened(bomb) == broken);
}

TEST_CASE("the structure is judged before the key, in its own stages") {
  const Issuer issuer;
  CHECK(judge(qr_text_of("\xFF"), issuer.trust) == Judged{Verdict::damaged, Stage::cbor});
  CHECK(judge(qr_text_of(cbor_array({})), issuer.trust) == Judged{Verdict::damaged, Stage::cose});
  CHECK(judge(qr_text_of(cose_of(issuer.signer, {.payload = cwt(subclaims(dcc(), "")) + '\0'})),
              issuer.trust) == Judged{Verdict::damaged, Stage::cwt});
  const Judged bad_claims{Verdict::damaged, Stage::cwt};
  CHECK(issuer.claims(cbor_bytes("")) == bad_claims);
  CHECK(issuer.claims(cbor_map({{cbor_int(1), dcc()}})) == bad_claims);  // no CWT around the DCC
  CHECK(issuer.claims(cwt(cbor_int(1))) == bad_claims);
  CHECK(issuer.claims(cwt(subclaims(cbor_bytes(dcc()), ""))) == bad_claims);
  CHECK(issuer.claims(cwt(subclaims("", cbor_array({})))) == bad_claims);
}

TEST_CASE("an issuer that is not on the list is unknown; a forged signature is bad") {
  const Issuer issuer;
  const TestSigner stranger;
  const std::string text = issuer.text(dcc(), health_code());
  CHECK(judge(text, trusting({stranger.certificate()})) ==
        Judged{Verdict::unknown_issuer, Stage::key});
  CHECK(judge(text, TrustList()) == Judged{Verdict::unknown_issuer, Stage::key});
  // The stranger signs under the issuer's kid.
  const std::string header =
      cbor_map({{cbor_int(1), cbor_int(-7)}, {cbor_int(4), cbor_bytes(issuer.signer.kid())}});
  const Message forged{.payload = cwt(subclaims(dcc(), health_code())), .protected_header = header};
  CHECK(judge(qr_text_of(cose_of(stranger, forged)), issuer.trust) ==
        Judged{Verdict::bad_signature, Stage::signature});
  CHECK(judge(qr_text_of(cose_of(issuer.signer, forged)), issuer.trust) == kGood);
}

TEST_CASE("exp and iat are held against the moment, iat with 300 s of grace") {
  const Issuer issuer;
  const std::string text = issuer.text(dcc(), health_code());
  CHECK(judge(text, issuer.trust, kExpires - 1s) == kGood);
  CHECK(judge(text, issuer.trust, kExpires) == Judged{Verdict::expired, Stage::time});
  CHECK(judge(text, issuer.trust, kIssued - 300s) == kGood);
  CHECK(judge(text, issuer.trust, kIssued - 301s) == Judged{Verdict::not_yet_valid, Stage::time});
  const auto dated = [&](const std::string& expires, const std::string& issued) {
    return issuer.claims(cwt(subclaims(dcc(), ""), expires, issued));
  };
  CHECK(dated(epoch(kExpires), "") == kGood);
  CHECK(dated("", epoch(kIssued)) == Judged{Verdict::damaged, Stage::time});
  CHECK(dated(cbor_text("never"), epoch(kIssued)) == Judged{Verdict::damaged, Stage::time});
  CHECK(dated(cbor_int(-1), epoch(kIssued)) == Judged{Verdict::damaged, Stage::time});
}

TEST_CASE("an expired certificate still shows its content, but no colour") {
  const Issuer issuer;
  const HcertResult result = verify(issuer.text(dcc(), health_code()), issuer.trust, kExpires);
  CHECK(result.verdict == Verdict::expired);
  CHECK(result.signature_holds());
  REQUIRE(result.health_code);
  CHECK(result.health_code->colour == HealthCodeColour::green);
  CHECK(colour_to_show(result, kExpires) == HealthCodeColour::unknown);
}

TEST_CASE("the key must be made for this kind of certificate") {
  const std::string arc = "1.3.6.1.4.1.1847.2021.1.";
  const Judged wrong{Verdict::wrong_key_usage, Stage::usage};
  for (const std::string allowed : {"t", "v", "r"}) {
    const std::string oid = allowed == "t" ? "1" : allowed == "v" ? "2" : "3";
    Issuer issuer{.signer = TestSigner(KeyKind::p256, arc + oid)};
    for (const std::string kind : {"t", "v", "r"}) {
      CHECK(judge(issuer.text(dcc(kind), ""), issuer.trust) == (kind == allowed ? kGood : wrong));
    }
    // The health code alone is none of these kinds.
    CHECK(judge(issuer.text("", health_code()), issuer.trust) == kGood);
  }
  Issuer both{.signer = TestSigner(KeyKind::p256, arc + "1," + arc + "2")};
  CHECK(judge(both.text(dcc("t"), ""), both.trust) == kGood);
  CHECK(judge(both.text(dcc("v"), ""), both.trust) == kGood);
  CHECK(judge(both.text(dcc("r"), ""), both.trust) == wrong);
}

TEST_CASE("each kind of revocation is found, another certificate's is not") {
  const TestSigner root;
  const TestSigner signer;
  const std::string cose = cose_of(signer, {.payload = cwt(subclaims(dcc(), health_code()))});
  const std::string text = qr_text_of(cose);
  const std::string signature = cose.substr(cose.size() - 64);
  const auto with = [&](const RevocationEntry& entry) {
    return judge(text,
                 trusting(root, {.certificates = {signer.certificate()}, .revoked = {entry}}));
  };
  const Judged revoked{Verdict::revoked, Stage::revocation};
  std::array<std::uint8_t, 8> reference{0x99, 0x01, 0x01, 0x21, 0x01, 0x26, 0x00, 0x42};
  CHECK(with(revocation_by_uci(kUci)) == revoked);
  CHECK(with(revocation_by_country_and_uci("XA", kUci)) == revoked);
  CHECK(with(revocation_by_reference(reference)) == revoked);
  CHECK(with(revocation_by_signature(cose::Algorithm::es256, as_bytes(signature))) == revoked);
  // Half the signature is r: the entry holds whatever s becomes.
  std::string other_s = signature;
  other_s.back() = static_cast<char>(other_s.back() ^ 1);
  CHECK(with(revocation_by_signature(cose::Algorithm::es256, as_bytes(other_s))) == revoked);
  reference[7] = 0x43;
  CHECK(with(revocation_by_reference(reference)) == kGood);
  CHECK(with(revocation_by_country_and_uci("XB", kUci)) == kGood);
  CHECK(with({}) == kGood);
}

TEST_CASE("a stale list confirms nothing and condemns nobody as unknown") {
  const TestSigner root;
  const TestSigner signer;
  const TestSigner newer;
  const auto trust = trusting(root, {.certificates = {signer.certificate()}, .expires = kNow});
  const std::string text = certificate_text(signer, cwt(subclaims(dcc(), health_code())));
  CHECK(judge(text, trust, kNow - 1s) == kGood);
  CHECK(judge(text, trust, kNow) == Judged{Verdict::trust_list_stale, Stage::freshness});
  CHECK(judge(certificate_text(newer, cwt(subclaims(dcc(), ""))), trust) ==
        Judged{Verdict::trust_list_stale, Stage::key});
  // What is wrong without any list is said first.
  CHECK(judge(text, trust, kExpires) == Judged{Verdict::expired, Stage::time});
  // A clock before the list's own date cannot be trusted.
  CHECK(judge(text, trust, kIssued - 301s).verdict == Verdict::not_yet_valid);
}

TEST_CASE("the gravest fault names the verdict, the others are still told") {
  Issuer issuer{.signer = TestSigner(KeyKind::p256, "1.3.6.1.4.1.1847.2021.1.2")};
  const HcertResult result = verify(issuer.text(dcc("t"), ""), issuer.trust, kExpires);
  CHECK(result.verdict == Verdict::wrong_key_usage);
  CHECK(result.check(Stage::usage) == Check::failed);
  CHECK(result.check(Stage::time) == Check::failed);
  CHECK(result.check(Stage::revocation) == Check::passed);
}

TEST_CASE("a result keeps its text when it moves") {
  const Issuer issuer;
  HcertResult first =
      verify(certificate_text(issuer.signer, from_hex(kExample)), issuer.trust, kNow);
  const HcertResult second = std::move(first);
  CHECK(second.health_code->name == "王小明");
  CHECK(second.claims->find(-86)->find(10)->text() == "王小明");
}

TEST_CASE("the JSON form carries verdict, checks and content") {
  const Issuer issuer;
  const auto json = [&](std::chrono::sys_seconds now) {
    const auto result = verify(issuer.text(dcc(), health_code()), issuer.trust, now);
    return nlohmann::json::parse(to_json(result, now));
  };
  const auto good = json(kNow);
  CHECK(good["verdict"] == "ok");
  CHECK(good["stage"] == "complete");
  CHECK(good["colour"] == "green");
  CHECK(good["issuer"] == "XA");
  CHECK(good["issued"] == "2021-01-26T02:05:00Z");
  CHECK(good["reference"] == "9901012101260042");
  CHECK(good["checks"]["signature"] == "passed");
  CHECK(good["content"]["1"]["t"][0]["ci"] == std::string(kUci));
  CHECK(good["content"]["-86"]["6"][0][1] == 0);
  CHECK(good["kid"].get<std::string>().size() == 16);
  const auto late = json(kExpires);
  CHECK(late["verdict"] == "expired");
  CHECK(late["colour"] == "unknown");
  CHECK(late["checks"]["time"] == "failed");
  const auto bad = nlohmann::json::parse(to_json(verify("HC1:", issuer.trust, kNow), kNow));
  CHECK(bad["verdict"] == "damaged");
  CHECK(bad["checks"]["cose"] == "not-made");
  // Every answer has these members; null where there is nothing to tell.
  for (const char* member : {"kid", "issuer", "issued", "expires", "content"}) {
    CHECK(bad.at(member).is_null());
    CHECK_FALSE(good.at(member).is_null());
  }
  const auto picture = nlohmann::json::parse(to_json(Verdict::damaged, "picture"));
  CHECK(picture["verdict"] == "damaged");
  CHECK(picture["stage"] == "picture");
  CHECK(picture.at("content").is_null());
}

TEST_CASE("verdicts are spelt as the field spells them") {
  const std::pair<Verdict, const char*> names[] = {{Verdict::ok, "ok"},
                                                   {Verdict::expired, "expired"},
                                                   {Verdict::not_yet_valid, "not-yet-valid"},
                                                   {Verdict::revoked, "revoked"},
                                                   {Verdict::unknown_issuer, "unknown-issuer"},
                                                   {Verdict::bad_signature, "bad-signature"},
                                                   {Verdict::wrong_key_usage, "wrong-key-usage"},
                                                   {Verdict::damaged, "damaged"},
                                                   {Verdict::unsupported, "unsupported"},
                                                   {Verdict::trust_list_stale, "trust-list-stale"}};
  for (const auto& [verdict, name] : names) CHECK(name_of(verdict) == name);
}

}  // namespace
}  // namespace printing
