// SPDX-License-Identifier: GPL-3.0-or-later
// base45 (RFC 9285), the reading half, strict: a wrong length, a character outside the alphabet
// (lower case, line ends) or a group that stands for more than its bytes is refused. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "printing/hcert/hcert_bytes.h"

namespace printing {

[[nodiscard]] std::optional<WipedBytes> read_base45(std::string_view text);

}  // namespace printing
