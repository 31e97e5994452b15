// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/issuing/slip_signer.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <zlib.h>

#include <cassert>
#include <ctime>

#include "devices/sandbox/service/issuing/cbor_writer.h"
#include "devices/sandbox/service/issuing/openssl_handles.h"
#include "devices/sandbox/service/records/seal.h"

namespace service {
namespace {

using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

constexpr std::int64_t kHealthCode = -86;
constexpr std::int64_t kSubclaims = -260;
constexpr std::int64_t kVersion = 1;
// P-256: r and s of 32 bytes each.
constexpr int kHalf = 32;
// What alphanumeric mode holds (ISO/IEC 18004, table 7).
constexpr std::size_t kVersion22Q = 823;
constexpr std::size_t kVersion23M = 1248;
constexpr std::size_t kStaysWhenTight = 4;

Bio reader(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  const int done = ASN1_TIME_to_tm(time, &parts);
  assert(done == 1);
  static_cast<void>(done);
  return from_epoch_seconds(timegm(&parts));
}

std::string der_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  assert(size > 0);
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::int64_t colour_number(Colour colour) {
  switch (colour) {
    case Colour::green:
      return 0;
    case Colour::yellow:
      return 1;
    case Colour::red:
      return 2;
  }
  return 3;
}

std::int64_t result_number(NatResult result) {
  switch (result) {
    case NatResult::negative:
      return 0;
    case NatResult::positive:
      return 1;
    case NatResult::pending:
    case NatResult::invalid:
      return 2;
  }
  return 2;
}

std::int64_t birth_number(Day birth) {
  const std::chrono::year_month_day date{birth};
  return static_cast<int>(date.year()) * 10000 +
         static_cast<int>(static_cast<unsigned>(date.month())) * 100 +
         static_cast<int>(static_cast<unsigned>(date.day()));
}

std::int64_t day_number(Day day) { return day.time_since_epoch().count(); }

std::int64_t risk_number(AreaRisk risk) {
  switch (risk) {
    case AreaRisk::low:
      return 0;
    case AreaRisk::medium:
      return 1;
    case AreaRisk::high:
      return 2;
  }
  return 2;
}

void write_health_code(CborWriter& out, const Slip& slip) {
  const std::size_t optional_keys = std::size_t{!slip.samples.empty()} + !slip.doses.empty() +
                                    !slip.stays.empty() + slip.agent.has_value() +
                                    slip.commuting_until.has_value();
  out.map(8 + slip.colour.has_value() + optional_keys);
  out.integer(0).integer(kVersion);
  out.integer(1).bytes(slip.reference);
  if (slip.colour) out.integer(2).integer(colour_number(*slip.colour));
  out.integer(3).integer(slip.area);
  out.integer(4).integer(epoch_seconds(slip.evaluated));
  out.integer(5).text(slip.masked_number);
  if (!slip.samples.empty()) {
    out.integer(6).array(slip.samples.size());
    for (const SlipSample& sample : slip.samples) {
      out.array(3)
          .integer(epoch_seconds(sample.sampled))
          .integer(result_number(sample.result))
          .integer(sample.area);
    }
  }
  if (!slip.doses.empty()) {
    out.integer(7).array(slip.doses.size());
    for (const SlipDose& dose : slip.doses) {
      out.array(4).integer(day_number(dose.day)).integer(dose.number).integer(dose.total);
      out.text(dose.product);
    }
  }
  if (!slip.stays.empty()) {
    out.integer(8).array(slip.stays.size());
    for (const SlipStay& stay : slip.stays) {
      out.array(3).integer(stay.city).integer(day_number(stay.day)).integer(risk_number(stay.risk));
    }
  }
  if (slip.agent)
    out.integer(9).array(2).integer(slip.agent->relation).text(slip.agent->masked_name);
  out.integer(10).text(slip.name);
  out.integer(11).integer(birth_number(slip.birth));
  out.integer(12).integer(epoch_seconds(slip.valid_until));
  if (slip.commuting_until) out.integer(13).integer(epoch_seconds(*slip.commuting_until));
}

std::string write_cwt(const Slip& slip, std::string_view country) {
  CborWriter out;
  out.map(4);
  out.integer(1).text(country);
  out.integer(4).integer(epoch_seconds(slip.expires));
  out.integer(6).integer(epoch_seconds(slip.evaluated));
  out.integer(kSubclaims).map(1);
  out.integer(kHealthCode);
  write_health_code(out, slip);
  return out.written();
}

// DER to r||s: COSE wants both halves as wide as the curve.
std::string flattened(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string out(2 * kHalf, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  const bool done = signature &&
                    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes, kHalf) == kHalf &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes + kHalf, kHalf) == kHalf;
  assert(done);
  static_cast<void>(done);
  return out;
}

std::string es256(evp_pkey_st* key, std::string_view text) {
  const Digest context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  bool done = context &&
              EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
  std::string der(size, '\0');
  done = done && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &size,
                                bytes, text.size()) == 1;
  assert(done);
  static_cast<void>(done);
  der.resize(size);
  return flattened(der);
}

}  // namespace

tl::expected<SlipSigner, std::string> SlipSigner::open(std::string_view certificate_pem,
                                                       std::string_view key_pem) {
  const Certificate certificate(
      PEM_read_bio_X509(reader(certificate_pem).get(), nullptr, nullptr, nullptr));
  if (!certificate)
    return tl::unexpected(std::string("the signing certificate is no PEM certificate"));
  SlipSigner signer;
  signer.key_.reset(PEM_read_bio_PrivateKey(reader(key_pem).get(), nullptr, nullptr, nullptr),
                    [](evp_pkey_st* key) { EVP_PKEY_free(key); });
  if (!signer.key_) return tl::unexpected(std::string("the signing key is no PEM private key"));
  char group[32] = {};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(signer.key_.get(), group, sizeof group, &length) != 1 ||
      std::string_view(group) != "prime256v1") {
    return tl::unexpected(std::string("the signing key is not on P-256"));
  }
  if (X509_check_private_key(certificate.get(), signer.key_.get()) != 1) {
    return tl::unexpected(std::string("the signing key is not that of the signing certificate"));
  }
  signer.der_ = der_of(certificate.get());
  signer.kid_ = sha256(signer.der_).substr(0, 8);
  signer.not_before_ = instant_of(X509_get0_notBefore(certificate.get()));
  signer.not_after_ = instant_of(X509_get0_notAfter(certificate.get()));
  return signer;
}

std::optional<std::pair<std::string, Instant>> der_and_end(std::string_view certificate_pem) {
  const Certificate certificate(
      PEM_read_bio_X509(reader(certificate_pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) return std::nullopt;
  return std::pair(der_of(certificate.get()), instant_of(X509_get0_notAfter(certificate.get())));
}

std::string SlipSigner::cose_sign1(std::string_view payload) const {
  CborWriter header;
  header.map(2).integer(1).integer(-7).integer(4).bytes(kid_);
  CborWriter signed_bytes;
  signed_bytes.array(4).text("Signature1").bytes(header.written()).bytes("").bytes(payload);
  CborWriter out;
  out.tag(18).array(4).bytes(header.written()).map(0).bytes(payload);
  out.bytes(es256(key_.get(), signed_bytes.written()));
  return out.written();
}

std::optional<std::string> SlipSigner::sign(Slip slip, std::string_view country) const {
  assert(slip.reference.size() == 8 && slip.samples.size() <= 3);
  assert(slip.doses.size() <= kMostDoses && slip.stays.size() <= kMostStays);
  const auto written = [&] {
    return "HC1:" + base45(zipped(cose_sign1(write_cwt(slip, country))));
  };
  std::string text = written();
  if (text.size() > kVersion22Q && slip.stays.size() > kStaysWhenTight) {
    slip.stays.resize(kStaysWhenTight);
    text = written();
  }
  return text.size() <= kVersion23M ? std::optional(std::move(text)) : std::nullopt;
}

std::string zipped(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string out(size, '\0');
  const int done = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                             reinterpret_cast<const Bytef*>(text.data()),
                             static_cast<uLong>(text.size()), Z_BEST_COMPRESSION);
  assert(done == Z_OK);
  static_cast<void>(done);
  out.resize(size);
  return out;
}

std::string base45(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string out;
  out.reserve(bytes.size() / 2 * 3 + 2);
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    const unsigned value =
        static_cast<unsigned char>(bytes[i]) * 256U + static_cast<unsigned char>(bytes[i + 1]);
    out += kAlphabet[value % 45];
    out += kAlphabet[value / 45 % 45];
    out += kAlphabet[value / 2025];
  }
  if (i < bytes.size()) {
    const unsigned value = static_cast<unsigned char>(bytes[i]);
    out += kAlphabet[value % 45];
    out += kAlphabet[value / 45];
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace service
