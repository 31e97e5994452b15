// SPDX-License-Identifier: GPL-3.0-or-later
// A paper certificate that somebody brought, as it was judged without a network. What it says was
// true when it was signed: its colour is shown with its day, never as today's. Values.
#pragma once

#include <optional>

#include "kiosk/visit/identity.h"
#include "kiosk/visit/verdict.h"

namespace visit {

// Each has its own words. Only `genuine` says that the paper holds now.
enum class PaperFinding {
  genuine,
  expired,
  not_yet_valid,
  revoked,
  unknown_issuer,    // signed by nobody on our list
  not_genuine,       // the signature does not hold, or its key may not sign this
  damaged,           // no whole certificate could be read
  unsupported,       // something else than a certificate, or of a newer kind
  trust_list_stale,  // good as far as an outdated list can tell
};

struct PaperCheck {
  PaperFinding finding = PaperFinding::damaged;
  // Only of a paper whose signature holds.
  Secret name;    // masked
  Secret number;  // masked
  std::optional<Colour> colour;
  std::optional<Moment> as_of;
  std::optional<Moment> valid_until;
};

}  // namespace visit
