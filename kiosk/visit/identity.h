// SPDX-License-Identifier: GPL-3.0-or-later
// Who stands before the machine, as the card says it: only what a query needs. Address, photo and
// nation never leave the reader's process. Values; not thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace visit {

enum class DocumentKind { resident_id, hmt_permit, foreign_permit };

struct Identity {
  DocumentKind kind = DocumentKind::resident_id;
  Secret name;    // as printed on the card, UTF-8, any script
  Secret number;  // 18 characters, or 15 for the foreigner's card of 2017
  std::optional<Date> birth;
  std::optional<Date> valid_until;  // none: 长期, as most cards of people over 46 say

  [[nodiscard]] Identity clone() const;
};

// The check character of seventeen digits; 0 if they are not.
[[nodiscard]] char check_character(std::string_view seventeen);

// GB 11643: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, check character from "10X98765432". False
// unless 18 characters.
[[nodiscard]] bool has_valid_check_digit(std::string_view number);

// 王秀英 -> 王*英, 李明 -> 李*; names in other scripts keep their first letter and the last two
// letters.
[[nodiscard]] Secret masked_name(const Secret& name);
// The screen shows 3 + 4 characters of the number, 990***********0055.
[[nodiscard]] Secret number_for_screen(const Secret& number);
// The paper shows 6 + 4, 990101********0055.
[[nodiscard]] Secret number_for_paper(const Secret& number);

}  // namespace visit
