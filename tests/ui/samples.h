// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of the tests are made of: one moment, one synthetic person, and the answers about
// her. For the *pages.cc files only.
#pragma once

#include "tests/ui/pages.h"

namespace ui::test {

// 20 November 2026, 10:42 in Shanghai.
inline constexpr visit::Moment kNow{
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 20} +
    std::chrono::hours{2} + std::chrono::minutes{42}};

visit::Consent consent();
visit::Identity person(std::string_view name, std::string_view number = "990101193804120055");
visit::HealthCode code(visit::CodeState state, std::vector<visit::Reason> reasons);
visit::Reason reason(std::string rule, std::optional<visit::Date> day, int days = 14);

// A paper under the scanner, and a number that staff type.
std::vector<NamedState> paper_pages();
std::vector<NamedState> paper_variants();
// A sheet on its way, held, taken, and in doubt.
std::vector<NamedState> print_pages();
std::vector<NamedState> print_variants();
// A relative's sitting, the history survey, and the desk of the staff.
std::vector<NamedState> family_pages();
std::vector<NamedState> family_variants();
std::vector<NamedState> survey_pages();
std::vector<NamedState> survey_variants();
std::vector<NamedState> staff_pages();
std::vector<NamedState> staff_variants();
// What is seen and heard, and practice.
std::vector<NamedState> aside_pages();
std::vector<NamedState> aside_variants();

}  // namespace ui::test
