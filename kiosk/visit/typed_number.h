// SPDX-License-Identifier: GPL-3.0-or-later
// An identity number as staff type it: digit by digit, of today's 18 characters or of the 15 of
// before 1999, in narrow or full-width digits. What is wrong with it has a name, so that it can be
// said in words. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/button.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace visit {

enum class NumberTrouble {
  length,  // neither 18 nor 15
  shape,   // an X before the end
  birth,   // digits 7-14 are no day, or one that is still to come
  check,   // one digit is wrong, or two stand in each other's place (GB 11643)
};

struct TypedNumber {
  Secret number;  // 18 characters
  Date birth;
};

// '0'-'9' or 'X' for the character that stands for it: narrow or full-width, small or capital.
[[nodiscard]] std::optional<char> number_character(char32_t typed);

// The key of the keypad for a character, and the character for a key.
[[nodiscard]] std::optional<Button> key_of(char32_t typed);
[[nodiscard]] std::optional<char> character_of(Button key);

// `typed`: '0'-'9' and 'X'. A number of 15 gets its century (19) and its check character.
[[nodiscard]] tl::expected<TypedNumber, NumberTrouble> complete(std::string_view typed, Date today);

}  // namespace visit
