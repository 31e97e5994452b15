// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a relative's sitting: whom they may act for, who is added, what the rules refuse.
// For arrows.cc only, whose dispatch finds them by their arguments. Pure.
#pragma once

#include "kiosk/visit/turning.h"

namespace visit {

// How many people stand on one part of a list.
inline constexpr std::size_t kPeopleAPart = 3;

// A relative's card was read: the service says whom they may act for.
[[nodiscard]] State ask_family(Turning& turn, Consent consent, Identity agent);
// The card of somebody they want to act for was read.
[[nodiscard]] State relate(Turning& turn, Errand errand, Identity person);
// By which of the sitting's delegations they act; none: they act for nobody.
[[nodiscard]] const Delegation* acting_by(Turning& turn, const Consent& consent);

[[nodiscard]] State on(Turning& turn, state::AskFamily&&, event::FamilyKnown&& known);
[[nodiscard]] State on(Turning& turn, state::AskFamily&&, const event::FamilyNotKnown& failed);
[[nodiscard]] State on(Turning& turn, state::AskFamily&& asking, const event::Ticked&);
[[nodiscard]] State on(Turning& turn, state::AskFamily&& asking, const event::Pressed& pressed);

[[nodiscard]] State on(Turning& turn, state::ChoosePerson&& list, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::ChooseRelation&& of, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::Binding&& binding, event::Bound&& bound);
[[nodiscard]] State on(Turning& turn, state::Binding&& binding, const event::NotBound& refused);
[[nodiscard]] State on(Turning& turn, state::Binding&& binding, const event::Ticked&);
[[nodiscard]] State on(Turning&, state::Binding&& binding, const event::Pressed&);
[[nodiscard]] State on(Turning& turn, state::NotAllowed&& refused, const event::Pressed& pressed);

[[nodiscard]] State on(Turning& turn, state::ShowAgents&& list, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::EndBinding&& ending, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::EndBinding&& ending, const event::DelegationEnded&);
[[nodiscard]] State on(Turning& turn, state::EndBinding&&, const event::DelegationKept&);

}  // namespace visit
