// SPDX-License-Identifier: GPL-3.0-or-later
// Basic access control and secure messaging of travel documents (ICAO Doc 9303-11, §4.3 and §9.8),
// with two-key triple DES: the chip opens to whoever can read its printed lines. Keys and plain
// text are wiped. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tl/expected.hpp>

#include "devices/reader/apdu.h"
#include "devices/reader/wiped_bytes.h"

namespace devices::reader {

enum class AccessTrouble {
  wrong_key,    // the document does not know this key
  not_genuine,  // it does not know the key either, or an answer was altered on its way
  gone,         // the card or the reader is gone
};

struct DesKey {
  std::array<std::uint8_t, 16> bytes{};
  ~DesKey() { visit::wipe(bytes.data(), bytes.size()); }
};

struct AccessKeys {
  DesKey encryption;
  DesKey authentication;
};

// From the first half of a SHA-1 (§9.7.1, parity as DES wants it), and from the printed lines.
[[nodiscard]] AccessKeys derive_keys(std::span<const std::uint8_t, 16> seed);
[[nodiscard]] AccessKeys derive_keys(std::string_view key_text);

// ISO 9797-1 algorithm 3 with padding method 2.
[[nodiscard]] std::array<std::uint8_t, 8> retail_mac(const DesKey& key,
                                                     std::span<const std::uint8_t> message);

// What the reader's side of the handshake draws by lot.
struct AccessLot {
  std::array<std::uint8_t, 8> nonce{};
  std::array<std::uint8_t, 16> key{};
  [[nodiscard]] static AccessLot draw();
  ~AccessLot() {
    visit::wipe(nonce.data(), nonce.size());
    visit::wipe(key.data(), key.size());
  }
};

class SecureMessaging {
 public:
  SecureMessaging(const AccessKeys& session, std::array<std::uint8_t, 8> counter)
      : keys_(session), counter_(counter) {}

  // Sends a command, wrapped: header, then data or a number of bytes wanted (0: none). The data of
  // the answer replaces `data`; the result is the status word under the answer's seal. After a
  // trouble the session is over.
  [[nodiscard]] tl::expected<std::uint16_t, AccessTrouble> ask(const Transmit& transmit,
                                                               std::array<std::uint8_t, 4> header,
                                                               std::span<const std::uint8_t> sent,
                                                               std::uint8_t wanted,
                                                               WipedBytes& data);

 private:
  void count();
  [[nodiscard]] std::optional<std::uint16_t> open(std::span<const std::uint8_t> answer,
                                                  WipedBytes& data);

  AccessKeys keys_;
  std::array<std::uint8_t, 8> counter_;
};

// The handshake, with the travel document's application selected.
[[nodiscard]] tl::expected<SecureMessaging, AccessTrouble> open_access(const Transmit& transmit,
                                                                       const AccessKeys& keys,
                                                                       const AccessLot& lot);

}  // namespace devices::reader
