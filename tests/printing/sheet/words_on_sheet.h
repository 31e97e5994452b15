// SPDX-License-Identifier: GPL-3.0-or-later
// What stands on a drawn sheet, for tests that ask for words, codes and inks. Pointers are into the
// sheet. Any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "printing/sheet/sheet.h"

namespace printing::testing {

[[nodiscard]] std::vector<const TextRun*> runs(const Sheet& sheet);
// The first run of exactly these words; null if there is none.
[[nodiscard]] const TextRun* saying(const Sheet& sheet, std::string_view words);
// All words between two heights, in drawing order, parted by "|".
[[nodiscard]] std::string said_between(const Sheet& sheet, double top, double bottom);
// The only code; the test fails without one.
[[nodiscard]] const QrMark& code_of(const Sheet& sheet);
[[nodiscard]] std::set<Ink> inks(const Sheet& sheet);

}  // namespace printing::testing
