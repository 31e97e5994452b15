// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows from the person to the verdict: who it is, what a health-code service says of them,
// and what they do with it. For arrows.cc only, whose dispatch finds them by their arguments. Pure.
#pragma once

#include "kiosk/visit/turning.h"

namespace visit {

// Asks the health-code service; `kept`: what it said earlier in this visit.
[[nodiscard]] State query(Turning& turn, Consent consent, Identity identity,
                          std::optional<HealthCode> kept);

[[nodiscard]] State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::its_me>);
[[nodiscard]] State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::end_binding>);
[[nodiscard]] State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::not_me>);
[[nodiscard]] State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::back>);
[[nodiscard]] State on(Turning&, state::Querying&& query, const event::AskingNext& next);
[[nodiscard]] State on(Turning&, state::Querying&& query, const event::AskedToWait&);
[[nodiscard]] State on(Turning& turn, state::Querying&& query, event::Answered&& answer);
[[nodiscard]] State on(Turning& turn, state::Querying&& query, const event::NotAnswered& failed);
[[nodiscard]] State on(Turning& turn, state::Querying&& query, const event::Ticked&);
[[nodiscard]] State on(Turning& turn, state::Querying&& query, Press<Button::stop>);
[[nodiscard]] State on(Turning& turn, state::Querying&& query, Press<Button::back>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::print>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::print_card>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&&, Press<Button::no_print>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::survey>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::lead_me>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&&, Press<Button::by_hand>);
[[nodiscard]] State on(Turning&, state::ShowVerdict&& shown, Press<Button::back>);
[[nodiscard]] State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::ask_again>);
[[nodiscard]] State on(Turning& turn, state::NoResult&& none, Press<Button::ask_again>);
[[nodiscard]] State on(Turning& turn, state::NoResult&&, Press<Button::show_paper>);
[[nodiscard]] State on(Turning& turn, state::NoResult&&, Press<Button::by_hand>);
[[nodiscard]] State on(Turning& turn, state::NoResult&& none, Press<Button::other_card>);
[[nodiscard]] State on(Turning&, state::NoResult&& none, Press<Button::back>);

}  // namespace visit
