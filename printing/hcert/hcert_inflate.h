// SPDX-License-Identifier: GPL-3.0-or-later
// One zlib stream (RFC 1950) opened under a ceiling: it must end exactly where its bytes end, with
// its checksum. What zlib keeps of the text meanwhile is wiped. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "printing/hcert/hcert_bytes.h"

namespace printing {

// Nothing if the stream is broken, cut short, followed by anything, wants a dictionary, or would
// open to more than `ceiling` bytes.
[[nodiscard]] std::optional<WipedBytes> inflate_exactly(Bytes stream, std::size_t ceiling);

}  // namespace printing
