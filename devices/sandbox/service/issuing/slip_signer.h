// SPDX-License-Identifier: GPL-3.0-or-later
// Signs status slips and health cards: the health-code-only HCERT of docs/wire.md §5 (ES256, zlib,
// base45, "HC1:"). Written from that document alone; it shares no code with the kiosk's reader of
// it. Immutable, safe from any thread.
#pragma once
#include <tl/expected.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "devices/sandbox/service/rules/assignment.h"

struct evp_pkey_st;

namespace service {

// Key 6 of the map.
struct SlipSample {
  Instant sampled;
  NatResult result = NatResult::negative;  // negative, positive or pending
  int area = 0;
};

// Key 7.
struct SlipDose {
  Day day;
  int number = 0;
  int total = 0;
  std::string product;
};

enum class AreaRisk { low, medium, high };

// Key 8.
struct SlipStay {
  int city = 0;
  Day day;
  AreaRisk risk = AreaRisk::low;
};

// Key 9.
struct SlipAgent {
  int relation = 0;
  std::string masked_name;
};

constexpr std::size_t kMostDoses = 4;
constexpr std::size_t kMostStays = 14;

// A status slip always has a colour: no other state is ever signed. A health card has none.
struct Slip {
  std::string reference;  // 8 bytes
  std::optional<Colour> colour;
  int area = 0;
  Instant evaluated;
  Instant valid_until;
  Instant expires;  // of the whole token
  std::string masked_number;
  std::string name;
  Day birth;
  std::vector<SlipSample> samples;  // newest first, at most 3
  std::vector<SlipDose> doses;      // newest first, at most kMostDoses
  std::vector<SlipStay> stays;      // newest first, at most kMostStays
  std::optional<SlipAgent> agent;   // only of a slip handed to one
  std::optional<Instant> commuting_until;
};

// The signing certificate and its private key.
class SlipSigner {
 public:
  // P-256 only; the key must be the certificate's. The error is one clear line.
  static tl::expected<SlipSigner, std::string> open(std::string_view certificate_pem,
                                                    std::string_view key_pem);

  // `country` becomes iss. The text of the QR; what is too long for version 22 at level Q loses the
  // stays beyond 4, and nothing is signed that does not fit version 23 at level M.
  [[nodiscard]] std::optional<std::string> sign(Slip slip, std::string_view country) const;

  // SHA-256 of the certificate's DER, first 8 bytes.
  [[nodiscard]] const std::string& kid() const { return kid_; }
  [[nodiscard]] const std::string& der() const { return der_; }
  [[nodiscard]] Instant not_before() const { return not_before_; }
  [[nodiscard]] Instant not_after() const { return not_after_; }

  // COSE_Sign1 with this key over any payload, tag 18.
  [[nodiscard]] std::string cose_sign1(std::string_view payload) const;

 private:
  SlipSigner() = default;

  std::shared_ptr<evp_pkey_st> key_;
  std::string der_;
  std::string kid_;
  Instant not_before_;
  Instant not_after_;
};

// A PEM certificate's DER and its end; nothing if it is none.
std::optional<std::pair<std::string, Instant>> der_and_end(std::string_view certificate_pem);

// zlib, level 9.
std::string zipped(std::string_view text);
// RFC 9285.
std::string base45(std::string_view bytes);
std::string base64(std::string_view bytes);

}  // namespace service
