// SPDX-License-Identifier: GPL-3.0-or-later
// The papers that a service signs: the status slip, and the long card that bears no colour. All of
// it is printed, and nothing else of the person. Values.
#pragma once

#include <optional>
#include <string>

#include "kiosk/visit/identity.h"
#include "kiosk/visit/verdict.h"

namespace visit {

// What the service signed (docs/wire.md §5).
struct SignedSlip {
  Secret qr;          // "HC1:…"
  Moment expires_at;  // the slip's own end: never later than the code's
  std::string id;     // the service's name of the slip, for revocation
  std::optional<Colour>
      colour;  // what it says, none on a card; a kiosk prints only what it has shown
};

// Somebody who acts for the person. Only the masked name is printed: 王*明.
struct Agent {
  Secret masked_name;
  Bilingual relation;  // 儿子, Son
};

// The status slip: short, its colour was true when it was asked for.
struct Certificate {
  Secret name;
  Secret number;  // masked for paper
  Verdict verdict;
  SignedSlip slip;
  std::optional<Agent> agent = {};
  bool led = false;  // a sheet with the way comes with it, and says where to go
};

// The offline identity card: long, its code must be scanned live. It shows no colour.
struct HealthCard {
  Secret name;
  Secret number;  // masked for paper
  SignedSlip slip;
  std::string issuer;  // as printed
  Policy policy;
};

[[nodiscard]] Certificate certificate(const Identity& identity, Verdict verdict, SignedSlip slip);
// `code`: who answered, and by which rules.
[[nodiscard]] HealthCard health_card(const Identity& identity, const HealthCode& code,
                                     SignedSlip slip);

}  // namespace visit
