// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of a shift, handed over on paper with the audit chain's head: the day's anchor that
// no disk can change. Nobody's name stands in it. Pure, as status_slip.h. One Faces a thread.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/report.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"

namespace text {
class Faces;
}

namespace printing {

// config/paper/shift_report.toml.
extern const WordsForm kShiftReportWords;

// On either paper. Of more than four incidents, or of fewer that are long, the rest is counted.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> shift_report(const visit::ShiftReport& report,
                                                             const SheetDetails& details,
                                                             const PaperWords& words,
                                                             text::Faces& faces);

}  // namespace printing
