// SPDX-License-Identifier: GPL-3.0-or-later
// What a health-code service sends back, read into the visit's closed words (docs/wire.md
// §4.2-4.4). An unknown word, a missing member or a broken text is `unreadable`, never a colour.
// Pure; throws nothing.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/certificate.h"
#include "kiosk/visit/health_code.h"

namespace devices {

[[nodiscard]] tl::expected<visit::HealthCode, visit::QueryTrouble> parse_status(
    std::string_view body);
[[nodiscard]] tl::expected<visit::SignedSlip, visit::QueryTrouble> parse_slip(
    std::string_view body);
// What an HTTP status other than 200 and 201 means; the body's code decides where the status alone
// does not.
[[nodiscard]] visit::QueryTrouble trouble_of(int http_status, std::string_view body);

}  // namespace devices
