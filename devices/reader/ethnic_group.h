// SPDX-License-Identifier: GPL-3.0-or-later
// The ethnic groups of China by their codes in GB/T 3304, as resident ID cards state them. Pure.
#pragma once

#include <string_view>

namespace devices::reader {

// The group's Chinese name for the card's two digits: 01-56, 97 (others) and 98 (naturalised).
// Empty for any other code: a new code is no reason to refuse a card.
[[nodiscard]] std::string_view ethnic_group_name(std::string_view code);

}  // namespace devices::reader
