// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/piv.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "devices/reader/card_answer.h"
#include "devices/reader/tlv.h"

namespace devices::reader {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Result = tl::expected<BadgeId, BadgeTrouble>;

template <auto Release>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Release(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<&EVP_PKEY_CTX_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<&X509_STORE_CTX_free>>;
using ExtendedUsage = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<&EXTENDED_KEY_USAGE_free>>;
using Digest = std::array<std::uint8_t, SHA256_DIGEST_LENGTH>;

// SP 800-73-4 part 1, table 7: at most 1,905 bytes; keys in the field hold up to 3,063.
constexpr std::size_t kLongestAnswer = 4096;
constexpr std::size_t kLongestCertificate = std::size_t{16} * 1024;

// The application's name without its version, which a card completes (part 2, §3.1.1).
constexpr std::array<std::uint8_t, 15> kSelectPiv{0x00, 0xa4, 0x04, 0x00, 0x09, 0xa0, 0x00, 0x00,
                                                  0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x00};
// The X.509 certificate for card authentication, 5FC101 (part 1, table 3).
constexpr std::array<std::uint8_t, 11> kGetCertificate{0x00, 0xcb, 0x3f, 0xff, 0x05, 0x5c,
                                                       0x03, 0x5f, 0xc1, 0x01, 0x00};
// GENERAL AUTHENTICATE, ECC P-256 (11), card authentication key (9E): an empty place for the answer
// and the challenge (part 2, §3.2.4 and appendix A.4).
constexpr std::array<std::uint8_t, 11> kSign{
    0x00, 0x87, 0x11, 0x9e, 0x26, 0x7c, 0x24, 0x82, 0x00, 0x81, SHA256_DIGEST_LENGTH};

// id-PIV-cardAuth (FIPS 201), and anyExtendedKeyUsage.
constexpr std::array<std::string_view, 2> kUsages{"2.16.840.1.101.3.6.8", "2.5.29.37.0"};

// A gzip'd certificate, as part 1 §3.2 lets a card hold one. None when it is broken or too long.
std::optional<WipedBytes> inflated(Bytes compressed) {
  constexpr int kGzipOrZlib = MAX_WBITS + 32;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOrZlib) != Z_OK) return std::nullopt;
  WipedBytes whole(kLongestCertificate);
  std::array<std::uint8_t, 1024> piece{};
  stream.next_in = const_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = piece.size() - stream.avail_out;
    if (!whole.append(std::span(piece).first(made))) state = Z_MEM_ERROR;
  }
  const bool complete = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  visit::wipe(piece.data(), piece.size());
  if (!complete) return std::nullopt;
  return whole;
}

Certificate parsed(Bytes der) {
  const unsigned char* cursor = der.data();
  Certificate certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  if (certificate && cursor != der.data() + der.size()) certificate.reset();
  ERR_clear_error();
  return certificate;
}

// What stands in the data object 53: certificate (70), how it is packed (71), a checksum nobody
// uses (FE).
Certificate certificate_in(Bytes object) {
  const auto certificate = find_tlv(object, {0x53, 0x70});
  const auto info = find_tlv(object, {0x53, 0x71});
  if (!certificate || certificate->empty() || (info && info->size() != 1)) return nullptr;
  const int packed = info ? (*info)[0] & 0x03 : 0;
  if (packed == 0) return parsed(*certificate);
  if (packed != 1) return nullptr;
  const auto plain = inflated(*certificate);
  return plain ? parsed(plain->view()) : nullptr;
}

// A certificate that says what it is for must name this purpose; one that says nothing may pass.
bool is_for_badges(X509* certificate) {
  if ((X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) == 0) return false;
  if (X509_check_ca(certificate) != 0) return false;
  int critical = 0;
  const ExtendedUsage usage(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nullptr)));
  if (!usage) return critical == -1;  // not there; anything else: there, and not readable
  for (int i = 0; i < sk_ASN1_OBJECT_num(usage.get()); ++i) {
    std::array<char, 64> oid{};
    const int length = OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()),
                                   sk_ASN1_OBJECT_value(usage.get(), i), 1);
    if (length <= 0 || static_cast<std::size_t>(length) >= oid.size()) continue;
    if (std::find(kUsages.begin(), kUsages.end(), oid.data()) != kUsages.end()) return true;
  }
  return false;
}

std::optional<BadgeTrouble> trouble_of(X509* certificate, const StaffAuthority& staff,
                                       std::chrono::sys_seconds now) {
  const StoreContext context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), staff.store(), certificate, nullptr) != 1) {
    return BadgeTrouble::not_ours;
  }
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, now.time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(rules, 2);  // 112 bits: no SHA-1, no short RSA
  X509_VERIFY_PARAM_clear_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  if (X509_verify_cert(context.get()) != 1) {
    const int error = X509_STORE_CTX_get_error(context.get());
    const bool time =
        error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
    return time ? BadgeTrouble::expired : BadgeTrouble::not_ours;
  }
  if (!is_for_badges(certificate)) return BadgeTrouble::not_ours;
  return std::nullopt;
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t length = 0;
  return key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
         std::string_view(group.data(), length) == SN_X9_62_prime256v1;
}

bool has_signed(EVP_PKEY* key, const Digest& digest, Bytes signature) {
  const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_verify_init(context.get()) == 1 &&
         EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(),
                         digest.size()) == 1;
}

// What nobody can have signed before.
std::optional<Digest> new_challenge() {
  std::array<std::uint8_t, 32> random{};
  Digest digest{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return std::nullopt;
  SHA256(random.data(), random.size(), digest.data());
  return digest;
}

std::optional<BadgeId> id_of(X509* certificate) {
  unsigned char* spki = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &spki);
  if (length <= 0) return std::nullopt;
  Digest digest{};
  SHA256(spki, static_cast<std::size_t>(length), digest.data());
  OPENSSL_free(spki);
  BadgeId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Result challenge(const Transmit& transmit, X509* certificate, WipedBytes& data) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (!is_p256(key)) return tl::unexpected(BadgeTrouble::wrong_key);
  const auto digest = new_challenge();
  const auto id = id_of(certificate);
  if (!digest || !id) return tl::unexpected(BadgeTrouble::bad_signature);

  std::array<std::uint8_t, kSign.size() + SHA256_DIGEST_LENGTH + 1> command{};
  std::copy(kSign.begin(), kSign.end(), command.begin());
  std::copy(digest->begin(), digest->end(), command.begin() + kSign.size());
  const auto status = ask_card(transmit, command, data);
  if (!status) return tl::unexpected(BadgeTrouble::gone);
  const auto signature = find_tlv(data.view(), {0x7c, 0x82});
  if (*status != kGood || !signature || !has_signed(key, *digest, *signature)) {
    return tl::unexpected(BadgeTrouble::bad_signature);
  }
  return *id;
}

}  // namespace

void StaffAuthority::Free::operator()(x509_store_st* store) const { X509_STORE_free(store); }

tl::expected<StaffAuthority, std::string> StaffAuthority::read(const std::filesystem::path& pem) {
  const auto refused = [&pem](std::string_view why) {
    ERR_clear_error();
    return tl::unexpected(fmt::format("{} {}.", pem.string(), why));
  };
  const Bio file(BIO_new_file(pem.c_str(), "r"));
  if (!file) return refused("cannot be opened");
  StaffAuthority staff;
  staff.store_.reset(X509_STORE_new());
  if (!staff.store_) return refused("finds no memory");
  int count = 0;
  while (const Certificate authority{PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)}) {
    if (X509_check_ca(authority.get()) != 1) {
      return refused("holds a certificate that is no authority's");
    }
    if (X509_STORE_add_cert(staff.store(), authority.get()) != 1) {
      return refused("holds a certificate that cannot be taken");
    }
    ++count;
  }
  // The end of the file is also told as an error, and the only good one.
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return refused("holds a certificate that cannot be read");
  }
  if (count == 0) return refused("holds no certificate");
  ERR_clear_error();
  return staff;
}

Result authenticate_badge(const Transmit& transmit, const StaffAuthority& staff,
                          std::chrono::sys_seconds now) {
  WipedBytes data(kLongestAnswer);
  const auto selected = ask_card(transmit, kSelectPiv, data);
  if (!selected) return tl::unexpected(BadgeTrouble::gone);
  if (*selected != kGood) return tl::unexpected(BadgeTrouble::no_application);

  const auto read = ask_card(transmit, kGetCertificate, data);
  if (!read) return tl::unexpected(BadgeTrouble::gone);
  const Certificate certificate = *read == kGood ? certificate_in(data.view()) : nullptr;
  if (!certificate) return tl::unexpected(BadgeTrouble::no_certificate);
  if (const auto trouble = trouble_of(certificate.get(), staff, now)) {
    ERR_clear_error();
    return tl::unexpected(*trouble);
  }
  const Result result = challenge(transmit, certificate.get(), data);
  ERR_clear_error();
  return result;
}

}  // namespace devices::reader
