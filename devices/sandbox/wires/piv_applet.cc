// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/piv_applet.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>

#include "devices/sandbox/wires/apdu.h"
#include "devices/sandbox/wires/ber.h"

namespace sandbox {
namespace {

// The full name; a host may leave out its last two bytes, the version.
constexpr std::array<std::uint8_t, 11> kName{0xa0, 0x00, 0x00, 0x03, 0x08, 0x00,
                                             0x00, 0x10, 0x00, 0x01, 0x00};
constexpr std::size_t kShortestName = 9;
constexpr std::size_t kMakerBytes = 5;  // of the name: who registered it
constexpr std::array<std::uint8_t, 3> kCardAuthenticationCertificate{0x5f, 0xc1, 0x01};
constexpr std::uint8_t kEccP256 = 0x11;
constexpr std::uint8_t kCardAuthenticationKey = 0x9e;
constexpr std::size_t kDigestBytes = 32;

Bytes gzipped(const Bytes& plain) {
  constexpr int kGzip = MAX_WBITS + 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  [[maybe_unused]] int done =
      deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY);
  assert(done == Z_OK);
  Bytes packed(deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = const_cast<Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  done = deflate(&stream, Z_FINISH);
  assert(done == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// ECDSA over a digest as it is, DER. Empty when the key is of another kind.
Bytes signature_by(const Bytes& key, ByteView digest) {
  struct Free {
    void operator()(EVP_PKEY* one) const { EVP_PKEY_free(one); }
    void operator()(EVP_PKEY_CTX* one) const { EVP_PKEY_CTX_free(one); }
  };
  const unsigned char* cursor = key.data();
  const std::unique_ptr<EVP_PKEY, Free> handle(
      d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(key.size())));
  if (!handle || EVP_PKEY_is_a(handle.get(), "EC") != 1 || EVP_PKEY_get_bits(handle.get()) != 256) {
    return {};
  }
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new(handle.get(), nullptr));
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(handle.get())));
  std::size_t size = signature.size();
  const bool done =
      context && EVP_PKEY_sign_init(context.get()) == 1 &&
      EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) == 1;
  signature.resize(done ? size : 0);
  return signature;
}

}  // namespace

PivApplet::PivApplet(const StaffBadgeCard& card) : key_(card.key), replayed_(card.replayed) {
  if (card.certificate.empty()) return;
  const Bytes packing{static_cast<std::uint8_t>(card.gzipped ? 0x01 : 0x00)};
  certificate_object_ =
      ber(0x53, joined({ber(0x70, card.gzipped ? gzipped(card.certificate) : card.certificate),
                        ber(0x71, packing), ber(0xfe, {})}));
}

void PivApplet::power_off() {
  selected_ = false;
  waiting_.clear();
}

Bytes PivApplet::answer(ByteView apdu) {
  const auto command = CommandApdu::read(apdu);
  if (!command) return status(0x6700);
  if (command->cla != 0x00) return status(0x6e00);
  const std::size_t wanted = command->wanted.value_or(256);
  if (command->ins == 0xc0) {
    return waiting_.empty() || !selected_ ? status(0x6985) : hand_out(wanted);
  }
  waiting_.clear();
  if (command->ins == 0xa4 && command->p1 == 0x04) return select(command->data);
  if (!selected_) return status(0x6d00);

  Bytes told;
  if (command->ins == 0xcb) {
    if (command->p1 != 0x3f || command->p2 != 0xff) return status(0x6a86);
    told = get_data(command->data);
  } else if (command->ins == 0x87) {
    // Every other key wants a PIN or keys of the maker's.
    if (command->p1 != kEccP256 || command->p2 != kCardAuthenticationKey) return status(0x6a86);
    told = sign(command->data);
  } else {
    return status(0x6d00);
  }
  // A trouble is two bytes, an object never is.
  if (told.size() == 2) return told;
  waiting_ = std::move(told);
  return hand_out(wanted);
}

// At most as much as was asked for; 61 and how much is left, or 00 for 256 and more.
Bytes PivApplet::hand_out(std::size_t wanted) {
  const std::size_t size = std::min(wanted, waiting_.size());
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(size);
  const Bytes part(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  if (waiting_.empty()) return with_status(part);
  const auto left = static_cast<std::uint16_t>(waiting_.size() >= 256 ? 0 : waiting_.size());
  return with_status(part, static_cast<std::uint16_t>(0x6100 | left));
}

// A name that is not known leaves the application selected that was (part 2, §3.1.1).
Bytes PivApplet::select(ByteView name) {
  const bool known = name.size() >= kShortestName && name.size() <= kName.size() &&
                     std::equal(name.begin(), name.end(), kName.begin());
  if (!known) return status(0x6a82);
  selected_ = true;
  const ByteView full = kName;
  return with_status(ber(0x61, joined({ber(0x4f, full.subspan(kMakerBytes)),
                                       ber(0x79, ber(0x4f, full.first(kMakerBytes)))})));
}

Bytes PivApplet::get_data(ByteView tags) {
  const auto tag = ber_value(tags, 0x5c);
  if (!tag || tag->size() + 2 != tags.size()) return status(0x6a80);
  const bool ours = std::equal(tag->begin(), tag->end(), kCardAuthenticationCertificate.begin(),
                               kCardAuthenticationCertificate.end());
  return ours && !certificate_object_.empty() ? certificate_object_ : status(0x6a82);
}

Bytes PivApplet::sign(ByteView request) {
  const auto fields = ber_value(request, 0x7c);
  const auto digest = fields ? ber_value(*fields, 0x81) : std::nullopt;
  const auto place = fields ? ber_value(*fields, 0x82) : std::nullopt;
  if (!digest || digest->size() != kDigestBytes || !place || !place->empty()) {
    return status(0x6a80);
  }
  const Bytes signature = replayed_.empty() ? signature_by(key_, *digest) : replayed_;
  return signature.empty() ? status(0x6a80) : ber(0x7c, ber(0x82, signature));
}

}  // namespace sandbox
