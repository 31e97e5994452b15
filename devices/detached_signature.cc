// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/detached_signature.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <climits>
#include <memory>
#include <optional>
#include <vector>

#include "devices/durable_file.h"
#include "devices/file_mode.h"
#include "kiosk/visit/secret.h"

namespace devices {

namespace {

using std::filesystem::path;
using tl::unexpected;

constexpr std::size_t kMostPem = std::size_t{64} << 10U;
// An intermediate authority or two is as deep as anybody goes.
constexpr int kDeepest = 4;

template <auto Release>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Release(object);
  }
};
void free_all(STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }

using Bio = std::unique_ptr<BIO, Freed<&BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using Certificates = std::unique_ptr<STACK_OF(X509), Freed<&free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using Message = std::unique_ptr<CMS_ContentInfo, Freed<&CMS_ContentInfo_free>>;
using Store = std::unique_ptr<X509_STORE, Freed<&X509_STORE_free>>;
using Check = std::unique_ptr<X509_STORE_CTX, Freed<&X509_STORE_CTX_free>>;

// What OpenSSL said of a failure is told by our own words; none of it stays for the next one.
struct Errors {
  Errors() = default;
  ~Errors() { ERR_clear_error(); }
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;
};

Bio bio_of(std::string_view bytes) {
  if (bytes.size() > INT_MAX) return nullptr;
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::vector<Certificate> certificates_in(const path& file) {
  std::vector<Certificate> all;
  const auto pem = read_whole_file(file, kMostPem);
  const Bio bio = pem ? bio_of(*pem) : nullptr;
  while (bio) {
    Certificate one(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    all.push_back(std::move(one));
  }
  return all;
}

Key key_in(const path& file) {
  auto pem = read_whole_file(file, kMostPem);
  if (!pem) return nullptr;
  const Bio bio = bio_of(*pem);
  // Without a function of ours OpenSSL asks at the terminal.
  Key key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  visit::wipe(pem->data(), pem->size());
  return key;
}

bool is_for_signing(X509* certificate) {
  return X509_check_purpose(certificate, X509_PURPOSE_SMIME_SIGN, 0) == 1;
}

std::string common_name(const X509* certificate) {
  std::array<char, 128> name{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                             name.data(), static_cast<int>(name.size()));
  return size > 0 ? std::string(name.data()) : "";
}

visit::Moment moment_of(const ASN1_TIME* time) {
  tm when{};
  if (ASN1_TIME_to_tm(time, &when) != 1) return {};
  return visit::Moment{std::chrono::seconds{timegm(&when)}};
}
visit::Moment end_of(const X509* certificate) { return moment_of(X509_get0_notAfter(certificate)); }

SignatureFault fault_of(int error) {
  if (error == X509_V_ERR_CERT_HAS_EXPIRED) return SignatureFault::expired;
  if (error == X509_V_ERR_CERT_NOT_YET_VALID) return SignatureFault::too_early;
  if (error == X509_V_ERR_INVALID_PURPOSE) return SignatureFault::not_for_signing;
  return SignatureFault::stranger;
}

tl::expected<SignedBy, SignatureFault> check_chain(X509* signer, STACK_OF(X509) * others,
                                                   X509_STORE* authority, visit::Moment now) {
  const Check check(X509_STORE_CTX_new());
  if (!check || X509_STORE_CTX_init(check.get(), authority, signer, others) != 1)
    return unexpected(SignatureFault::stranger);
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(check.get());
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SMIME_SIGN);
  X509_VERIFY_PARAM_set_depth(rules, kDeepest);
  X509_VERIFY_PARAM_set_time(
      rules, std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  if (X509_verify_cert(check.get()) != 1)
    return unexpected(fault_of(X509_STORE_CTX_get_error(check.get())));
  SignedBy by{common_name(signer), end_of(signer)};
  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(check.get());
  for (int i = 0; i < sk_X509_num(chain); ++i)
    by.until = std::min(by.until, end_of(sk_X509_value(chain, i)));
  return by;
}

}  // namespace

tl::expected<DetachedSignature, SignFault> sign_detached(std::string_view content, const path& key,
                                                         const path& certificate,
                                                         visit::Moment now) {
  const Errors errors;
  const auto certificates = certificates_in(certificate);
  if (certificates.empty()) return unexpected(SignFault::certificate);
  std::error_code error;
  if (std::filesystem::exists(key, error) && !is_its_owners_alone(key))
    return unexpected(SignFault::exposed_key);
  const Key secret = key_in(key);
  if (!secret) return unexpected(SignFault::key);
  X509* const own = certificates.front().get();
  if (X509_check_private_key(own, secret.get()) != 1) return unexpected(SignFault::other_key);
  if (!is_for_signing(own)) return unexpected(SignFault::not_for_signing);
  if (now < moment_of(X509_get0_notBefore(own)) || now > end_of(own))
    return unexpected(SignFault::not_now);
  const Certificates others(sk_X509_new_null());
  for (std::size_t i = 1; i < certificates.size(); ++i) {
    X509* const one = certificates[i].get();
    if (X509_up_ref(one) != 1 || sk_X509_push(others.get(), one) == 0)
      return unexpected(SignFault::certificate);
  }
  const Bio bytes = bio_of(content);
  const Message message(bytes ? CMS_sign(own, secret.get(), others.get(), bytes.get(),
                                         CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP)
                              : nullptr);
  const Bio out(BIO_new(BIO_s_mem()));
  if (!message || !out || i2d_CMS_bio(out.get(), message.get()) != 1)
    return unexpected(SignFault::key);
  char* der = nullptr;
  const long size = BIO_get_mem_data(out.get(), &der);
  return DetachedSignature{std::string(der, static_cast<std::size_t>(size)),
                           {common_name(own), end_of(own)}};
}

tl::expected<SignedBy, SignatureFault> check_detached(std::string_view content,
                                                      std::string_view signature,
                                                      const path& authority, visit::Moment now) {
  const Errors errors;
  const Store store(X509_STORE_new());
  const auto roots = certificates_in(authority);
  for (const Certificate& root : roots) X509_STORE_add_cert(store.get(), root.get());
  if (!store || roots.empty()) return unexpected(SignatureFault::no_authority);
  const Bio der = bio_of(signature);
  const Message message(der ? d2i_CMS_bio(der.get(), nullptr) : nullptr);
  if (!message || CMS_get0_type(message.get()) == nullptr ||
      OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed ||
      CMS_is_detached(message.get()) != 1)
    return unexpected(SignatureFault::malformed);
  const Bio bytes = bio_of(content);
  // First whether it is of this content, then whose it is: a stranger's word is told from a change.
  if (!bytes || CMS_verify(message.get(), nullptr, nullptr, bytes.get(), nullptr,
                           CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
    return unexpected(SignatureFault::altered);
  const std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * all) { sk_X509_free(all); })>
      signers(CMS_get0_signers(message.get()));
  if (!signers || sk_X509_num(signers.get()) == 0) return unexpected(SignatureFault::malformed);
  const Certificates others(CMS_get1_certs(message.get()));
  tl::expected<SignedBy, SignatureFault> by = unexpected(SignatureFault::stranger);
  for (int i = 0; i < sk_X509_num(signers.get()); ++i) {
    by = check_chain(sk_X509_value(signers.get(), i), others.get(), store.get(), now);
    if (!by) break;
  }
  return by;
}

}  // namespace devices
