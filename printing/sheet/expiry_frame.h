// SPDX-License-Identifier: GPL-3.0-or-later
// Until when a sheet holds: the largest thing after its word, in the half that is shown. One
// thread, that of the compositor.
#pragma once

#include <string_view>

#include "kiosk/visit/moment.h"
#include "printing/sheet/a4_form.h"

namespace printing::a4 {

// `beside`: what stands after the small date, "·180 days 天"; may be empty.
void expiry_frame(Compositor& sheet, const SheetDetails& details, const PaperWords& words,
                  visit::Moment expires, std::string_view beside = {});

}  // namespace printing::a4
