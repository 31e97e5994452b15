// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/staff_ca.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cassert>
#include <string_view>
#include <utility>

namespace sandbox {
namespace {

template <auto Release>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Release(object);
  }
};
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using PackedKey = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<&PKCS8_PRIV_KEY_INFO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<&BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<&X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freed<&BIO_free>>;

// OpenSSL fails here only without memory or by a mistake of this file.
void must(bool done) {
  assert(done);
  static_cast<void>(done);
}

template <typename T, auto Write>
Bytes der_of(T* object) {
  const int size = Write(object, nullptr);
  must(size > 0);
  Bytes der(static_cast<std::size_t>(size));
  unsigned char* cursor = der.data();
  must(Write(object, &cursor) == size);
  return der;
}

Bytes certificate_der(X509* certificate) {
  return der_of<X509, [](X509* one, unsigned char** to) { return i2d_X509(one, to); }>(certificate);
}

Bytes key_der(EVP_PKEY* key) {
  const PackedKey packed(EVP_PKEY2PKCS8(key));
  return der_of<PKCS8_PRIV_KEY_INFO, [](PKCS8_PRIV_KEY_INFO* one, unsigned char** to) {
    return i2d_PKCS8_PRIV_KEY_INFO(one, to);
  }>(packed.get());
}

std::string pem_of(X509* certificate) {
  const Memory out(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_X509(out.get(), certificate) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Everything but the issuer and the signature.
Certificate unsigned_certificate(const BadgeOrder& order, EVP_PKEY* key) {
  Certificate made(X509_new());
  X509* certificate = made.get();
  const Number serial(BN_new());
  must(certificate && key && X509_set_version(certificate, X509_VERSION_3) == 1);
  must(BN_rand(serial.get(), 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  must(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr);
  must(ASN1_TIME_set(X509_getm_notBefore(certificate), order.from.time_since_epoch().count()) !=
       nullptr);
  must(ASN1_TIME_set(X509_getm_notAfter(certificate), order.to.time_since_epoch().count()) !=
       nullptr);
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(order.name.data()),
                                  static_cast<int>(order.name.size()), -1, 0) == 1);
  must(X509_set_pubkey(certificate, key) == 1);
  return made;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key, const BadgeOrder& order) {
  must(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  add_extension(certificate, issuer, NID_basic_constraints,
                order.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(certificate, issuer, NID_key_usage,
                order.authority ? "critical,digitalSignature,keyCertSign,cRLSign"
                                : "critical,digitalSignature");
  if (!order.usage.empty()) {
    add_extension(certificate, issuer, NID_ext_key_usage, "critical," + order.usage);
  }
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
  must(X509_sign(certificate, key, EVP_sha256()) > 0);
}

}  // namespace

// The first eight bytes of SHA-256 over the key's SubjectPublicKeyInfo.
std::string badge_id(const StaffBadgeCard& badge) {
  const unsigned char* cursor = badge.certificate.data();
  const Certificate certificate(
      d2i_X509(nullptr, &cursor, static_cast<long>(badge.certificate.size())));
  must(certificate != nullptr);
  const Bytes spki = der_of<X509_PUBKEY, [](X509_PUBKEY* one, unsigned char** to) {
    return i2d_X509_PUBKEY(one, to);
  }>(X509_get_X509_PUBKEY(certificate.get()));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  must(EVP_Digest(spki.data(), spki.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  constexpr std::string_view kFigures = "0123456789abcdef";
  std::string id;
  for (std::size_t i = 0; i < 8; ++i) {
    id += kFigures[digest[i] >> 4];
    id += kFigures[digest[i] & 15];
  }
  return id;
}

struct StaffCa::Handles {
  Certificate certificate;
  PrivateKey key;
};

StaffCa::StaffCa(std::unique_ptr<Handles> handles)
    : handles_(std::move(handles)), pem_(pem_of(handles_->certificate.get())) {}
StaffCa::StaffCa(StaffCa&&) noexcept = default;
StaffCa& StaffCa::operator=(StaffCa&&) noexcept = default;
StaffCa::~StaffCa() = default;

StaffCa StaffCa::made(const BadgeOrder& order, const Handles* above) {
  auto handles = std::make_unique<Handles>();
  handles->key.reset(EVP_EC_gen(order.curve.c_str()));
  handles->certificate = unsigned_certificate(order, handles->key.get());
  const Handles& issuer = above != nullptr ? *above : *handles;
  sign(handles->certificate.get(), issuer.certificate.get(), issuer.key.get(), order);
  return StaffCa(std::move(handles));
}

StaffCa StaffCa::make(std::chrono::sys_seconds from, std::chrono::sys_seconds to,
                      const std::string& common_name) {
  return made({.name = common_name, .from = from, .to = to, .usage = "", .authority = true},
              nullptr);
}

StaffCa StaffCa::subordinate(const std::string& common_name, std::chrono::sys_seconds from,
                             std::chrono::sys_seconds to) const {
  return made({.name = common_name, .from = from, .to = to, .usage = "", .authority = true},
              handles_.get());
}

StaffBadgeCard StaffCa::badge(const std::string& name, std::chrono::sys_seconds from,
                              std::chrono::sys_seconds to) const {
  return badge({.name = name, .from = from, .to = to});
}

StaffBadgeCard StaffCa::badge(const BadgeOrder& order) const {
  const PrivateKey key(EVP_EC_gen(order.curve.c_str()));
  const Certificate certificate = unsigned_certificate(order, key.get());
  sign(certificate.get(), handles_->certificate.get(), handles_->key.get(), order);
  StaffBadgeCard card;
  card.certificate = certificate_der(certificate.get());
  card.key = key_der(key.get());
  return card;
}

}  // namespace sandbox
