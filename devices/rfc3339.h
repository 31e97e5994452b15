// SPDX-License-Identifier: GPL-3.0-or-later
// Moments and days as JSON carries them: 2021-01-20T09:30:00+08:00, 2021-01-20. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kiosk/visit/moment.h"

namespace devices {

// None unless the whole text is a date-time of RFC 3339 with offset; fractions of a second are cut
// to milliseconds.
[[nodiscard]] std::optional<visit::Moment> parse_moment(std::string_view text);
[[nodiscard]] std::optional<visit::Date> parse_date(std::string_view text);
// Whole seconds in Shanghai's time: 2021-01-20T09:30:00+08:00.
[[nodiscard]] std::string write_moment(visit::Moment moment);

}  // namespace devices
