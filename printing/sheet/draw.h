// SPDX-License-Identifier: GPL-3.0-or-later
// A document as a sheet of paper: the one door to all layouts. Pure: the same document, details and
// words give the same marks. One Faces a thread.
#pragma once

#include <tl/expected.hpp>

#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"
#include "printing/sheet/stationery.h"

namespace text {
class Faces;
}

namespace printing {

// The sheet, its text measured and its code placed; or why it cannot be: what does not fit is
// refused, never clipped. The result still has to pass check() and the print gate.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> draw(const visit::Document& document,
                                                     const SheetDetails& details,
                                                     const Stationery& stationery,
                                                     text::Faces& faces);

}  // namespace printing
