// SPDX-License-Identifier: GPL-3.0-or-later
// Every layer of the signed QR against arbitrary bytes. The first byte picks the layer; the layers
// outside it are put on by this program, with a key of its own, so that the bytes get that far.
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "printing/hcert.h"
#include "printing/trust_list.h"

namespace {

using namespace printing;

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'611'630'000)};
constexpr std::string_view kKid = "fuzz key";

Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void promise(bool kept) {
  if (!kept) std::abort();
}

std::string bstr(std::string_view bytes) {
  std::string out = "\x5A";
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(bytes.size() >> shift);
  return out.append(bytes);
}

// The one key of this run; what it signs is trusted, and nothing else is.
struct Key {
  std::shared_ptr<EVP_PKEY> key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free};
  cose::Signer signer = made();
  TrustList trust{std::vector{signer}};

  cose::Signer made() const {
    unsigned char* spki = nullptr;
    const int size = i2d_PUBKEY(key.get(), &spki);
    const auto read = cose::PublicKey::read({spki, static_cast<std::size_t>(size)});
    OPENSSL_free(spki);
    promise(read.has_value());
    cose::Signer made{.kid = {}, .key = *read, .usages = 0};
    std::ranges::copy(kKid, made.kid.begin());
    return made;
  }

  std::string signed_message(std::string_view payload) const {
    const std::string header = std::string("\xA2\x01\x27\x04\x48").append(kKid);
    const std::string to_sign = "\x84\x6ASignature1\x4D" + header + "\x40";
    // Sig_structure has the shortest head for the payload.
    std::string covered = to_sign;
    if (payload.size() < 24) {
      covered += static_cast<char>(0x40u | payload.size());
    } else if (payload.size() < 0x100) {
      covered += {'\x58', static_cast<char>(payload.size())};
    } else if (payload.size() < 0x10000) {
      covered +=
          {'\x59', static_cast<char>(payload.size() >> 8u), static_cast<char>(payload.size())};
    } else {
      covered += bstr(payload).substr(0, 5);
    }
    covered += payload;
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free);
    promise(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           as_bytes(covered).data(), covered.size()) == 1);
    return "\xD2\x84" + bstr(header) + "\xA0" + bstr(payload) + bstr(signature);
  }
};

std::string deflated(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  promise(compress2(reinterpret_cast<Bytef*>(out.data()), &size, as_bytes(bytes).data(),
                    bytes.size(), 1) == Z_OK);
  out.resize(size);
  return out;
}

std::string qr_text(std::string_view stream) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text = "HC1:";
  for (std::size_t i = 0; i < stream.size(); i += 2) {
    const bool pair = i + 1 < stream.size();
    unsigned value = static_cast<unsigned char>(stream[i]);
    if (pair) value = value * 256 + static_cast<unsigned char>(stream[i + 1]);
    for (int k = 0; k < (pair ? 3 : 2); ++k) {
      text += alphabet[value % 45];
      value /= 45;
    }
  }
  return text;
}

void judge(std::string_view text, const Key& key, bool genuine) {
  const HcertResult result = verify(text, key.trust, kNow);
  promise(genuine || !result.signature_holds());
  promise(result.signature_holds() || (!result.claims && !result.health_code && !result.dcc));
  promise((result.verdict == Verdict::ok) == (result.stage == Stage::complete));
  if (result.verdict == Verdict::ok) {
    for (const Check check : result.checks) promise(check == Check::passed);
  }
  if (colour_to_show(result, kNow) == HealthCodeColour::green) {
    promise(result.verdict == Verdict::ok && result.health_code->colour == HealthCodeColour::green);
  }
  promise(!to_json(result, kNow).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Key key;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0:
      judge(rest, key, false);
      break;
    case 1:
      judge(qr_text(rest), key, false);
      break;
    case 2:
      judge(qr_text(deflated(rest)), key, false);
      break;
    case 3:
      judge(qr_text(deflated(key.signed_message(rest))), key, true);
      break;
    case 4: {
      const auto list = TrustList::read_signed(as_bytes(key.signed_message(rest)), key.signer, 5);
      promise(!list || (list->size() > 0 && list->sequence() >= 5));
      break;
    }
    case 5:
      promise(TrustList::read_signed(as_bytes(rest), key.signer, 0).error() !=
              TrustTrouble::no_signers);
      break;
    case 6: {
      const auto list = TrustList::read_did(rest);
      promise(!list || list->size() > 0);
      break;
    }
    default:
      for (const auto& der : cose::certificates_in(as_bytes(rest))) {
        if (const auto signer = cose::read_signer(der)) {
          promise(!signer->key.verifies(cose::Algorithm::es256, as_bytes("x"), as_bytes(rest)));
        }
      }
  }
  return 0;
}
