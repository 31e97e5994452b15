// SPDX-License-Identifier: GPL-3.0-or-later
// Synthetic people and states for the tests of the visit: area 990101, valid check digits, nobody
// real.
#pragma once

#include <vector>

#include "kiosk/visit/visit.h"

namespace visit::test {

// 26 January 2021, 10:42 in Shanghai.
inline constexpr Moment kNow{std::chrono::milliseconds{1611628920000}};

Identity wang();
Identity sun();  // 孙𠅤, beyond the basic plane
HealthCode code(CodeState state, std::vector<Reason> reasons = {});
Verdict verdict(Colour colour);
SignedSlip slip();
// As a certificate of hers was judged.
PaperCheck paper(PaperFinding finding);
// A staff badge's id.
inline constexpr const char* kBadge = "0011223344556677";
Rules rules();
// The questions of config/survey, with the ways of config/routes in spirit; the words are shorter.
SurveyForm form();
// All answered no, nothing measured.
SurveyAnswers all_no(const SurveyForm& form);
Ways ways();
// Wang acts for these; Sun's daughter acts for her.
Delegation delegation(const char* id, Relation relation, Identity person);
Household household();
StaffMember member(Role role = Role::maintainer);
ShiftReport shift();

// A visit at `state`, with everything working, ticket 7; with Wang's sitting where a relative is
// there, with somebody signed in where staff are.
Visit visit_at(State state);

// A badge is shown on a page that calls staff, and its PIN is right: the turn that follows.
Turn sign_in(Visit visit, Role role = Role::maintainer);

// One value of each state, in story order; `variants` adds the sub-cases that have arrows of their
// own.
std::vector<State> every_state();
// One of each event, presses of every button included, all with `ticket`.
std::vector<Event> every_event(Ticket ticket);
// "Pressed agree", "CardFailed lay_again": what an event is called in the table.
std::string name(const Event& event);
std::string name(const Effect& effect);

}  // namespace visit::test
