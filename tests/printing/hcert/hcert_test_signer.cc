// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/hcert/hcert_test_signer.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <map>

namespace printing::testing {
namespace {

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::shared_ptr<EVP_PKEY> make_key(KeyKind kind) {
  EVP_PKEY* key = nullptr;
  switch (kind) {
    case KeyKind::p256:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
      break;
    case KeyKind::p384:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
      break;
    case KeyKind::secp256k1:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1");
      break;
    case KeyKind::rsa1024:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024});
      break;
    case KeyKind::rsa2048:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
      break;
    case KeyKind::ed25519:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      break;
  }
  REQUIRE(key != nullptr);
  return {key, &EVP_PKEY_free};
}

std::string self_signed(EVP_PKEY* key, bool edwards, const std::string& extended_usages) {
  static long serial = 1;
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), kIssued.time_since_epoch().count());
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), kExpires.time_since_epoch().count());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "C", MBSTRING_ASC, raw("XA"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  if (!extended_usages.empty()) {
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_ext_key_usage, extended_usages.c_str());
    REQUIRE(extension != nullptr);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  REQUIRE(X509_sign(certificate.get(), key, edwards ? nullptr : EVP_sha256()) > 0);
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string from_hex(std::string_view digits) {
  std::string bytes;
  int high = -1;
  for (const char digit : digits) {
    const auto value = "0123456789abcdef"sv.find(digit);
    if (value == std::string_view::npos) continue;
    if (high < 0) {
      high = static_cast<int>(value);
    } else {
      bytes += static_cast<char>(high * 16 + static_cast<int>(value));
      high = -1;
    }
  }
  return bytes;
}

std::string cbor_head(unsigned major, std::uint64_t argument) {
  int width = 0;
  std::string head(1, static_cast<char>(major << 5u));
  const auto info = [&](unsigned bits) { head[0] = static_cast<char>(major << 5u | bits); };
  if (argument < 24) {
    info(static_cast<unsigned>(argument));
  } else if (argument < 0x100) {
    info(24);
    width = 1;
  } else if (argument < 0x10000) {
    info(25);
    width = 2;
  } else if (argument < 0x1'0000'0000) {
    info(26);
    width = 4;
  } else {
    info(27);
    width = 8;
  }
  for (int i = width - 1; i >= 0; --i) head += static_cast<char>(argument >> (8 * i) & 0xFFu);
  return head;
}

std::string cbor_int(std::int64_t value) {
  return value >= 0 ? cbor_head(0, static_cast<std::uint64_t>(value))
                    : cbor_head(1, static_cast<std::uint64_t>(-1 - value));
}

std::string cbor_bytes(std::string_view value) { return cbor_head(2, value.size()).append(value); }

std::string cbor_text(std::string_view value) { return cbor_head(3, value.size()).append(value); }

std::string cbor_array(const std::vector<std::string>& items) {
  std::string encoded = cbor_head(4, items.size());
  for (const std::string& item : items) encoded += item;
  return encoded;
}

std::string cbor_map(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string encoded = cbor_head(5, entries.size());
  for (const auto& [key, value] : entries) encoded += key + value;
  return encoded;
}

std::string cbor_float(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  std::string encoded = "\xFB";
  for (int i = 7; i >= 0; --i) encoded += static_cast<char>(bits >> (8 * i) & 0xFFu);
  return encoded;
}

std::string cbor_tag(std::uint64_t tag, std::string_view item) {
  return cbor_head(6, tag).append(item);
}

std::string base45_of(std::string_view bytes) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const bool pair = i + 1 < bytes.size();
    unsigned value = static_cast<unsigned char>(bytes[i]);
    if (pair) value = value * 256 + static_cast<unsigned char>(bytes[i + 1]);
    for (int k = 0; k < (pair ? 3 : 2); ++k) {
      text += alphabet[value % 45];
      value /= 45;
    }
  }
  return text;
}

std::string zlib_of(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  REQUIRE(compress2(reinterpret_cast<Bytef*>(out.data()), &size, raw(bytes), bytes.size(), 9) ==
          Z_OK);
  out.resize(size);
  return out;
}

std::string base64_of(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), raw(bytes),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), raw(text),
                                   static_cast<int>(text.size()));
  REQUIRE(size >= 0);
  while (text.ends_with('=')) {
    bytes.pop_back();
    text.remove_suffix(1);
  }
  return bytes;
}

std::string qr_text_of(std::string_view cose) { return "HC1:" + base45_of(zlib_of(cose)); }

TestSigner::TestSigner(KeyKind kind, const std::string& extended_usages)
    : kind_(kind),
      key_(make_key(kind)),
      certificate_(self_signed(key_.get(), kind == KeyKind::ed25519, extended_usages)) {}

std::string TestSigner::kid() const {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(raw(certificate_), certificate_.size(), digest);
  return {reinterpret_cast<char*>(digest), 8};
}

std::int64_t TestSigner::algorithm() const {
  if (kind_ == KeyKind::ed25519) return -8;
  return kind_ == KeyKind::rsa1024 || kind_ == KeyKind::rsa2048 ? -37 : -7;
}

std::string TestSigner::signature(std::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free);
  EVP_PKEY_CTX* settings = nullptr;
  REQUIRE(EVP_DigestSignInit(context.get(), &settings, algorithm() == -8 ? nullptr : EVP_sha256(),
                             nullptr, key_.get()) == 1);
  if (algorithm() == -37) {
    EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, 32);
  }
  std::size_t size = 0;
  REQUIRE(EVP_DigestSign(context.get(), nullptr, &size, raw(message), message.size()) == 1);
  std::string out(size, '\0');
  REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                         raw(message), message.size()) == 1);
  out.resize(size);
  if (algorithm() != -7) return out;

  const unsigned char* der = raw(out);
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(out.size()));
  REQUIRE(pair != nullptr);
  const int width = kind_ == KeyKind::p384 ? 48 : 32;
  std::string fixed(static_cast<std::size_t>(2 * width), '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(fixed.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), bytes, width);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), bytes + width, width);
  ECDSA_SIG_free(pair);
  return fixed;
}

std::string cose_of(const TestSigner& signer, const Message& message) {
  const std::string header = !message.protected_header.empty()
                                 ? message.protected_header
                                 : cbor_map({{cbor_int(1), cbor_int(signer.algorithm())},
                                             {cbor_int(4), cbor_bytes(signer.kid())}});
  const std::string to_sign = cbor_array(
      {cbor_text("Signature1"), cbor_bytes(header), cbor_bytes(""), cbor_bytes(message.payload)});
  std::string cose =
      cbor_array({cbor_bytes(header), message.unprotected_header, cbor_bytes(message.payload),
                  cbor_bytes(signer.signature(to_sign))});
  for (auto tag = message.tags.rbegin(); tag != message.tags.rend(); ++tag) {
    cose = cbor_tag(*tag, cose);
  }
  return cose;
}

std::string epoch(std::chrono::sys_seconds moment) {
  return cbor_int(moment.time_since_epoch().count());
}

std::string health_code(const std::vector<std::pair<std::int64_t, std::string>>& changes) {
  std::map<std::int64_t, std::string> fields = {
      {0, cbor_int(1)},
      {1, cbor_bytes(from_hex("9901012101260042"))},
      {2, cbor_int(0)},
      {3, cbor_int(990101)},
      {4, epoch(kIssued)},
      {5, cbor_text("990101********0011")},
      {6, cbor_array({cbor_array(
              {epoch(kIssued - std::chrono::minutes(35)), cbor_int(0), cbor_int(990101)})})},
      {12, epoch(kIssued + std::chrono::hours(48))}};
  for (const auto& [key, value] : changes) {
    fields[key] = value;
    if (value.empty()) fields.erase(key);
  }
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [key, value] : fields) entries.emplace_back(cbor_int(key), value);
  return cbor_map(entries);
}

std::string dcc(const std::string& group, const std::string& result, const std::string& sampled) {
  std::vector<std::pair<std::string, std::string>> entry = {{cbor_text("ci"), cbor_text(kUci)},
                                                            {cbor_text("co"), cbor_text("XA")}};
  if (group == "t") {
    entry.emplace_back(cbor_text("sc"), cbor_text(sampled));
    entry.emplace_back(cbor_text("tr"), cbor_text(result));
  }
  return cbor_map({{cbor_text(group), cbor_array({cbor_map(entry)})},
                   {cbor_text("dob"), cbor_text("1938-04-12")},
                   {cbor_text("ver"), cbor_text("1.3.0")}});
}

std::string cwt(const std::string& hcert, const std::string& expires, const std::string& issued) {
  std::vector<std::pair<std::string, std::string>> claims = {{cbor_int(1), cbor_text("XA")}};
  if (!expires.empty()) claims.emplace_back(cbor_int(4), expires);
  if (!issued.empty()) claims.emplace_back(cbor_int(6), issued);
  claims.emplace_back(cbor_int(-260), hcert);
  return cbor_map(claims);
}

std::string subclaims(const std::string& dcc_map, const std::string& health_code_map) {
  std::vector<std::pair<std::string, std::string>> entries;
  if (!dcc_map.empty()) entries.emplace_back(cbor_int(1), dcc_map);
  if (!health_code_map.empty()) entries.emplace_back(cbor_int(-86), health_code_map);
  return cbor_map(entries);
}

std::string certificate_text(const TestSigner& signer, const std::string& payload) {
  return qr_text_of(cose_of(signer, {.payload = payload}));
}

TrustList trusting(const std::vector<std::string>& certificates) {
  std::string json;
  for (const std::string& der : certificates) {
    json += (json.empty() ? R"({"publicKeyJwk":{"x5c":[")" : R"(,{"publicKeyJwk":{"x5c":[")");
    json += base64_of(der) + R"("]}})";
  }
  auto list = TrustList::read_did(R"({"verificationMethod":[)" + json + "]}");
  REQUIRE(list);
  return std::move(*list);
}

std::string trust_file(const TestSigner& root, const ListContent& content) {
  std::vector<std::string> keys;
  for (const std::string& der : content.certificates) keys.push_back(cbor_bytes(der));
  std::vector<std::string> revoked;
  for (const RevocationEntry& entry : content.revoked) {
    revoked.push_back(cbor_bytes({reinterpret_cast<const char*>(entry.data()), entry.size()}));
  }
  return cose_of(root, {.payload = cbor_map({{cbor_text("exp"), epoch(content.expires)},
                                             {cbor_text("iat"), epoch(content.issued)},
                                             {cbor_text("iss"), cbor_text("XA")},
                                             {cbor_text("seq"), cbor_int(content.sequence)},
                                             {cbor_text("keys"), cbor_array(keys)},
                                             {cbor_text("revoked"), cbor_array(revoked)}})});
}

TrustList trusting(const TestSigner& root, const ListContent& content) {
  const auto pinned = cose::read_signer(as_bytes(root.certificate()));
  REQUIRE(pinned);
  auto list = TrustList::read_signed(as_bytes(trust_file(root, content)), *pinned, 0);
  REQUIRE(list);
  return std::move(*list);
}

}  // namespace printing::testing
