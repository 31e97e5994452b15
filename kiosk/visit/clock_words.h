// SPDX-License-Identifier: GPL-3.0-or-later
// Moments and days as people say them: 今天下午 6 点 30 分, 10 天前, today 6:30 pm. Pure.
#pragma once

#include <optional>
#include <string>

#include "kiosk/visit/catalogue.h"
#include "kiosk/visit/moment.h"

namespace visit {

// "10:42".
[[nodiscard]] std::string clock_digits(Moment moment);
// Within a sentence: 10 点 42 分, 10:42 am.
[[nodiscard]] std::string clock_words(const Catalogue& catalogue, Moment moment);
// 今天下午 6 点 30 分; the brief form 今天 18:30.
[[nodiscard]] Words when_words(const Catalogue& catalogue, Moment moment, Moment now);
// "12-31".
[[nodiscard]] std::string day_digits(Moment moment);
// 12 月 31 日, 31 December.
[[nodiscard]] std::string day_words(const Catalogue& catalogue, Moment moment);
// 10 天前; without a day: 最近.
[[nodiscard]] std::string ago_words(const Catalogue& catalogue, std::optional<Date> day,
                                    Moment now);

}  // namespace visit
