// SPDX-License-Identifier: GPL-3.0-or-later
// Route slips, cards and forms of people who do not exist (area 990101), through an invented
// hospital (config/routes). One program's own faces and words; single-threaded.
#pragma once

#include <string_view>

#include "printing/sheet/route_plan.h"
#include "tests/printing/sheet/status_slip_samples.h"

namespace printing::testing {

[[nodiscard]] const RoutePlan& routes();

// 王建国 with a fever and dry cough, who is not sure about one question.
[[nodiscard]] visit::RouteSlip fever_clinic_slip();
// The same person led elsewhere: "buffer_area", "wait_here", "straight_in".
[[nodiscard]] visit::RouteSlip slip_to(std::string_view destination);
// Four steps, eight buildings, a wide name, nine answers and eleven symptoms.
[[nodiscard]] visit::RouteSlip hardest_route_slip();

[[nodiscard]] visit::HealthCard health_card_of(std::string_view name);
[[nodiscard]] SheetDetails details_of(std::string_view serial);

[[nodiscard]] Sheet drawn(const visit::Document& document, const SheetDetails& details);
[[nodiscard]] tl::expected<Sheet, SheetTrouble> tried(const visit::Document& document,
                                                      const SheetDetails& details);

}  // namespace printing::testing
