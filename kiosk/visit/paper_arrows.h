// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a paper under the scanner and of a number that staff type. For arrows.cc only,
// whose dispatch finds them by their arguments. Pure.
#pragma once

#include "kiosk/visit/turning.h"

namespace visit {

// Waits for a paper, or a telephone's code; without a scanner people look at it.
[[nodiscard]] State scan(Turning& turn);

[[nodiscard]] State on(Turning& turn, state::ScanPaper&& waiting, event::Scanned&& scan);
[[nodiscard]] State on(Turning& turn, state::ScanPaper&& waiting, const event::ScanFailed& failed);
[[nodiscard]] State on(Turning& turn, state::ScanPaper&& waiting, const event::DeviceChanged&);
[[nodiscard]] State on(Turning& turn, state::ScanPaper&& waiting, Press<Button::back>);

[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, event::PaperChecked&& checked);
[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, const event::AskingNext& next);
[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, event::Answered&& answer);
[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, const event::NotAnswered& failed);
[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, const event::Ticked&);
[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, Press<Button::stop>);
[[nodiscard]] State on(Turning& turn, state::CheckingPaper&&, Press<Button::back>);

[[nodiscard]] State on(Turning& turn, state::ShowPaper&&, Press<Button::another_paper>);
[[nodiscard]] State on(Turning& turn, state::ShowPaper&&, Press<Button::check_code>);
[[nodiscard]] State on(Turning& turn, state::ShowPaper&&, Press<Button::have_all>);
[[nodiscard]] State on(Turning& turn, state::ShowPaper&&, Press<Button::back>);

// `character`: a digit or X.
[[nodiscard]] State type(state::TypeNumber&& typing, char character);
template <Button B>
requires(B >= Button::key_0 && B <= Button::key_x) [[nodiscard]] State
    on(Turning&, state::TypeNumber&& typing, Press<B>) {
  return type(std::move(typing), *character_of(B));
}
[[nodiscard]] State on(Turning&, state::TypeNumber&& typing, Press<Button::key_erase>);
[[nodiscard]] State on(Turning& turn, state::TypeNumber&& typing, Press<Button::number_done>);
[[nodiscard]] State on(Turning& turn, state::TypeNumber&& typing, Press<Button::other_card>);
[[nodiscard]] State on(Turning& turn, state::TypeNumber&& typing, Press<Button::no_card>);
[[nodiscard]] State on(Turning& turn, state::TypeNumber&&, Press<Button::back>);

}  // namespace visit
