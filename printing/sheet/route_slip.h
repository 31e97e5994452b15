// SPDX-License-Identifier: GPL-3.0-or-later
// The route and history slip: where to go now, on a drawn map, and what was answered. Pure, as
// status_slip.h. One Faces a thread.
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

// config/paper/route_slip.toml.
extern const WordsForm kRouteSlipWords;

// On A4 or a roll, as the details say. Its code is its serial.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> route_slip(const visit::RouteSlip& slip,
                                                           const SheetDetails& details,
                                                           const PaperWords& words,
                                                           text::Faces& faces);

}  // namespace printing
