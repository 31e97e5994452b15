// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a sheet: signed, printed, waited for, taken, and looked for when in doubt. For
// arrows.cc only, whose dispatch finds them by their arguments. Pure.
#pragma once

#include "kiosk/visit/turning.h"

namespace visit {

// Has the service sign what will be printed; staff come where that cannot be.
[[nodiscard]] State certify(Turning& turn, state::ShowVerdict&& shown, SlipKind kind);
// The slip that leads on, and the certificate before it where there is a code.
[[nodiscard]] State print_routed(Turning& turn, state::Routed&& routed);
// The form to be filled in with a pen, and somebody who helps with it.
[[nodiscard]] State print_form(Turning& turn);
// A member of the staff looks for the oldest sheet in doubt; nothing if none is.
[[nodiscard]] std::optional<State> look_in_tray(Turning& turn, const std::string& badge);

[[nodiscard]] State on(Turning& turn, state::Certifying&& signing, event::SlipSigned&& slip);
[[nodiscard]] State on(Turning& turn, state::Certifying&&, const event::SlipRefused&);
[[nodiscard]] State on(Turning& turn, state::Certifying&& signing, const event::Ticked&);

[[nodiscard]] State on(Turning&, state::Printing&& printing, const event::SheetMoved& moved);
[[nodiscard]] State on(Turning& turn, state::Printing&& printing, const event::SheetHeld& held);
[[nodiscard]] State on(Turning& turn, state::Printing&& printing, event::SheetPrinted&& sheet);
[[nodiscard]] State on(Turning& turn, state::Printing&& printing, const event::SheetFailed& failed);

[[nodiscard]] State on(Turning&, state::PrintHeld&& held, const event::SheetHeld& again);
[[nodiscard]] State on(Turning&, state::PrintHeld&& held, const event::SheetResumed&);
[[nodiscard]] State on(Turning& turn, state::PrintHeld&& held, event::SheetPrinted&& sheet);
[[nodiscard]] State on(Turning& turn, state::PrintHeld&& held, const event::SheetFailed& failed);
[[nodiscard]] State on(Turning& turn, state::PrintHeld&& held, Press<Button::do_not_wait>);
[[nodiscard]] State on(Turning& turn, state::PrintHeld&& held, const event::Ticked&);

[[nodiscard]] State on(Turning& turn, state::TakePaper&&, Press<Button::have_all>);
[[nodiscard]] State on(Turning& turn, state::TakePaper&& take, const event::Ticked&);

[[nodiscard]] State on(Turning& turn, state::CallStaff&& called, event::Scanned&& scan);
[[nodiscard]] State on(Turning& turn, state::CallStaff&& called, const event::SheetClosed&);
[[nodiscard]] State on(Turning& turn, state::CallStaff&& called, const event::SheetNotKnown&);

[[nodiscard]] State on(Turning& turn, state::LookInTray&& looking, Press<Button::in_tray>);
[[nodiscard]] State on(Turning& turn, state::LookInTray&& looking, Press<Button::not_in_tray>);
[[nodiscard]] State on(Turning& turn, state::LookInTray&& looking, const event::SheetClosed&);
[[nodiscard]] State on(Turning& turn, state::LookInTray&& looking, const event::SheetNotKnown&);
[[nodiscard]] State on(Turning& turn, state::LookInTray&&, Press<Button::back>);

}  // namespace visit
