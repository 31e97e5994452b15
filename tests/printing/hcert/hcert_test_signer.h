// SPDX-License-Identifier: GPL-3.0-or-later
// Writes certificates for the tests, well-formed or not: CBOR by hand, keys made on the spot. It
// shares no code with the reader, and is no part of the product. Single-threaded.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "printing/hcert/trust_list.h"

struct evp_pkey_st;

namespace printing::testing {

using std::literals::string_view_literals::operator""sv;

// Bytes travel as std::string.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] std::string from_hex(std::string_view digits);  // spaces are skipped

// CBOR, shortest heads, map entries in the order given.
[[nodiscard]] std::string cbor_head(unsigned major, std::uint64_t argument);
[[nodiscard]] std::string cbor_int(std::int64_t value);
[[nodiscard]] std::string cbor_bytes(std::string_view value);
[[nodiscard]] std::string cbor_text(std::string_view value);
[[nodiscard]] std::string cbor_array(const std::vector<std::string>& items);
[[nodiscard]] std::string cbor_map(const std::vector<std::pair<std::string, std::string>>& entries);
[[nodiscard]] std::string cbor_float(double value);
[[nodiscard]] std::string cbor_tag(std::uint64_t tag, std::string_view item);

[[nodiscard]] std::string base45_of(std::string_view bytes);
[[nodiscard]] std::string zlib_of(std::string_view bytes);
[[nodiscard]] std::string base64_of(std::string_view bytes);
[[nodiscard]] std::string from_base64(std::string_view text);
// "HC1:" base45(zlib(cose))
[[nodiscard]] std::string qr_text_of(std::string_view cose);

enum class KeyKind { p256, p384, secp256k1, rsa1024, rsa2048, ed25519 };

class TestSigner {
 public:
  explicit TestSigner(KeyKind kind = KeyKind::p256, const std::string& extended_usages = "");

  [[nodiscard]] const std::string& certificate() const { return certificate_; }  // DER
  [[nodiscard]] std::string kid() const;
  [[nodiscard]] std::int64_t algorithm() const;
  // As COSE carries it: r || s, PSS, or Ed25519.
  [[nodiscard]] std::string signature(std::string_view message) const;

 private:
  KeyKind kind_;
  std::shared_ptr<evp_pkey_st> key_;
  std::string certificate_;
};

// One COSE_Sign1; what is left empty is filled in the ordinary way.
struct Message {
  std::string payload;
  std::string protected_header = {};  // the map; default {1: alg, 4: kid}
  std::string unprotected_header = cbor_map({});
  std::vector<std::uint64_t> tags = {18};  // outermost first
};
[[nodiscard]] std::string cose_of(const TestSigner& signer, const Message& message);

inline constexpr std::chrono::sys_seconds kIssued{std::chrono::seconds(1'611'626'700)};
inline constexpr std::chrono::sys_seconds kNow = kIssued + std::chrono::hours(1);
inline constexpr std::chrono::sys_seconds kExpires = kIssued + std::chrono::hours(72);

[[nodiscard]] std::string epoch(std::chrono::sys_seconds moment);

// The parts of an ordinary certificate, keys 0-12 of -86 replaced or added by `changes`.
[[nodiscard]] std::string health_code(
    const std::vector<std::pair<std::int64_t, std::string>>& changes = {});
[[nodiscard]] std::string dcc(const std::string& group = "t",
                              const std::string& result = "260415000",
                              const std::string& sampled = "2021-01-26T01:30:00Z");
inline constexpr std::string_view kUci = "URN:UVCI:01:XA:9901012101260042#P";
[[nodiscard]] std::string cwt(const std::string& hcert,
                              const std::string& expires = epoch(kExpires),
                              const std::string& issued = epoch(kIssued));
// {1: DCC, -86: HC}; an empty part is left out.
[[nodiscard]] std::string subclaims(const std::string& dcc_map, const std::string& health_code_map);

[[nodiscard]] std::string certificate_text(const TestSigner& signer, const std::string& payload);

// A trust list of these certificates, by way of did.json.
[[nodiscard]] TrustList trusting(const std::vector<std::string>& certificates);
// A trust.hct and the list read from it.
struct ListContent {
  std::vector<std::string> certificates;
  std::vector<RevocationEntry> revoked = {};
  std::int64_t sequence = 1;
  std::chrono::sys_seconds issued = kIssued;
  std::chrono::sys_seconds expires = kExpires;
};
[[nodiscard]] std::string trust_file(const TestSigner& root, const ListContent& content);
[[nodiscard]] TrustList trusting(const TestSigner& root, const ListContent& content);

}  // namespace printing::testing
