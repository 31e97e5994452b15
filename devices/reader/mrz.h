// SPDX-License-Identifier: GPL-3.0-or-later
// The machine-readable zone of a travel document (ICAO Doc 9303, parts 3 to 5): what staff types
// from it to open the chip, and the lines that the chip then gives. Pure; what it copied is in
// Secrets or wiped.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kiosk/visit/secret.h"

namespace devices::reader {

// As it stands in the zone, without check digits; small letters are taken too.
struct MrzKey {
  visit::Secret document_number;  // 1-22 of A-Z 0-9; fillers at its end may be left out
  visit::Secret birth;            // YYMMDD, "<<" for what is not known
  visit::Secret expiry;           // YYMMDD
};

struct TravelDocument {
  visit::Secret surname;      // Latin letters, as transcribed; spaces for fillers
  visit::Secret given_names;  // empty when the document has one name only
  visit::Secret number;
  visit::Secret nationality;  // three letters, or fewer: "D"
  visit::Secret birth;        // YYMMDD: the zone knows no century
  char sex = 'X';             // M, F, or X: not stated
  visit::Secret expiry;       // YYMMDD
};

// Weights 7 3 1 over 0-9, A-Z (10-35) and '<' (0), modulo 10; part 3, §4.9. None when another
// character stands there.
[[nodiscard]] std::optional<char> mrz_check_digit(std::string_view text);

// Number, birth and expiry with their check digits, as the keys are made from them (part 11,
// §4.3.2 and appendix D.2). None when no zone could hold these.
[[nodiscard]] std::optional<visit::Secret> key_text(const MrzKey& key);

// The lines of a card (TD1, 90 characters) or a passport (TD3, 88), without line ends. None when
// a check digit, a date or a character is wrong.
[[nodiscard]] std::optional<TravelDocument> read_mrz(std::string_view lines);

}  // namespace devices::reader
