// SPDX-License-Identifier: GPL-3.0-or-later
// The status slip on an 80 mm roll: the words and rows of the A4 slip in one column. Pure: the same
// certificate, details and words give the same marks. One Faces a thread.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/certificate.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"

namespace text {
class Faces;
}

namespace printing {

// `words`: the status slip's (kStatusSlipWords). Whatever details.palette says it is black and
// white. Thermal paper fades: a slip that holds longer than a week is not_on_this_paper.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> status_roll(const visit::Certificate& certificate,
                                                            const SheetDetails& details,
                                                            const PaperWords& words,
                                                            text::Faces& faces);

}  // namespace printing
