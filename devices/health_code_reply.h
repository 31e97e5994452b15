// SPDX-License-Identifier: GPL-3.0-or-later
// What a health-code service sends back, read into the visit's closed words (docs/wire.md
// §4.2-4.4). An unknown word, a missing member, a cut text or one that could upset a page is a
// trouble of its own name, never a colour. Pure; throws nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/effect.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/health_code.h"

namespace devices {

// Fail with truncated, malformed or unknown_word. `source` is the rung that was asked: the wire's
// own `source` tells where the answering issuer had it from.
[[nodiscard]] tl::expected<visit::HealthCode, visit::QueryTrouble> parse_status(
    std::string_view body, visit::Source source);
// The same for a code from a telephone: one that does not count is not_found, or expired.
[[nodiscard]] tl::expected<visit::HealthCode, visit::QueryTrouble> parse_code_status(
    std::string_view body, visit::Source source);
[[nodiscard]] tl::expected<visit::SignedSlip, visit::QueryTrouble> parse_slip(std::string_view body,
                                                                              visit::SlipKind kind);

// What an HTTP status other than 200 and 201 means; the body's code decides where the status alone
// does not.
[[nodiscard]] visit::QueryTrouble trouble_of(int http_status, std::string_view body);
// How long a 429 or 503 asks us to wait: the body's retryAfterMs, else the header, which is rounded
// up to seconds. None with any other status.
[[nodiscard]] std::optional<std::chrono::milliseconds> wait_asked(
    int http_status, std::string_view body, std::optional<std::chrono::milliseconds> header);

}  // namespace devices
