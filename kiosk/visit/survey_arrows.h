// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of the history survey: one question after the other, the review, handing in, and where
// the answers lead. For arrows.cc only, whose dispatch finds them by their arguments. Pure.
#pragma once

#include "kiosk/visit/turning.h"

namespace visit {

// Symptoms on one part of their page.
inline constexpr std::size_t kSymptomsAPart = 6;

// Begins with the first question; the place's form must be there.
[[nodiscard]] State take_survey(Turning& turn, Consent consent, std::optional<Identity> identity,
                                std::optional<Verdict> verdict);
// The slip that leads somebody on, without a history; nothing if this house has no ways.
[[nodiscard]] std::optional<RouteSlip> way_to(const Rules& rules, const Identity& identity,
                                              Route route);

[[nodiscard]] State on(Turning& turn, state::TakeSurvey&& survey, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::TakeSurvey&& survey,
                       const event::TemperatureTaken& taken);
[[nodiscard]] State on(Turning& turn, state::HandingIn&& handing, const event::SurveyKept&);
[[nodiscard]] State on(Turning& turn, state::HandingIn&& handing, const event::SurveyNotKept&);
[[nodiscard]] State on(Turning& turn, state::HandingIn&& handing, const event::Ticked&);
[[nodiscard]] State on(Turning&, state::HandingIn&& handing, const event::Pressed&);
[[nodiscard]] State on(Turning& turn, state::Routed&& routed, const event::Pressed& pressed);

}  // namespace visit
