// SPDX-License-Identifier: GPL-3.0-or-later
// The A4 status slip: what the folded half says to a guard and the open half to the person. Pure:
// the same certificate, details and words give the same marks. One Faces a thread.
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

// config/paper/status_slip.toml.
extern const WordsForm kStatusSlipWords;

// The sheet, its text measured and its code placed; or why it cannot be: what does not fit is
// refused, never clipped. The result still has to pass check() and the print gate.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> status_slip(const visit::Certificate& certificate,
                                                            const SheetDetails& details,
                                                            const PaperWords& words,
                                                            text::Faces& faces);

}  // namespace printing
