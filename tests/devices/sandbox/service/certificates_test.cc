// SPDX-License-Identifier: GPL-3.0-or-later
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <zlib.h>

#include <catch2/catch.hpp>

#include <memory>

#include "devices/sandbox/service/issuing/cbor_writer.h"
#include "devices/sandbox/service/issuing/slip_signer.h"
#include "tests/devices/sandbox/service/running_service.h"

using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

const service::PracticeClient::Headers kFirst{{"Idempotency-Key", "0123456789abcdef-1"}};
const service::PracticeClient::Headers kSecond{{"Idempotency-Key", "0123456789abcdef-2"}};

Json slip_request(const Json& change = Json::object()) {
  Json body = inquiry(change);
  body["kind"] = "STATUS_SLIP";
  return body;
}

// The reverse of base45, written from RFC 9285 for honest input only.
std::string unbase45(const std::string& text) {
  const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, text.size() - i);
    REQUIRE(count != 1);
    std::size_t value = 0;
    for (std::size_t k = count; k-- > 0;) {
      const auto digit = alphabet.find(text[i + k]);
      REQUIRE(digit != std::string::npos);
      value = value * 45 + digit;
    }
    if (count == 3) out += static_cast<char>(value / 256);
    out += static_cast<char>(value % 256);
  }
  return out;
}

std::string inflated(const std::string& packed) {
  std::string out(64 << 10, '\0');
  uLongf size = out.size();
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                     reinterpret_cast<const Bytef*>(packed.data()),
                     static_cast<uLong>(packed.size())) == Z_OK);
  out.resize(size);
  return out;
}

std::string cose_of(const std::string& qr) {
  REQUIRE(qr.starts_with("HC1:"));
  return inflated(unbase45(qr.substr(4)));
}

std::string unbase64(const std::string& text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  REQUIRE(size >= 0);
  std::size_t padding = 0;
  while (padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

// Whether `cose` is, byte for byte, a COSE_Sign1 of this payload whose signature the certificate's
// key verifies.
bool is_signed(const std::string& cose, const std::string& kid, const std::string& payload,
               const std::string& der) {
  service::CborWriter header;
  header.map(2).integer(1).integer(-7).integer(4).bytes(kid);
  service::CborWriter front;
  front.tag(18).array(4).bytes(header.written()).map(0).bytes(payload);
  const std::string before = front.written() + "\x58\x40";
  if (cose.size() != before.size() + 64 || !cose.starts_with(before)) return false;
  service::CborWriter to_sign;
  to_sign.array(4).text("Signature1").bytes(header.written()).bytes("").bytes(payload);

  const auto* bytes = reinterpret_cast<const unsigned char*>(cose.data()) + before.size();
  ECDSA_SIG* pair = ECDSA_SIG_new();
  ECDSA_SIG_set0(pair, BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
  unsigned char* encoded = nullptr;
  const int size = i2d_ECDSA_SIG(pair, &encoded);
  ECDSA_SIG_free(pair);
  const auto* at_der = reinterpret_cast<const unsigned char*>(der.data());
  X509* certificate = d2i_X509(nullptr, &at_der, static_cast<long>(der.size()));
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const std::string& text = to_sign.written();
  const bool good =
      EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr,
                           X509_get0_pubkey(certificate)) == 1 &&
      EVP_DigestVerify(context, encoded, static_cast<std::size_t>(size),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  EVP_MD_CTX_free(context);
  X509_free(certificate);
  OPENSSL_free(encoded);
  return good;
}

std::string from_hex(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    out += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return out;
}

}  // namespace

TEST_CASE("base45 gives the examples of RFC 9285") {
  CHECK(service::base45("AB") == "BB8");
  CHECK(service::base45("Hello!!") == "%69 VD92EX0");
  CHECK(service::base45("base-45") == "UJCLQE7W581");
  CHECK(service::base45("ietf!") == "QED8WEX0");
}

TEST_CASE("CBOR heads are as short as they can be") {
  service::CborWriter out;
  out.integer(23).integer(24).integer(255).integer(256).integer(65536).integer(4294967296);
  out.integer(-1).integer(-86).integer(-260);
  CHECK(service::hex(out.written()) ==
        "171818"
        "18ff"
        "190100"
        "1a00010000"
        "1b0000000100000000"
        "20"
        "3855"
        "390103");
}

TEST_CASE("a slip holds, byte for byte, what the wire document lays down, under a good signature") {
  RunningService running;
  running.seed(
      Json{{"nat", Json::array({{{"sampledAt", "2021-01-19T08:00"}, {"result", "NEGATIVE"}}})}});
  const auto reply = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  REQUIRE(reply.status == 201);
  const Json slip = reply.json();
  CHECK(slip["state"] == "GREEN");
  CHECK(slip["issuedAt"] == "2021-01-20T09:30:00+08:00");
  CHECK(slip["expiresAt"] == "2021-01-22T09:30:00+08:00");
  CHECK(slip["maskedId"] == "990101********0011");
  const std::string id = slip["id"];
  REQUIRE(id.size() == 16);

  // CWT {1: "XA", 4: exp, 6: iat, -260: {-86: {0..12}}} by hand.
  const std::string payload = from_hex(
      "a4"
      "01"
      "625841"
      "04"
      "1a600b7c18"  // 2021-01-23 09:30 = valid until + 24 h
      "06"
      "1a60078798"  // 2021-01-20 09:30
      "390103"
      "a1"
      "3855"
      "aa"
      "00"
      "01"
      "01"
      "48" +
      id +
      "02"
      "00"
      "03"
      "1a000f1b95"  // 990101
      "04"
      "1a60078798"
      "05"
      "72"
      "3939303130312a2a2a2a2a2a2a2a30303131"
      "06"
      "81"
      "83"
      "1a60062100"
      "00"
      "1a000f1b95"  // 2021-01-19 08:00
      "0a"
      "69"
      "e78e8be7a780e88bb1"  // 王秀英
      "0b"
      "1a0127b8bc"  // 19380412
      "0c"
      "1a600a2a98");  // 2021-01-22 09:30
  const Json key = running.kiosk().get("/v1/keys").json()["keys"][0];
  const std::string kid = unbase64(key["kid"]);
  const std::string der = unbase64(key["der"]);
  CHECK(kid == service::sha256(der).substr(0, 8));
  const std::string cose = cose_of(slip["qr"]);
  CHECK(is_signed(cose, kid, payload, der));

  // Negative controls: one bit of the signature, and one of what was signed.
  std::string bent = cose;
  bent.back() = static_cast<char>(bent.back() ^ 1);
  CHECK_FALSE(is_signed(bent, kid, payload, der));
  std::string other = payload;
  other[payload.size() - 1] = static_cast<char>(other.back() ^ 1);
  CHECK_FALSE(is_signed(cose, kid, other, der));
}

TEST_CASE(
    "a slip ends with the first of its statements: slip hours, until, the scene's test window") {
  RunningService running;
  int n = 0;
  const auto expires = [&](const Json& facts, const char* purpose) {
    running.seed(facts);
    const auto reply =
        running.kiosk().post("/v1/certificates", slip_request(Json{{"purpose", purpose}}),
                             {{"Idempotency-Key", "0123456789abcdef-end-" + std::to_string(++n)}});
    REQUIRE(reply.status == 201);
    return std::string(reply.json()["expiresAt"]);
  };
  CHECK(expires(Json::object(), "HOSPITAL_OUTPATIENT") == "2021-01-22T09:30:00+08:00");
  const Json left{{"visits", Json::array({{{"level", "MEDIUM"}, {"leftAt", "2021-01-06"}}})}};
  CHECK(expires(left, "HOSPITAL_OUTPATIENT") == "2021-01-21T00:00:00+08:00");
  const Json tested{
      {"nat", Json::array({{{"sampledAt", "2021-01-14T08:00"}, {"result", "NEGATIVE"}}})}};
  CHECK(expires(tested, "HOSPITAL_INPATIENT") == "2021-01-21T08:00:00+08:00");
  CHECK(expires(tested, "HOSPITAL_OUTPATIENT") == "2021-01-22T09:30:00+08:00");
}

TEST_CASE("no slip outlives the certificate that signs it, and none is signed after it") {
  RunningService running;
  running.seed(Json::object());
  running.set_time("2022-12-31T09:30");
  const auto last = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  REQUIRE(last.status == 201);
  CHECK(last.json()["expiresAt"] == "2023-01-01T00:00:00+08:00");
  running.set_time("2023-01-01T00:00");
  const auto late = running.kiosk().post("/v1/certificates", slip_request(), kSecond);
  CHECK(late.status == 503);
  CHECK(late.json()["code"] == "E_MAINTENANCE");
}

TEST_CASE("only colours are certified: no record and unknown get an error, never a slip") {
  RunningService running;
  auto reply = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  CHECK(reply.status == 404);
  CHECK(reply.json()["code"] == "E_NO_RECORD");
  running.seed(Json{{"dataDelayed", true}});
  reply = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  CHECK(reply.status == 422);
  CHECK(reply.json()["code"] == "E_NO_COLOUR");
  CHECK(reply.body.find("HC1:") == std::string::npos);
  // The error was not kept under the key: once the data is there, the same request is served.
  running.seed(Json{{"nationalPush", "HIGH"}});
  reply = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  CHECK(reply.status == 201);
  CHECK(reply.json()["state"] == "RED");
}

TEST_CASE(
    "H22: the same Idempotency-Key twice is one certificate; with another body it is refused") {
  RunningService running;
  running.seed(Json::object());
  const auto once = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  REQUIRE(once.status == 201);
  CHECK(once.headers.count("idempotency-replayed") == 0);
  running.set_time("2021-01-20T09:31");
  const auto twice = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  CHECK(twice.status == 201);
  CHECK(twice.body == once.body);
  CHECK(twice.headers.at("idempotency-replayed") == "true");

  const auto other = running.kiosk().post(
      "/v1/certificates", slip_request(Json{{"purpose", "HOSPITAL_INPATIENT"}}), kFirst);
  CHECK(other.status == 409);
  CHECK(other.json()["code"] == "E_IDEMPOTENCY");

  // Negative control: another key is another certificate; another device's key is its own.
  const auto second = running.kiosk().post("/v1/certificates", slip_request(), kSecond);
  CHECK(second.json()["id"] != once.json()["id"]);
  service::PracticeClient neighbour(running.door("GC08"));
  const auto theirs = neighbour.post("/v1/certificates", slip_request(), kFirst);
  CHECK(theirs.status == 201);
  CHECK(theirs.json()["id"] != once.json()["id"]);
}

TEST_CASE("a reply is given again after a restart, and forgotten after a day") {
  RunningService running;
  running.seed(Json::object());
  const auto once = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  running.restart();
  CHECK(running.kiosk().post("/v1/certificates", slip_request(), kFirst).body == once.body);
  running.set_time("2021-01-21T09:31");
  REQUIRE(running.kiosk().post("/v1/certificates", slip_request(), kSecond).status == 201);
  const auto later = running.kiosk().post("/v1/certificates", slip_request(), kFirst);
  CHECK(later.status == 201);
  CHECK(later.json()["id"] != once.json()["id"]);
}

TEST_CASE("a write without a key is refused") {
  RunningService running;
  running.seed(Json::object());
  for (const char* key : {"", "short", "has a blank in it, and a comma"}) {
    const auto reply =
        running.kiosk().post("/v1/certificates", slip_request(), {{"Idempotency-Key", key}});
    CHECK(reply.status == 400);
    CHECK(reply.json()["fields"][0] == "Idempotency-Key");
  }
}

TEST_CASE("a revoked certificate stands on the list once, in order, for those who ask since") {
  RunningService running;
  running.seed(Json::object());
  const std::string first =
      running.kiosk().post("/v1/certificates", slip_request(), kFirst).json()["id"];
  const std::string second =
      running.kiosk().post("/v1/certificates", slip_request(), kSecond).json()["id"];
  const auto revoke = [&](const std::string& id, const char* reason) {
    return running.kiosk().post("/v1/certificates/" + id + "/revoke", Json{{"reason", reason}});
  };
  CHECK(running.kiosk().get("/v1/revocations").json()["revoked"].empty());
  const auto revoked = revoke(second, "REPRINTED");
  REQUIRE(revoked.status == 200);
  CHECK(revoked.json()["seq"] == 1);
  running.set_time("2021-01-20T09:40");
  CHECK(revoke(second, "LOST").body == revoked.body);
  CHECK(revoke(first, "LOST").json()["seq"] == 2);
  CHECK(revoke("0000000000000000", "LOST").status == 404);
  CHECK(revoke(first, "BORED").status == 400);

  const Json list = running.kiosk().get("/v1/revocations").json();
  CHECK(list["seq"] == 2);
  CHECK(list["publishedAt"] == "2021-01-20T09:40:00+08:00");
  CHECK(list["nextUpdate"] == "2021-01-21T09:40:00+08:00");
  REQUIRE(list["revoked"].size() == 2);
  CHECK(list["revoked"][0] == Json{{"seq", 1},
                                   {"id", second},
                                   {"reason", "REPRINTED"},
                                   {"at", "2021-01-20T09:30:00+08:00"}});
  const Json rest = running.kiosk().get("/v1/revocations?since=1").json();
  REQUIRE(rest["revoked"].size() == 1);
  CHECK(rest["revoked"][0]["id"] == first);
  CHECK(running.kiosk().get("/v1/revocations?since=2").json()["seq"] == 2);
  CHECK(running.kiosk().get("/v1/revocations?since=-1").status == 400);
  CHECK(running.kiosk().get("/v1/revocations?since=x").status == 400);
}

TEST_CASE("a foreign card without a birth date in its number needs it told") {
  RunningService running;
  const Json doc{{"kind", "FR"}, {"number", "XXA990149031210"}, {"name", "SANTOS, MARIA"}};
  Json told = doc;
  told["birth"] = "1949-03-12";
  REQUIRE(running.kiosk()
              .post("/_test/seed", Json{{"residents", Json::array({{{"idDoc", told}}})}})
              .status == 200);
  const auto without = running.query(Json{{"idDoc", doc}});
  CHECK(without.status == 400);
  CHECK(without.json()["fields"][0] == "idDoc.birth");
  const auto slip =
      running.kiosk().post("/v1/certificates", slip_request(Json{{"idDoc", told}}), kFirst);
  REQUIRE(slip.status == 201);
  CHECK(slip.json()["maskedId"] == "***********1210");
  const std::string cose = cose_of(slip.json()["qr"]);
  CHECK(cose.find(from_hex("0b1a01296608")) != std::string::npos);  // 19490312
}
