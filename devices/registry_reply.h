// SPDX-License-Identifier: GPL-3.0-or-later
// What a service answers about who may act for whom, to an appeal and to a revocation (docs/wire.md
// §4.4, §4.10). An answer that is cut, of unknown words or of another form than promised is a
// trouble, never a delegation. Pure; throws nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "devices/registry_request.h"
#include "kiosk/visit/health_code.h"
#include "kiosk/visit/household.h"
#include "kiosk/visit/staff.h"

namespace devices {

// Fail with truncated, malformed or unknown_word. Only an agent is told whose document it is; of a
// person with a passport, which this kiosk reads nowhere, only the mask is taken.
[[nodiscard]] tl::expected<std::vector<visit::Delegation>, visit::QueryTrouble> parse_family(
    std::string_view body, Side side);
[[nodiscard]] tl::expected<visit::Delegation, visit::QueryTrouble> parse_binding(
    std::string_view body);
// The appeal's id.
[[nodiscard]] tl::expected<std::string, visit::QueryTrouble> parse_appeal(std::string_view body);

// Whether this is the service's word that the delegation, or the slip, counts no more.
[[nodiscard]] tl::expected<void, visit::QueryTrouble> parse_end(std::string_view body,
                                                                std::string_view id);
[[nodiscard]] tl::expected<void, visit::QueryTrouble> parse_revocation(std::string_view body,
                                                                       std::string_view slip);

// What the region's rules or the record say against it; none: it is no such refusal.
[[nodiscard]] std::optional<visit::BindTrouble> binding_refusal(int http_status,
                                                                std::string_view body);
[[nodiscard]] std::optional<visit::AppealTrouble> appeal_refusal(int http_status,
                                                                 std::string_view body);
// 404 in the service's own words: it has no such thing.
[[nodiscard]] bool is_not_found(int http_status, std::string_view body);

[[nodiscard]] bool is_delegation_id(std::string_view id);  // 32 lower-case hex digits
[[nodiscard]] bool is_slip_id(std::string_view id);        // 16 upper-case hex digits

}  // namespace devices
