// SPDX-License-Identifier: GPL-3.0-or-later
// The reader's half of a handshake with a travel document and of the sealed commands after it. For
// tests only: its numbers are drawn by nobody.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "devices/sandbox/wires/ber.h"
#include "devices/sandbox/wires/document_keys.h"

namespace sandbox {

class PassportTerminal {
 public:
  explicit PassportTerminal(std::string_view lines) : keys_(DocumentKeys::from_lines(lines)) {}

  // EXTERNAL AUTHENTICATE for a challenge.
  Bytes authenticate(ByteView challenge) {
    challenge_.assign(challenge.begin(), challenge.end());
    const Bytes secret = keys_.encrypted(joined({nonce_, challenge_, half_}));
    return joined({{0x00, 0x82, 0x00, 0x00, 0x28}, secret, keys_.mac(secret), {0x28}});
  }

  // The document's answer without its status word; whether it knows the key and heard our nonce.
  bool begin(ByteView answer) {
    if (answer.size() != 40) return false;
    const Bytes mac = keys_.mac(answer.first(32));
    const Bytes plain = keys_.decrypted(answer.first(32));
    const bool ours = std::equal(mac.begin(), mac.end(), answer.begin() + 32) &&
                      std::equal(challenge_.begin(), challenge_.end(), plain.begin()) &&
                      std::equal(nonce_.begin(), nonce_.end(), plain.begin() + 8);
    Bytes seed(plain.begin() + 16, plain.end());
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] ^= half_[i];
    keys_ = DocumentKeys::from_seed(seed);
    counter_ = joined(
        {Bytes(challenge_.begin() + 4, challenge_.end()), Bytes(nonce_.begin() + 4, nonce_.end())});
    return ours;
  }

  Bytes sealed(const Bytes& header, const Bytes& data, std::uint8_t wanted) {
    Bytes body;
    if (!data.empty()) body = ber(0x87, joined({Bytes{0x01}, keys_.encrypted(padded(data))}));
    if (wanted != 0) body = joined({body, ber(0x97, Bytes{wanted})});
    count();
    body = joined({body, ber(0x8e, keys_.mac(joined({counter_, padded(header), body})))});
    return joined({header, {static_cast<std::uint8_t>(body.size())}, body, {0x00}});
  }
  Bytes select(std::uint8_t high, std::uint8_t low) {
    return sealed({0x0c, 0xa4, 0x02, 0x0c}, {high, low}, 0);
  }
  Bytes read(std::uint8_t offset, std::uint8_t wanted) {
    return sealed({0x0c, 0xb0, 0x00, offset}, {}, wanted);
  }

  // Data and status word; nullopt when the seal is wrong.
  std::optional<Bytes> opened(const Bytes& answer) {
    count();
    const ByteView all(answer);
    const auto seal =
        answer.size() > 12 ? ber_value(all.first(all.size() - 2), 0x8e) : std::nullopt;
    if (!seal) return std::nullopt;
    const Bytes body(answer.begin(), answer.end() - 12);
    const Bytes mac = keys_.mac(joined({counter_, body}));
    if (!std::equal(mac.begin(), mac.end(), seal->begin(), seal->end())) return std::nullopt;
    Bytes plain;
    if (const auto secret = ber_value(body, 0x87)) {
      plain = unpadded(keys_.decrypted(secret->subspan(1)));
    }
    const auto word = ber_value(body, 0x99);
    if (word) plain.insert(plain.end(), word->begin(), word->end());
    return plain;
  }

 private:
  void count() {
    for (auto byte = counter_.rbegin(); byte != counter_.rend() && ++*byte == 0; ++byte) {
    }
  }

  DocumentKeys keys_;
  Bytes nonce_{0x99, 0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06};
  Bytes half_ = Bytes(16, 0x3c);
  Bytes challenge_;
  Bytes counter_;
};

}  // namespace sandbox
