// SPDX-License-Identifier: GPL-3.0-or-later
// The lower half of a letter: labelled rows of large sentences with the other language small below,
// set as large as they all fit together. Pure measuring; one thread, that of the compositor.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/secret.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

struct Row {
  enum class Voice {
    instruction,  // what to do or to know: bold 24, 22, 20
    explanation,  // why: regular 20, 18, 16
    record,       // what else is known: regular 16, 14
  };
  visit::Bilingual label;
  Voice voice = Voice::explanation;
  // Each begins on a new line. The large language speaks in whole sentences, the small one may be
  // brief.
  std::vector<visit::Secret> large;
  std::vector<visit::Secret> small;
};

// Sets the rows from `top` down, at the first of four levels of size and air at which they end
// above `bottom`. False, and nothing set, if they do not fit at any.
[[nodiscard]] bool set_rows(Compositor& sheet, std::span<const Row> rows, First first, double top,
                            double bottom);

}  // namespace printing
