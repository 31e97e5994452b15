// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/cose_certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string_view>

namespace printing::cose {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

// The arc as the specification meant it, and as it was misprinted and then widely used.
constexpr std::array<std::string_view, 2> kArcs = {"1.3.6.1.4.1.1847.2021.1.",
                                                   "1.3.6.1.4.1.0.1847.2021.1."};

std::uint8_t usage_named(std::string_view oid) {
  for (const std::string_view arc : kArcs) {
    if (!oid.starts_with(arc)) continue;
    const std::string_view last = oid.substr(arc.size());
    if (last == "1") return static_cast<std::uint8_t>(Usage::test);
    if (last == "2") return static_cast<std::uint8_t>(Usage::vaccination);
    if (last == "3") return static_cast<std::uint8_t>(Usage::recovery);
  }
  return 0;
}

std::uint8_t usages_of(const X509* certificate) {
  std::uint8_t usages = 0;
  const std::unique_ptr<EXTENDED_KEY_USAGE, Freed<&EXTENDED_KEY_USAGE_free>> extension(
      static_cast<EXTENDED_KEY_USAGE*>(
          X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  if (extension == nullptr) return usages;
  for (int i = 0; i < sk_ASN1_OBJECT_num(extension.get()); ++i) {
    std::array<char, 128> oid{};
    const int length = OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()),
                                   sk_ASN1_OBJECT_value(extension.get(), i), 1);
    if (length <= 0 || static_cast<std::size_t>(length) >= oid.size()) continue;
    usages = static_cast<std::uint8_t>(usages |
                                       usage_named({oid.data(), static_cast<std::size_t>(length)}));
  }
  return usages;
}

std::string country_in(X509_NAME* name) {
  const int place = X509_NAME_get_index_by_NID(name, NID_countryName, -1);
  if (place < 0) return {};
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place));
  const std::string_view country(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                 static_cast<std::size_t>(ASN1_STRING_length(text)));
  const bool plain = country.size() >= 2 && country.size() <= 3 &&
                     std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
  return plain ? std::string(country) : std::string();
}

std::string country_of(const X509* certificate) {
  const std::string own = country_in(X509_get_subject_name(certificate));
  return own.empty() ? country_in(X509_get_issuer_name(certificate)) : own;
}

}  // namespace

std::optional<Signer> read_signer(Bytes der) {
  if (der.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return std::nullopt;
  const unsigned char* cursor = der.data();
  const std::unique_ptr<X509, Freed<&X509_free>> certificate(
      d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  if (certificate == nullptr) {
    ERR_clear_error();
    return std::nullopt;
  }
  unsigned char* spki = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &spki);
  if (length <= 0) {
    ERR_clear_error();
    return std::nullopt;
  }
  auto key = PublicKey::read(Bytes(spki, static_cast<std::size_t>(length)));
  OPENSSL_free(spki);
  if (!key) return std::nullopt;

  Signer signer{.kid = {},
                .key = std::move(*key),
                .usages = usages_of(certificate.get()),
                .country = country_of(certificate.get())};
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  // A line end behind the certificate, as editors leave it, is no part of it.
  SHA256(der.data(), static_cast<std::size_t>(cursor - der.data()), digest.data());
  std::copy_n(digest.begin(), signer.kid.size(), signer.kid.begin());
  ERR_clear_error();
  return signer;
}

std::vector<std::vector<std::uint8_t>> certificates_in(Bytes file) {
  constexpr std::string_view opening = "-----BEGIN ";
  std::vector<std::vector<std::uint8_t>> found;
  if (std::search(file.begin(), file.end(), opening.begin(), opening.end()) == file.end()) {
    found.emplace_back(file.begin(), file.end());
    return found;
  }
  if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return found;
  const std::unique_ptr<BIO, Freed<&BIO_free>> reader(
      BIO_new_mem_buf(file.data(), static_cast<int>(file.size())));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* der = nullptr;
  long length = 0;
  while (PEM_read_bio(reader.get(), &name, &header, &der, &length) == 1) {
    if (std::string_view(name) == PEM_STRING_X509) found.emplace_back(der, der + length);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
  }
  ERR_clear_error();
  return found;
}

}  // namespace printing::cose
