// SPDX-License-Identifier: GPL-3.0-or-later
// Which of two languages stands large. Every sheet bears both, whoever chose which: the guard at
// the door reads it too. Pure; any thread.
#pragma once

#include <string>

#include "kiosk/visit/health_code.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

[[nodiscard]] inline const std::string& large(const visit::Bilingual& words, First first) {
  return first == First::english ? words.en : words.zh;
}
[[nodiscard]] inline const std::string& small(const visit::Bilingual& words, First first) {
  return first == First::english ? words.zh : words.en;
}
// Both on one line: "编号 No.", "No. 编号".
[[nodiscard]] inline std::string both(const visit::Bilingual& words, First first) {
  return large(words, first) + " " + small(words, first);
}

}  // namespace printing
