// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/trust_list.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/files.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using namespace std::chrono_literals;
using namespace testing;

cose::Signer pinned(const TestSigner& root) {
  const auto read = cose::read_signer(as_bytes(root.certificate()));
  REQUIRE(read);
  return *read;
}

TrustTrouble trouble(const tl::expected<TrustList, TrustTrouble>& list) {
  REQUIRE_FALSE(list);
  return list.error();
}

void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

std::string pem(const std::string& der, const char* label = "CERTIFICATE") {
  std::string body = base64_of(der);
  for (std::size_t i = 64; i < body.size(); i += 65) body.insert(i, "\n");
  return std::string("-----BEGIN ") + label + "-----\n" + body + "\n-----END " + label + "-----\n";
}

TEST_CASE("a list signed by the pinned root is taken with all it says") {
  const TestSigner root;
  const TestSigner signer;
  const RevocationEntry entry = revocation_by_uci("a");
  const std::string file = trust_file(
      root, {.certificates = {signer.certificate()}, .revoked = {entry, entry}, .sequence = 7});
  const auto list = TrustList::read_signed(as_bytes(file), pinned(root), 7);
  REQUIRE(list);
  CHECK(list->size() == 1);
  CHECK(list->signers(as_bytes(signer.kid())).size() == 1);
  CHECK(list->signers(as_bytes(root.kid())).empty());
  CHECK(list->sequence() == 7);
  CHECK(list->issued() == kIssued);
  CHECK(list->expires() == kExpires);
  CHECK(list->revocations().size() == 1);
  CHECK(list->revocations().contain(entry));
  CHECK_FALSE(list->revocations().contain(revocation_by_uci("b")));
}

TEST_CASE("no list but the root's is taken, and not one bit may change") {
  const TestSigner root;
  const TestSigner other;
  const TestSigner signer;
  const std::string file = trust_file(root, {.certificates = {signer.certificate()}});
  CHECK(trouble(TrustList::read_signed(as_bytes(file), pinned(other), 0)) ==
        TrustTrouble::bad_signature);
  int accepted = 0;
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    std::string flipped = file;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    if (TrustList::read_signed(as_bytes(flipped), pinned(root), 0)) ++accepted;
  }
  CHECK(accepted == 0);
  for (std::size_t size = 0; size < file.size(); size += 7) {
    CHECK_FALSE(TrustList::read_signed(as_bytes(file).first(size), pinned(root), 0));
  }
}

TEST_CASE("a list older than one already taken is refused, the same one is not") {
  const TestSigner root;
  const TestSigner signer;
  const std::string file =
      trust_file(root, {.certificates = {signer.certificate()}, .sequence = 41});
  CHECK(TrustList::read_signed(as_bytes(file), pinned(root), 41));
  CHECK(trouble(TrustList::read_signed(as_bytes(file), pinned(root), 42)) ==
        TrustTrouble::rolled_back);
}

TEST_CASE("a health certificate is no trust list, even if the root signed it") {
  const TestSigner root;
  const std::string certificate = cose_of(root, {.payload = cwt(subclaims(dcc(), health_code()))});
  CHECK(trouble(TrustList::read_signed(as_bytes(certificate), pinned(root), 0)) ==
        TrustTrouble::malformed);
}

TEST_CASE("a list that lacks a part, or has one of another kind, is malformed") {
  const TestSigner root;
  const TestSigner signer;
  using Entry = std::pair<std::string, std::string>;
  const std::vector<Entry> whole = {{"exp", epoch(kExpires)},
                                    {"iat", epoch(kIssued)},
                                    {"iss", cbor_text("XA")},
                                    {"seq", cbor_int(1)},
                                    {"keys", cbor_array({cbor_bytes(signer.certificate())})},
                                    {"revoked", cbor_array({})}};
  const auto read = [&](const std::vector<Entry>& parts) {
    std::vector<Entry> entries;
    for (const auto& [key, value] : parts) {
      if (!value.empty()) entries.emplace_back(cbor_text(key), value);
    }
    return TrustList::read_signed(as_bytes(cose_of(root, {.payload = cbor_map(entries)})),
                                  pinned(root), 0);
  };
  REQUIRE(read(whole));
  const std::string wrong_kinds[] = {"", cbor_text(""), cbor_int(-1), cbor_array({cbor_int(1)})};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const std::string& value : wrong_kinds) {
      auto parts = whole;
      parts[i].second = value;
      INFO(whole[i].first);
      CHECK(trouble(read(parts)) == TrustTrouble::malformed);
    }
  }
  auto parts = whole;
  parts[5].second = cbor_array({cbor_bytes("fifteen bytes..")});
  CHECK(trouble(read(parts)) == TrustTrouble::malformed);
  parts = whole;
  parts[0].second = epoch(kIssued);  // ends before it begins
  CHECK(trouble(read(parts)) == TrustTrouble::malformed);
}

TEST_CASE("one certificate we cannot use does not take the others down") {
  const TestSigner root;
  const TestSigner signer;
  const TestSigner weak(KeyKind::rsa1024);
  const auto list = trusting(
      root, {.certificates = {weak.certificate(), "not a certificate", signer.certificate()}});
  CHECK(list.size() == 1);
  CHECK(list.skipped() == 2);
  const std::string none = trust_file(root, {.certificates = {weak.certificate()}});
  CHECK(trouble(TrustList::read_signed(as_bytes(none), pinned(root), 0)) ==
        TrustTrouble::no_signers);
}

TEST_CASE("a hundred thousand revocations are read and each is found") {
  const TestSigner root;
  const TestSigner signer;
  ListContent content{.certificates = {signer.certificate()}};
  for (int i = 0; i < 100'000; ++i) content.revoked.push_back(revocation_by_uci(std::to_string(i)));
  const TrustList list = trusting(root, content);
  CHECK(list.revocations().size() == 100'000);
  bool all = true;
  for (const RevocationEntry& entry : content.revoked) all &= list.revocations().contain(entry);
  CHECK(all);
  CHECK_FALSE(list.revocations().contain(revocation_by_uci("100000")));
}

TEST_CASE("a list is stale from its end on, and before its own date") {
  const TestSigner root;
  const TestSigner signer;
  const TrustList list = trusting(root, {.certificates = {signer.certificate()}});
  CHECK_FALSE(list.stale(kIssued));
  CHECK_FALSE(list.stale(kExpires - 1s));
  CHECK(list.stale(kExpires));
  CHECK_FALSE(list.stale(kIssued - 300s));
  CHECK(list.stale(kIssued - 301s));
  // A folder has no dates, so it never goes stale.
  CHECK_FALSE(trusting({signer.certificate()}).stale(kExpires + 24h * 3650));
}

TEST_CASE("a folder gives every certificate of its files, DER or PEM, and nothing else") {
  const TestSigner a;
  const TestSigner b(KeyKind::p384);
  const TestSigner c(KeyKind::ed25519);
  const files::Folder folder;
  write(folder / "a.der", a.certificate());
  write(folder / "bc.pem", "two of them\n" + pem(b.certificate()) +
                               pem("not a key", "PRIVATE KEY") + pem(c.certificate()));
  write(folder / ".hidden.pem", pem(TestSigner().certificate()));
  write(folder / "notes.txt", "nothing");
  write(folder / "key.pem", pem("not a certificate", "PRIVATE KEY"));
  write(folder / "huge", std::string((1u << 20u) + 1, 'x'));
  std::filesystem::create_directory(folder / "more");
  const auto list = TrustList::read_folder(folder.path());
  REQUIRE(list);
  CHECK(list->size() == 3);
  CHECK(list->skipped() == 3);
  for (const TestSigner* signer : {&a, &b, &c}) {
    CHECK(list->signers(as_bytes(signer->kid())).size() == 1);
  }
}

TEST_CASE("no folder and an empty one are told apart") {
  const files::Folder folder;
  CHECK(trouble(TrustList::read_folder(folder / "none")) == TrustTrouble::unreadable);
  CHECK(trouble(TrustList::read_folder(folder.path())) == TrustTrouble::no_signers);
}

TEST_CASE("from a did.json only x5c[0] is believed: kid, x and y may be wrong") {
  const TestSigner signer;
  const TestSigner second;
  const std::string json =
      R"({"id":"did:web:example.org","verificationMethod":[)"
      R"({"publicKeyJwk":{"kty":"EC","crv":"UNKNOWN CURVE","kid":"AAAAAAAAAAA=","x":"AA","y":"AA","x5c":[")" +
      base64_of(signer.certificate()) + R"(",")" + base64_of(second.certificate()) +
      R"("]}},{"publicKeyJwk":{"kty":"EC"}},{"publicKeyJwk":{"x5c":["!!!!"]}},{"publicKeyJwk":{"x5c":[]}},)"
      R"({"publicKeyJwk":{"x5c":[7]}},"did:web:example.org#reference",{"publicKeyJwk":7}]})";
  const auto list = TrustList::read_did(json);
  REQUIRE(list);
  CHECK(list->size() == 1);
  CHECK(list->skipped() == 6);
  CHECK(list->signers(as_bytes(signer.kid())).size() == 1);
  CHECK(list->signers(as_bytes(second.kid())).empty());
}

TEST_CASE("a did.json that is none is refused") {
  for (const char* json : {"", "{", "[]", "7", "{}", R"({"verificationMethod":7})"}) {
    CHECK(trouble(TrustList::read_did(json)) == TrustTrouble::malformed);
  }
  CHECK(trouble(TrustList::read_did(R"({"verificationMethod":[]})")) == TrustTrouble::no_signers);
  CHECK(trouble(TrustList::read_did(std::string(100'000, '['))) == TrustTrouble::malformed);
}

TEST_CASE("signers of another country's list are added as foreign, without its dates") {
  const TestSigner root;
  const TestSigner signer;
  const TestSigner foreign;
  TrustList list = trusting(root, {.certificates = {signer.certificate()}});
  list.add_foreign(trusting({foreign.certificate()}));
  CHECK(list.size() == 2);
  REQUIRE(list.signers(as_bytes(foreign.kid())).size() == 1);
  CHECK(list.signers(as_bytes(foreign.kid()))[0].foreign);
  CHECK_FALSE(list.signers(as_bytes(signer.kid()))[0].foreign);
  CHECK(list.expires() == kExpires);
}

TEST_CASE(
    "a revocation list alone is read by the same rules, and is not mistaken for a whole one") {
  const TestSigner root;
  const TestSigner signer;
  const RevocationEntry entry = revocation_by_uci("a");
  const auto file = [&](const TestSigner& by) {
    const std::string revoked =
        cbor_array({cbor_bytes({reinterpret_cast<const char*>(entry.data()), entry.size()})});
    return cose_of(by, {.payload = cbor_map({{cbor_text("exp"), epoch(kExpires)},
                                             {cbor_text("iat"), epoch(kIssued)},
                                             {cbor_text("iss"), cbor_text("XA")},
                                             {cbor_text("seq"), cbor_int(9)},
                                             {cbor_text("revoked"), revoked}})});
  };
  const std::string good = file(root);
  auto list = RevocationList::read_signed(as_bytes(good), pinned(root), 9);
  REQUIRE(list);
  CHECK(list->sequence == 9);
  CHECK(list->entries.contain(entry));
  CHECK(RevocationList::read_signed(as_bytes(good), pinned(root), 10).error() ==
        TrustTrouble::rolled_back);
  CHECK(RevocationList::read_signed(as_bytes(file(signer)), pinned(root), 0).error() ==
        TrustTrouble::bad_signature);
  CHECK(trouble(TrustList::read_signed(as_bytes(good), pinned(root), 0)) ==
        TrustTrouble::malformed);
  const std::string whole = trust_file(root, {.certificates = {signer.certificate()}});
  CHECK(RevocationList::read_signed(as_bytes(whole), pinned(root), 0).error() ==
        TrustTrouble::malformed);

  // A folder of signers goes by it, its dates included.
  TrustList folder = trusting({signer.certificate()});
  CHECK_FALSE(folder.stale(kExpires));
  folder.take(std::move(*list));
  CHECK(folder.size() == 1);
  CHECK(folder.sequence() == 9);
  CHECK(folder.revocations().contain(entry));
  CHECK(folder.stale(kExpires));
}

TEST_CASE("a signer's country is read from its certificate") {
  const TestSigner signer;
  const auto read = cose::read_signer(as_bytes(signer.certificate()));
  REQUIRE(read);
  CHECK(read->country == "XA");
}

TEST_CASE("a did.json may begin with a byte order mark") {
  const TestSigner signer;
  const std::string json = R"({"verificationMethod":[{"publicKeyJwk":{"x5c":[")" +
                           base64_of(signer.certificate()) + R"("]}}]})";
  CHECK(TrustList::read_did("\xEF\xBB\xBF" + json));
  CHECK(TrustList::read_did(json));
}

TEST_CASE("revocation entries are the published hashes") {
  // SHA-256("abc") begins ba7816bf 8f01cfea 414140de 5dae2223.
  const std::string expected = from_hex("ba7816bf8f01cfea414140de5dae2223");
  const auto is = [&](const RevocationEntry& entry) {
    return std::string(entry.begin(), entry.end()) == expected;
  };
  CHECK(is(revocation_by_uci("abc")));
  CHECK(is(revocation_by_country_and_uci("a", "bc")));
  CHECK(is(revocation_by_signature(cose::Algorithm::es256, as_bytes("abcxyz"))));
  CHECK(is(revocation_by_signature(cose::Algorithm::ps256, as_bytes("abc"))));
  CHECK_FALSE(is(revocation_by_signature(cose::Algorithm::ps256, as_bytes("abcxyz"))));
}

}  // namespace
}  // namespace printing
