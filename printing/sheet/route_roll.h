// SPDX-License-Identifier: GPL-3.0-or-later
// The route and history slip on an 80 mm roll: the words, map and answers of the A4 slip in one
// column. Pure, as route_slip.h. One Faces a thread.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/route_slip.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"

namespace text {
class Faces;
}

namespace printing {

// `words`: the route slip's (kRouteSlipWords). Whatever details.palette says it is black and white.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> route_roll(const visit::RouteSlip& slip,
                                                           const SheetDetails& details,
                                                           const PaperWords& words,
                                                           text::Faces& faces);

}  // namespace printing
