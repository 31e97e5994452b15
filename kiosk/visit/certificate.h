// SPDX-License-Identifier: GPL-3.0-or-later
// What one sheet of paper says: everything that is printed and nothing else of the person. Values.
#pragma once

#include <optional>
#include <string>

#include "kiosk/visit/identity.h"
#include "kiosk/visit/verdict.h"

namespace visit {

// What the service signed (docs/wire.md §5).
struct SignedSlip {
  Secret qr;                    // "HC1:…"
  Moment expires_at;            // the slip's own end: never later than the code's
  std::string id;               // the service's name of the slip, for revocation
  Colour colour = Colour::red;  // what it says; a kiosk prints only what it has shown
};

struct Certificate {
  Secret name;
  Secret number;  // masked for paper
  Verdict verdict;
  SignedSlip slip;
};

[[nodiscard]] Certificate certificate(const Identity& identity, Verdict verdict, SignedSlip slip);

}  // namespace visit
