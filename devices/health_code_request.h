// SPDX-License-Identifier: GPL-3.0-or-later
// What the kiosk sends to a health-code service about one person (docs/wire.md §4.3, §4.4). Pure.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/visit/consent.h"
#include "kiosk/visit/effect.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/identity.h"

namespace devices {

// Whether the number can be one: nobody is asked about a card that was misread.
[[nodiscard]] bool is_plausible(const visit::Identity& identity);

// The caller wipes it. `purpose` is the scene's id.
[[nodiscard]] std::string query_body(const visit::Identity& identity, const visit::Consent& consent,
                                     std::string_view purpose);
// A code from a telephone (docs/wire.md §4.9).
[[nodiscard]] std::string code_body(std::string_view code, std::string_view purpose);
[[nodiscard]] std::string slip_body(const visit::Identity& identity, const visit::Consent& consent,
                                    std::string_view purpose, visit::SlipKind kind);
[[nodiscard]] std::string_view name(visit::SlipKind kind);  // "STATUS_SLIP"

}  // namespace devices
