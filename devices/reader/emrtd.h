// SPDX-License-Identifier: GPL-3.0-or-later
// The chip of a passport, a travel permit or a residence permit (ICAO Doc 9303-10), opened with
// what staff typed from its printed lines. It gives those lines once more and no proof of who
// issued them: a person compares them. One thread at a time.
#pragma once

#include <tl/expected.hpp>

#include "devices/reader/apdu.h"
#include "devices/reader/mrz.h"

namespace devices::reader {

enum class EmrtdTrouble {
  no_application,  // no travel document
  not_a_key,       // no printed lines could hold what was typed
  wrong_key,       // typed wrong, another document, or one that does not open this way
  not_genuine,     // does not know its own key, or an answer was altered on its way
  no_lines,        // data group 1 is missing or contradicts itself
  gone,            // the card or the reader is gone
};

// Six commands. Nothing that was read stays in memory but the result.
[[nodiscard]] tl::expected<TravelDocument, EmrtdTrouble> read_dg1(const Transmit& transmit,
                                                                  const MrzKey& key);

}  // namespace devices::reader
