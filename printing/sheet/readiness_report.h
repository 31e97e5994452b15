// SPDX-License-Identifier: GPL-3.0-or-later
// What a technician tried on the machine and what came of it. Pure, as status_slip.h. One Faces a
// thread.
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

// config/paper/readiness_report.toml.
extern const WordsForm kReadinessReportWords;

// On either paper. Where the page is too short, checks that passed lose their details, then are
// counted; what failed or was not tried is always named.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> readiness_report(
    const visit::ReadinessReport& report, const SheetDetails& details, const PaperWords& words,
    text::Faces& faces);

}  // namespace printing
