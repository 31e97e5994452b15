// SPDX-License-Identifier: GPL-3.0-or-later
// The lower half of a letter: labelled rows of large Chinese sentences with one English line each,
// set as large as they all fit together. Pure measuring; one thread, that of the compositor.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/secret.h"
#include "printing/compositor.h"

namespace printing {

struct Row {
  enum class Voice {
    instruction,  // what to do or to know: bold 24, 22, 20
    explanation,  // why: regular 20, 18, 16
  };
  visit::Bilingual label;
  Voice voice = Voice::explanation;
  std::vector<visit::Secret> zh;  // each begins on a new line
  std::string en;
};

// Sets the rows from `top` down, at the first of three levels of size and air at which they end
// above `bottom`. False, and nothing set, if they do not fit at any.
[[nodiscard]] bool set_rows(Compositor& sheet, std::span<const Row> rows, double top,
                            double bottom);

}  // namespace printing
