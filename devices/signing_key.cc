// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/signing_key.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cassert>

#include "devices/durable_file.h"
#include "devices/file_mode.h"
#include "kiosk/visit/secret.h"

namespace devices {

namespace {

constexpr std::size_t kMostPem = 4096;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A key with a password is none: nobody is there to be asked for it.
int no_password(char*, int, int, void*) { return -1; }

KeyHandle read_pem(const std::filesystem::path& file,
                   EVP_PKEY* (*read)(BIO*, EVP_PKEY**, pem_password_cb*, void*)) {
  auto pem = read_whole_file(file, kMostPem);
  if (!pem) return nullptr;
  const Bio bio(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  KeyHandle key(bio ? read(bio.get(), nullptr, no_password, nullptr) : nullptr);
  visit::wipe(pem->data(), pem->size());
  ERR_clear_error();
  if (key && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return nullptr;
  return key;
}

template <typename Write>
bool keep_pem(const std::filesystem::path& file, const Write& write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || write(bio.get()) != 1) return false;
  char* pem = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &pem);
  const bool kept = replace_file(file, {pem, static_cast<std::size_t>(size)});
  visit::wipe(pem, static_cast<std::size_t>(size));
  return kept;
}

}  // namespace

void FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

std::filesystem::path SigningKey::public_half(const std::filesystem::path& file) {
  return file.parent_path() / (file.stem().string() + ".pub.pem");
}

std::optional<SigningKey> SigningKey::open(const std::filesystem::path& file) {
  std::error_code error;
  KeyHandle key;
  if (std::filesystem::exists(file, error)) {
    if (is_its_owners_alone(file)) key = read_pem(file, PEM_read_bio_PrivateKey);
  } else if (!error) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    const bool kept = key && keep_pem(file, [&key](BIO* out) {
                        return PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0,
                                                             nullptr, nullptr);
                      });
    if (!kept) return std::nullopt;
  }
  if (!key) return std::nullopt;
  const std::filesystem::path half = public_half(file);
  const bool shown = std::filesystem::exists(half, error) || keep_pem(half, [&key](BIO* out) {
                       return PEM_write_bio_PUBKEY(out, key.get());
                     });
  if (!shown) return std::nullopt;
  return SigningKey(std::move(key));
}

std::string SigningKey::sign(std::string_view bytes) const {
  const Digest digest(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  // OpenSSL fails here only without memory or by a mistake of this file.
  const bool done = digest &&
                    EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                    EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()),
                                   &size, bytes_of(bytes), bytes.size()) == 1 &&
                    size == signature.size();
  assert(done);
  static_cast<void>(done);
  return signature;
}

std::optional<VerifyingKey> VerifyingKey::read(const std::filesystem::path& file) {
  KeyHandle key = read_pem(file, PEM_read_bio_PUBKEY);
  if (!key) return std::nullopt;
  return VerifyingKey(std::move(key));
}

bool VerifyingKey::has_signed(std::string_view bytes, std::string_view signature) const {
  const Digest digest(EVP_MD_CTX_new());
  const bool good =
      digest && EVP_DigestVerifyInit(digest.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                       bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace devices
