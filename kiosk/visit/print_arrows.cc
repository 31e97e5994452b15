// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a sheet: signed, printed, waited for, taken, and looked for when in doubt.
#include "kiosk/visit/print_arrows.h"

#include <algorithm>

#include "kiosk/visit/household_arrows.h"
#include "kiosk/visit/query_arrows.h"
#include "kiosk/visit/staff_arrows.h"
#include "kiosk/visit/survey_arrows.h"

namespace visit {

namespace {

PaperKind paper_of(SlipKind kind) {
  return kind == SlipKind::health_card ? PaperKind::card : PaperKind::slip;
}

// No new sheet for anybody while an older one may lie in the tray.
State no_printer(Turning& turn) {
  return turn.call_staff(turn.sheets_in_doubt().empty() ? Call::printer_out : Call::sheet_unknown);
}

// A sheet came out of the state that waited for it: the next one, or all are to be taken.
template <typename Waiting>
State printed(Turning& turn, std::string serial, Waiting&& waiting) {
  turn.touch();
  if (waiting.paper == PaperKind::shift) turn.ask<effect::EndShift>();
  if (turn.duty()) turn.duty()->replaces.reset();
  if (waiting.next) {
    turn.draw_ticket();
    turn.ask<effect::Print>(std::move(*waiting.next));
    return state::Printing{PaperKind::route, 0, waiting.sheet + 1, waiting.sheets, std::nullopt};
  }
  return state::TakePaper{std::move(serial), turn.now(), waiting.paper, waiting.sheets};
}

State not_printed(Turning& turn, PrintTrouble trouble, PaperKind paper, bool given_up) {
  turn.touch();
  switch (trouble) {
    case PrintTrouble::unknown:
      return turn.call_staff(Call::sheet_unknown);
    case PrintTrouble::not_printable:
      // The form bears nobody's name: it is the paper that does not do.
      return turn.call_staff(paper == PaperKind::form ? Call::by_hand : Call::name_not_printable);
    case PrintTrouble::not_verifiable:
      return turn.call_staff(Call::by_hand);
    case PrintTrouble::unreachable:
    case PrintTrouble::not_printed:
      break;
  }
  return turn.call_staff(given_up ? Call::by_hand : Call::printer_out);
}

State drop_sheet(Turning& turn, state::PrintHeld&& held) {
  if (!held.given_up) turn.ask<effect::CancelPrint>();
  held.given_up = true;  // only the printer's answer leads on: a sheet may yet come out
  held.next.reset();
  return std::move(held);
}

// Nothing more is known of that sheet but that it is not in doubt: on to the next, or home.
State after_closing(Turning& turn, const std::string& badge) {
  turn.touch();
  if (auto next = look_in_tray(turn, badge)) return std::move(*next);
  return done_with_person(turn);
}

State close(Turning& turn, state::LookInTray&& looking, SheetEnd end) {
  turn.draw_ticket();
  turn.ask<effect::CloseSheet>(looking.serial, end);
  return std::move(looking);
}

}  // namespace

// ---- Signing

State certify(Turning& turn, state::ShowVerdict&& shown, SlipKind kind) {
  const Delegation* by = acting_by(turn, shown.consent);
  if (by != nullptr && !by->scope.print) return turn.call_staff(Call::not_allowed);
  if (!turn.readiness().printer) return no_printer(turn);
  if (shown.identity.name.empty()) return turn.call_staff(Call::by_hand);
  std::optional<RouteSlip> route;
  if (kind == SlipKind::status_slip && shown.verdict.advice == Advice::fever_clinic) {
    route = way_to(turn.rules(), shown.identity, Route::fever_clinic);
  }
  turn.draw_ticket();
  turn.ask<effect::SignSlip>(shown.identity.clone(), shown.consent, kind);
  return state::Certifying{
      shown.consent, std::move(shown.identity), std::move(shown.verdict), turn.now(),
      kind,          std::move(route)};
}

State print_routed(Turning& turn, state::Routed&& routed) {
  if (!turn.readiness().printer) return no_printer(turn);
  const bool signs = routed.verdict && routed.identity && !routed.identity->name.empty() &&
                     routed.verdict->code.source != Source::kept;
  if (signs) {
    State next = certify(turn,
                         state::ShowVerdict{std::move(routed.consent), std::move(*routed.identity),
                                            std::move(*routed.verdict)},
                         SlipKind::status_slip);
    if (auto* signing = std::get_if<state::Certifying>(&next)) {
      signing->route = std::move(routed.slip);
    }
    return next;
  }
  turn.draw_ticket();
  turn.ask<effect::Print>(PrintOrder{std::move(routed.slip)});
  return state::Printing{PaperKind::route, 0, 1, 1, std::nullopt};
}

State on(Turning& turn, state::Certifying&& signing, event::SlipSigned&& slip) {
  const bool card = signing.kind == SlipKind::health_card;
  // The code changed since it was shown: show the new one, print nothing, keep nothing.
  if (!card && slip.slip.colour != signing.verdict.colour) {
    return query(turn, signing.consent, std::move(signing.identity), std::nullopt);
  }
  PrintOrder order;
  if (card) {
    order.document = health_card(signing.identity, signing.verdict.code, std::move(slip.slip));
  } else {
    Certificate sheet =
        certificate(signing.identity, std::move(signing.verdict), std::move(slip.slip));
    if (const Delegation* by = acting_by(turn, signing.consent)) {
      sheet.agent = Agent{by->masked_agent.clone(), on_paper(by->relation)};
    }
    sheet.led = signing.route.has_value();
    order.document = std::move(sheet);
  }
  order.english_first = turn.language() == Language::en;
  // How many times it was printed again the sheets' own record knows.
  if (turn.duty() && turn.duty()->replaces) order.reprint = turn.duty()->replaces;
  turn.ask<effect::Print>(std::move(order));
  state::Printing printing{paper_of(signing.kind), 0, 1, 1, std::nullopt};
  if (signing.route) {
    printing.next = PrintOrder{std::move(*signing.route)};
    printing.next->english_first = turn.language() == Language::en;
    printing.sheets = 2;
  }
  return printing;
}
State on(Turning& turn, state::Certifying&&, const event::SlipRefused&) {
  turn.draw_ticket();
  return turn.call_staff(Call::by_hand);
}
State on(Turning& turn, state::Certifying&& signing, const event::Ticked&) {
  if (turn.now() - signing.since < turn.rules().ask_at_most) return std::move(signing);
  turn.ask<effect::CancelAsking>();
  turn.draw_ticket();
  return turn.call_staff(Call::by_hand);
}

State print_form(Turning& turn) {
  if (!turn.readiness().printer || !turn.rules().a4) {
    return turn.call_staff(Call::by_hand);
  }
  turn.call(Call::by_hand);
  turn.draw_ticket();
  turn.ask<effect::Print>(PrintOrder{RegistrationForm{turn.rules().form}});
  return state::Printing{PaperKind::form, 0, 1, 1, std::nullopt};
}

// ---- The printer at work

State on(Turning&, state::Printing&& printing, const event::SheetMoved& moved) {
  printing.quarter = moved.quarter;
  return std::move(printing);
}
State on(Turning& turn, state::Printing&& printing, const event::SheetHeld& held) {
  turn.call(Call::printer_held);
  return state::PrintHeld{
      printing.paper,          held.reason, turn.now(), false, printing.sheet, printing.sheets,
      std::move(printing.next)};
}
State on(Turning& turn, state::Printing&& printing, event::SheetPrinted&& sheet) {
  return printed(turn, std::move(sheet.serial), std::move(printing));
}
State on(Turning& turn, state::Printing&& printing, const event::SheetFailed& failed) {
  return not_printed(turn, failed.trouble, printing.paper, false);
}

State on(Turning&, state::PrintHeld&& held, const event::SheetHeld& again) {
  held.reason = again.reason;
  return std::move(held);
}
State on(Turning&, state::PrintHeld&& held, const event::SheetResumed&) {
  return state::Printing{held.paper, 0, held.sheet, held.sheets, std::move(held.next)};
}
State on(Turning& turn, state::PrintHeld&& held, event::SheetPrinted&& sheet) {
  return printed(turn, std::move(sheet.serial), std::move(held));
}
State on(Turning& turn, state::PrintHeld&& held, const event::SheetFailed& failed) {
  return not_printed(turn, failed.trouble, held.paper, held.given_up);
}
State on(Turning& turn, state::PrintHeld&& held, Press<Button::do_not_wait>) {
  return drop_sheet(turn, std::move(held));
}
// Whoever waited has gone, it seems: their sheet must not come out in front of the next person.
State on(Turning& turn, state::PrintHeld&& held, const event::Ticked&) {
  const Moment last_seen = std::max(held.since, turn.touched());
  if (turn.now() - last_seen < turn.rules().held_at_most) return std::move(held);
  return drop_sheet(turn, std::move(held));
}

// ---- In hand

State on(Turning& turn, state::TakePaper&&, Press<Button::have_all>) {
  return done_with_person(turn);
}
State on(Turning& turn, state::TakePaper&& take, const event::Ticked&) {
  if (turn.now() - take.since < turn.rules().paper_left_after) return std::move(take);
  turn.call(Call::sheet_left);
  take.since = turn.now();
  return std::move(take);
}

// ---- In doubt: somebody looks into the tray, or the sheet itself is held out

State on(Turning& turn, state::CallStaff&& called, event::Scanned&& scan) {
  turn.touch();
  turn.ask<effect::CloseScanned>(std::move(scan.text));
  return std::move(called);
}
// A scan ends the reading: for the next sheet it begins anew.
static State look_on(Turning& turn, state::CallStaff&& called, bool other_sheet) {
  turn.draw_ticket();
  turn.ask<effect::StartReading>(Wanted::sheet);
  called.other_sheet = other_sheet;
  return std::move(called);
}
State on(Turning& turn, state::CallStaff&& called, const event::SheetClosed&) {
  turn.touch();
  // The sheet is in the hand that held it out; another one may still be missing.
  if (turn.sheets_in_doubt().empty()) return turn.leave();
  return look_on(turn, std::move(called), false);
}
State on(Turning& turn, state::CallStaff&& called, const event::SheetNotKnown&) {
  return look_on(turn, std::move(called), true);
}

std::optional<State> look_in_tray(Turning& turn, const std::string& badge) {
  if (turn.sheets_in_doubt().empty()) return std::nullopt;
  turn.touch();
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  return state::LookInTray{badge, turn.sheets_in_doubt().front()};
}

State on(Turning& turn, state::LookInTray&& looking, Press<Button::in_tray>) {
  return close(turn, std::move(looking), SheetEnd::in_hand);
}
State on(Turning& turn, state::LookInTray&& looking, Press<Button::not_in_tray>) {
  return close(turn, std::move(looking), SheetEnd::voided);
}
State on(Turning& turn, state::LookInTray&& looking, const event::SheetClosed&) {
  return after_closing(turn, looking.badge);
}
State on(Turning& turn, state::LookInTray&& looking, const event::SheetNotKnown&) {
  return after_closing(turn, looking.badge);
}
State on(Turning& turn, state::LookInTray&&, Press<Button::back>) { return done_with_person(turn); }

}  // namespace visit
