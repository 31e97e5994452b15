// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/cose.h"

#include <catch2/catch.hpp>
#include <string>

#include "printing/hcert/cose_certificate.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using cose::Algorithm;
using cose::Trouble;
using testing::as_bytes;
using testing::from_hex;
using testing::KeyKind;
using testing::TestSigner;

struct Held {
  explicit Held(std::string encoded) : bytes(std::move(encoded)) {}
  std::string bytes;
  tl::expected<cbor::Document, cbor::Trouble> document = cbor::read(as_bytes(bytes));
  tl::expected<cose::Sign1, Trouble> message() const {
    REQUIRE(document);
    return cose::read_sign1(document->root());
  }
};

std::string text_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

cose::PublicKey key_of(const TestSigner& signer) {
  const auto read = cose::read_signer(as_bytes(signer.certificate()));
  REQUIRE(read);
  return read->key;
}

// 18([<<{1: -7, 4: h'0011'}>>, {}, 'pay', 'sig'])
const char* const kOrdinary = "d2 84 47 a2 0126 04420011 a0 43 706179 43 736967";

TEST_CASE("the parts of a message are taken as they were received") {
  const Held held(from_hex(kOrdinary));
  const auto message = held.message();
  REQUIRE(message);
  CHECK(text_of(message->protected_header) == from_hex("a2012604420011"));
  CHECK(text_of(message->payload) == "pay");
  CHECK(text_of(message->signature) == "sig");
  CHECK(text_of(message->kid) == from_hex("0011"));
  CHECK(message->algorithm == Algorithm::es256);
}

TEST_CASE("the signed bytes are the Sig_structure of RFC 9052") {
  const Held held(from_hex(kOrdinary));
  CHECK(text_of(cose::signed_bytes(*held.message())) ==
        from_hex("84 6a 5369676e617475726531 47 a2012604420011 40 43 706179"));
}

TEST_CASE("long payloads get the longer heads in the signed bytes") {
  for (const std::size_t size : {23u, 24u, 255u, 256u, 65535u, 65536u}) {
    cose::Sign1 message;
    const std::string payload(size, 'x');
    message.payload = as_bytes(payload);
    const std::string bytes = text_of(cose::signed_bytes(message));
    CHECK(bytes == from_hex("84 6a 5369676e617475726531 40 40") + testing::cbor_bytes(payload));
  }
}

TEST_CASE("tag 18, 61 around 18 and no tag are one message; other tags are not") {
  const std::string untagged = from_hex(kOrdinary).substr(1);
  CHECK(Held(untagged).message());
  CHECK(Held(from_hex("d83dd2") + untagged).message());
  CHECK_FALSE(Held(from_hex("d83d") + untagged).message());
  CHECK_FALSE(Held(from_hex("d1") + untagged).message());
  CHECK_FALSE(Held(from_hex("d2d2") + untagged).message());
}

TEST_CASE("the protected header wins; the unprotected one fills what it lacks") {
  // kid only unprotected
  CHECK(text_of(Held(from_hex("84 43 a10126 a10441aa 40 40")).message()->kid) == "\xAA");
  // kid in both
  CHECK(text_of(Held(from_hex("84 46 a201260441bb a10441aa 40 40")).message()->kid) == "\xBB");
  // kid in none
  CHECK(Held(from_hex("84 43 a10126 a0 40 40")).message()->kid.empty());
  // alg only unprotected, with an empty protected header in both its forms
  CHECK(Held(from_hex("84 40 a10127 40 40")).message()->algorithm == Algorithm::eddsa);
  CHECK(Held(from_hex("84 41a0 a1013824 40 40")).message()->algorithm == Algorithm::ps256);
  // alg in both
  CHECK(Held(from_hex("84 43 a10126 a10127 40 40")).message()->algorithm == Algorithm::es256);
}

TEST_CASE("what is no message, or one we cannot judge, is told apart") {
  const auto error = [](const char* hex) { return Held(from_hex(hex)).message().error(); };
  CHECK(error("a0") == Trouble::malformed);
  CHECK(error("83 43a10126 a0 40") == Trouble::malformed);
  CHECK(error("85 43a10126 a0 40 40 40") == Trouble::malformed);
  CHECK(error("84 a10126 a0 40 40") == Trouble::malformed);
  CHECK(error("84 43a10126 40 40 40") == Trouble::malformed);
  CHECK(error("84 43a10126 a0 60 40") == Trouble::malformed);
  CHECK(error("84 43a10126 a0 40 f6") == Trouble::malformed);
  CHECK(error("84 4101 a0 40 40") == Trouble::malformed);
  CHECK(error("84 44a1012600 a0 40 40") == Trouble::malformed);
  CHECK(error("84 45a201260126 a0 40 40") == Trouble::malformed);
  CHECK(error("84 45a201260401 a0 40 40") == Trouble::malformed);
  CHECK(error("84 43a10126 a0 f6 40") == Trouble::unsupported);          // detached payload
  CHECK(error("84 40 a0 40 40") == Trouble::unsupported);                // no algorithm
  CHECK(error("84 44a1013823 a0 40 40") == Trouble::unsupported);        // -36
  CHECK(error("84 43a10105 a0 40 40") == Trouble::unsupported);          // HMAC
  CHECK(error("84 47a2012602811863 a0 40 40") == Trouble::unsupported);  // crit
}

TEST_CASE("every kind of key checks its own signatures and no changed one") {
  for (const KeyKind kind : {KeyKind::p256, KeyKind::p384, KeyKind::rsa2048, KeyKind::ed25519}) {
    const TestSigner signer(kind);
    const auto key = key_of(signer);
    const auto algorithm = static_cast<Algorithm>(signer.algorithm());
    const std::string signature = signer.signature("message");
    INFO(signer.algorithm());
    CHECK(key.verifies(algorithm, as_bytes("message"), as_bytes(signature)));
    CHECK_FALSE(key.verifies(algorithm, as_bytes("massage"), as_bytes(signature)));
    CHECK_FALSE(key.verifies(algorithm, as_bytes(""), as_bytes(signature)));
    CHECK_FALSE(key.verifies(algorithm, as_bytes("message"), as_bytes(signature + '\0')));
    CHECK_FALSE(key.verifies(algorithm, as_bytes("message"), as_bytes(signature.substr(1))));
    CHECK_FALSE(key.verifies(algorithm, as_bytes("message"), {}));
    std::string changed = signature;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    CHECK_FALSE(key.verifies(algorithm, as_bytes("message"), as_bytes(changed)));
    // Another key of the same kind.
    CHECK_FALSE(
        key_of(TestSigner(kind)).verifies(algorithm, as_bytes("message"), as_bytes(signature)));
  }
}

TEST_CASE("an algorithm is only used with its own kind of key") {
  const TestSigner signers[] = {TestSigner(KeyKind::p256), TestSigner(KeyKind::rsa2048),
                                TestSigner(KeyKind::ed25519)};
  for (const TestSigner& signer : signers) {
    const std::string signature = signer.signature("message");
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::ps256, Algorithm::eddsa}) {
      CHECK(key_of(signer).verifies(algorithm, as_bytes("message"), as_bytes(signature)) ==
            (static_cast<std::int64_t>(algorithm) == signer.algorithm()));
    }
  }
}

TEST_CASE("numbers at the edges of DER are refused, not mistaken") {
  const auto key = key_of(TestSigner());
  for (const char fill : {'\x00', '\x7F', '\x80', '\xFF'}) {
    const std::string signature(64, fill);
    CHECK_FALSE(key.verifies(Algorithm::es256, as_bytes("message"), as_bytes(signature)));
  }
}

TEST_CASE("short numbers in a signature verify: one in 128 begins with a zero byte") {
  const TestSigner signer;
  const auto key = key_of(signer);
  int short_ones = 0;
  for (int i = 0; i < 5000 && short_ones < 4; ++i) {
    const std::string message = std::to_string(i);
    const std::string signature = signer.signature(message);
    if (signature[0] != 0 && signature[32] != 0) continue;
    ++short_ones;
    CHECK(key.verifies(Algorithm::es256, as_bytes(message), as_bytes(signature)));
  }
  CHECK(short_ones == 4);
}

TEST_CASE("keys of unknown strength are not taken") {
  CHECK_FALSE(cose::read_signer(as_bytes(TestSigner(KeyKind::rsa1024).certificate())));
  CHECK_FALSE(cose::read_signer(as_bytes(TestSigner(KeyKind::secp256k1).certificate())));
  CHECK(cose::read_signer(as_bytes(TestSigner(KeyKind::rsa2048).certificate())));
}

TEST_CASE("a certificate is read whole or not at all; what follows it does not change its kid") {
  const TestSigner signer;
  for (const char* tail : {"", "\n", "\r\n"}) {
    const std::string file = signer.certificate() + tail;
    const auto read = cose::read_signer(as_bytes(file));
    REQUIRE(read);
    CHECK(text_of(read->kid) == signer.kid());
  }
  for (std::size_t size = 0; size < signer.certificate().size(); ++size) {
    CHECK_FALSE(cose::read_signer(as_bytes(signer.certificate()).first(size)));
  }
}

TEST_CASE("extended key usage is read from both arcs, others are ignored") {
  const auto usages = [](const std::string& oids) {
    const auto read = cose::read_signer(as_bytes(TestSigner(KeyKind::p256, oids).certificate()));
    REQUIRE(read);
    return static_cast<int>(read->usages);
  };
  CHECK(usages("") == 0);
  CHECK(usages("1.3.6.1.4.1.1847.2021.1.1") == 1);
  CHECK(usages("1.3.6.1.4.1.1847.2021.1.2") == 2);
  CHECK(usages("1.3.6.1.4.1.0.1847.2021.1.3") == 4);
  CHECK(usages("1.3.6.1.4.1.1847.2021.1.1,1.3.6.1.4.1.0.1847.2021.1.2") == 3);
  CHECK(usages("serverAuth,1.3.6.1.4.1.1847.2021.1.4,1.3.6.1.4.1.1847.2021.1.1.1") == 0);
}

}  // namespace
}  // namespace printing
