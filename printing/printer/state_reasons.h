// SPDX-License-Identifier: GPL-3.0-or-later
// What a printer says of itself in IPP's keywords (RFC 8011 §5.4.12, PWG 5100.9), in the words of
// the page. Only the keyword counts: the suffix -report, -warning or -error follows the printer's
// state, not the gravity (docs/wire.md §6.2). Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/event.h"

namespace printing {

// "media-jam" of "media-jam-warning".
[[nodiscard]] std::string_view without_suffix(std::string_view reason);
// Why that keyword stops a sheet; none if it does not.
[[nodiscard]] std::optional<visit::HoldReason> hold_of(std::string_view keyword);
// What that keyword says runs out soon.
[[nodiscard]] std::optional<visit::Supply> supply_of(std::string_view keyword);

// The first of all reasons given, in HoldReason's own order; none if nothing stops a sheet.
[[nodiscard]] std::optional<visit::HoldReason> hold_reason(const std::vector<std::string>& reasons);
[[nodiscard]] std::set<visit::Supply> supplies_low(const std::vector<std::string>& reasons);

}  // namespace printing
