// SPDX-License-Identifier: GPL-3.0-or-later
// A paper certificate that somebody brought, as it was judged without a network. What it says was
// true when it was signed: its colour is shown with its day, never as today's. Values.
#pragma once

#include <optional>
#include <string>

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

// What a certificate from elsewhere shows: evidence beside a health code, never a colour of its
// own.
struct Evidence {
  enum class Kind { test, vaccination, recovery } kind = Kind::test;
  std::string issuer;       // its country, "XA"
  std::optional<Date> day;  // of the sample, the dose, the first positive test
  std::string product;      // of a vaccination, as written on it
  bool negative = false;    // of a test
  bool counts = false;      // by this place's rules, config/recognition
  Bilingual why;            // it counts, or does not
};

struct PaperCheck {
  PaperFinding finding = PaperFinding::damaged;
  // Only of a paper whose signature holds.
  Secret name;    // masked
  Secret number;  // masked
  std::optional<Colour> colour;
  std::optional<Moment> as_of;
  std::optional<Moment> valid_until;
  std::optional<Evidence> evidence;
};

}  // namespace visit
