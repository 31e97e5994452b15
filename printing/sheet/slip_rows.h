// SPDX-License-Identifier: GPL-3.0-or-later
// What the letter half of the status slip says: what next, why, the last test, what else is on
// record, who acted. Words only, no place and no size. Pure; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "printing/sheet/rows.h"
#include "printing/sheet/status_slip.h"

namespace printing {

// How much is written out where all of it does not fit. What is left out is counted or named in a
// line of its own.
struct Ration {
  std::size_t reasons;
  std::size_t vaccinations;  // the newest ones; 0: only named
  std::size_t places;        // 0: only named
  bool antibody;
  bool brief = false;  // reasons in a few words where the large language has such
  friend bool operator==(const Ration&, const Ration&) = default;
};
// From everything down to what no slip may lack.
[[nodiscard]] std::vector<Ration> rations(const visit::HealthCode& code);

// The rows in reading order.
[[nodiscard]] std::vector<Row> slip_rows(const visit::Certificate& certificate,
                                         const PaperWords& words, const Ration& ration,
                                         First first);

// "green", as the words' keys spell it.
[[nodiscard]] std::string_view key_of(visit::Colour colour);

}  // namespace printing
