// SPDX-License-Identifier: GPL-3.0-or-later
// What a social security card says of its holder to anyone who asks (docs/wire.md §1). Nothing of
// it is proved: a hint for staff to confirm, never an identity. Pure over the Transmit it is given;
// what it copied is in Secrets or wiped.
#pragma once

#include <optional>

#include "devices/reader/apdu.h"
#include "kiosk/visit/identity.h"

namespace devices::reader {

// Name, number and birth. None when the card is gone or silent about one of them, when the number's
// check digit is wrong, or when it does not hold the birth.
[[nodiscard]] std::optional<visit::Identity> read_social_security(const Transmit& transmit);

}  // namespace devices::reader
