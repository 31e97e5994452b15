// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice/practice_ca.h"

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cassert>

#include "devices/sandbox/service/issuing/openssl_handles.h"

namespace service {
namespace {

using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

// OpenSSL fails here only without memory or by a mistake of this file.
void must(bool done) {
  assert(done);
  static_cast<void>(done);
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_X509(out.get(), certificate) == 1);
  return text_of(out.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(out.get());
}

PrivateKey new_key() { return PrivateKey(EVP_EC_gen("P-256")); }

void set_serial(X509* certificate) {
  // 64 random bits, as public authorities must.
  const Number number(BN_new());
  must(BN_rand(number.get(), 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void add_name(X509_NAME* name, const char* field, std::string_view value) {
  must(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(value.data()),
                                  static_cast<int>(value.size()), -1, 0) == 1);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void set_lifetime(X509* certificate, const Lifetime& lifetime) {
  must(ASN1_TIME_set(X509_getm_notBefore(certificate), epoch_seconds(lifetime.from)) != nullptr);
  must(ASN1_TIME_set(X509_getm_notAfter(certificate), epoch_seconds(lifetime.to)) != nullptr);
}

bool is_address(const std::string& name) {
  return name.find(':') != std::string::npos ||
         name.find_first_not_of("0123456789.") == std::string::npos;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ',';
    list += (is_address(name) ? "IP:" : "DNS:") + name;
  }
  return list;
}

}  // namespace

struct PracticeCa::Handles {
  Certificate certificate;
  PrivateKey key;
};

struct PracticeCa::Request {
  std::string common_name;
  std::string country;
  std::string alternative_names;
  std::string extended_usage;
  Lifetime lifetime;
};

PracticeCa::PracticeCa(std::string_view common_name, const Lifetime& lifetime)
    : handles_(std::make_unique<Handles>(Handles{Certificate(X509_new()), new_key()})) {
  X509* certificate = handles_->certificate.get();
  must(certificate && handles_->key && X509_set_version(certificate, X509_VERSION_3) == 1);
  set_serial(certificate);
  set_lifetime(certificate, lifetime);
  add_name(X509_get_subject_name(certificate), "CN", common_name);
  must(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1);
  must(X509_set_pubkey(certificate, handles_->key.get()) == 1);
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
  must(X509_sign(certificate, handles_->key.get(), EVP_sha256()) > 0);
  certificate_ = pem_of(certificate);
  key_pem_ = pem_of(handles_->key.get());
}

PracticeCa::~PracticeCa() = default;

Credential PracticeCa::server(const std::vector<std::string>& names,
                              const Lifetime& lifetime) const {
  return issue(
      {"practice health-code service", "", alternative_names(names), "serverAuth", lifetime});
}

Credential PracticeCa::client(std::string_view device, const Lifetime& lifetime) const {
  return issue({std::string(device), "", "", "clientAuth", lifetime});
}

Credential PracticeCa::signer(std::string_view country, const Lifetime& lifetime) const {
  return issue({"practice document signer", std::string(country), "", "", lifetime});
}

Credential PracticeCa::issue(const Request& request) const {
  const Certificate certificate(X509_new());
  const PrivateKey key = new_key();
  X509* made = certificate.get();
  X509* issuer = handles_->certificate.get();
  must(made && key && X509_set_version(made, X509_VERSION_3) == 1);
  set_serial(made);
  set_lifetime(made, request.lifetime);
  if (!request.country.empty()) add_name(X509_get_subject_name(made), "C", request.country);
  add_name(X509_get_subject_name(made), "CN", request.common_name);
  must(X509_set_issuer_name(made, X509_get_subject_name(issuer)) == 1);
  must(X509_set_pubkey(made, key.get()) == 1);
  add_extension(made, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(made, issuer, NID_key_usage, "critical,digitalSignature");
  if (!request.extended_usage.empty()) {
    add_extension(made, issuer, NID_ext_key_usage, request.extended_usage);
  }
  if (!request.alternative_names.empty()) {
    add_extension(made, issuer, NID_subject_alt_name, request.alternative_names);
  }
  add_extension(made, issuer, NID_subject_key_identifier, "hash");
  add_extension(made, issuer, NID_authority_key_identifier, "keyid");
  must(X509_sign(made, handles_->key.get(), EVP_sha256()) > 0);
  return {pem_of(made), pem_of(key.get())};
}

}  // namespace service
