// SPDX-License-Identifier: GPL-3.0-or-later
// What to do on the way, numbered like the turns of the map: beside it, or alone where there is
// none. One thread, that of the compositor.
#pragma once

#include <span>

#include "kiosk/visit/route_slip.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

// On A4: up to four in the column right of the map, or over the whole width.
struct StepsPlace {
  bool beside_map = true;
  First first = First::chinese;
};

// Trouble (words_do_not_fit): one does not fit.
void route_steps(Compositor& sheet, std::span<const visit::RouteStep> steps,
                 const StepsPlace& place);

}  // namespace printing
