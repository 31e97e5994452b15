// SPDX-License-Identifier: GPL-3.0-or-later
// What the letter half of the status slip says: what next, why, the last test, who acted. Words
// only, no place and no size. Pure; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "printing/rows.h"
#include "printing/status_slip.h"

namespace printing {

// At most this many reasons are written out where all of them do not fit.
inline constexpr std::size_t kReasonsOnTight = 3;

// The rows in reading order. Reasons beyond `most_reasons` become one line that says how many.
[[nodiscard]] std::vector<Row> slip_rows(const visit::Certificate& certificate,
                                         const SlipDetails& details, const PaperWords& words,
                                         std::size_t most_reasons);

// "green", as the words' keys spell it.
[[nodiscard]] std::string_view key_of(visit::Colour colour);

}  // namespace printing
