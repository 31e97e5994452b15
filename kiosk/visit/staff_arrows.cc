// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/staff_arrows.h"

#include <algorithm>
#include <array>

#include "kiosk/visit/print_arrows.h"
#include "kiosk/visit/survey_arrows.h"

namespace visit {

namespace {

// A press of one of the ten digits.
std::optional<char> digit_of(Button button) {
  const auto character = character_of(button);
  if (!character || *character == 'X') return std::nullopt;
  return character;
}

State type_number(Turning& turn, Errand errand) {
  turn.watch_badge();
  state::TypeNumber typing{turn.duty()->badge, {}, {}, {}, errand};
  return typing;
}

bool may_switch(const Turning& turn) {
  return turn.may(Duty::practice) && turn.rules().practice_switch;
}

State print_report(Turning& turn, Document document, PaperKind paper) {
  if (!turn.readiness().printer) return turn.call_staff(Call::printer_out);
  turn.draw_ticket();
  turn.ask<effect::Print>(PrintOrder{std::move(document)});
  return state::Printing{paper, 0, 1, 1, std::nullopt};
}

State show_devices(Turning& turn) {
  turn.watch_badge();
  turn.ask<effect::AskChecks>();
  return state::Devices{};
}

}  // namespace

std::vector<SheetReason> reasons_for(Errand errand) {
  if (errand == Errand::reprint) return {SheetReason::lost, SheetReason::misprint};
  return {SheetReason::lost, SheetReason::misprint, SheetReason::withdrawn};
}

State to_desk(Turning& turn) {
  turn.duty()->replaces.reset();
  turn.watch_badge();
  turn.ask<effect::AskFigures>();
  return state::StaffDesk{};
}

void recognise(Turning& turn, const std::string& badge) {
  turn.touch();
  turn.ask<effect::RecogniseBadge>(badge);
}

// ---- Badge and PIN

State enter_pin(Turning& turn, event::StaffKnown&& known, Call called,
                std::optional<Identity> hint) {
  turn.touch();
  turn.speak_to_staff();
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  return state::EnterPin{
      std::move(known.badge), std::move(known.member), known.pin, {}, false, called,
      std::move(hint)};
}

State on(Turning& turn, state::EnterPin&& pin, const event::Pressed& pressed) {
  if (pressed.button == Button::back) return done_with_person(turn);
  const bool locked = pin.pin.locked_until && *pin.pin.locked_until > turn.now();
  if (pin.checking || locked) return std::move(pin);
  const std::string_view typed = pin.typed.reveal();
  if (pressed.button == Button::key_erase) {
    if (!typed.empty()) pin.typed = Secret(typed.substr(0, typed.size() - 1));
    return std::move(pin);
  }
  if (pressed.button == Button::number_done) {
    if (typed.size() != kPinDigits) return std::move(pin);
    turn.draw_ticket();
    turn.ask<effect::CheckPin>(pin.badge, std::move(pin.typed));
    pin.typed = {};
    pin.checking = true;
    return std::move(pin);
  }
  const auto digit = digit_of(pressed.button);
  if (!digit || typed.size() >= kPinDigits) return std::move(pin);
  std::array<char, kPinDigits> longer{};
  std::copy(typed.begin(), typed.end(), longer.begin());
  longer[typed.size()] = *digit;
  pin.typed = Secret({longer.data(), typed.size() + 1});
  wipe(longer.data(), longer.size());
  return std::move(pin);
}

State on(Turning& turn, state::EnterPin&& pin, const event::PinAccepted&) {
  turn.touch();
  turn.staff_came();
  // A paper by which a relative acts was looked at: the sitting is still the relative's.
  if (turn.sitting() && pin.called == Call::written_consent &&
      pin.member.may.has(Duty::written_consent)) {
    turn.sitting()->witness = pin.badge;
    state::LayCard waiting = turn.wait_for_card({Actor::agent, turn.now()});
    waiting.errand = Errand::person_on_paper;
    return waiting;
  }
  turn.sitting().reset();
  turn.duty().emplace(OnDuty{std::move(pin.badge), std::move(pin.member), {}});
  if (turn.may(Duty::look_in_tray)) {
    if (auto looking = look_in_tray(turn, turn.duty()->badge)) return std::move(*looking);
  }
  if (pin.hint && turn.may(Duty::query)) {
    turn.watch_badge();
    return state::TypeNumber{turn.duty()->badge, std::move(pin.hint->number), std::nullopt,
                             std::move(pin.hint->name), Errand::own_code};
  }
  return to_desk(turn);
}

State on(Turning& turn, state::EnterPin&& pin, const event::PinRejected& rejected) {
  turn.touch();
  pin.pin = rejected.pin;
  pin.checking = false;
  return std::move(pin);
}

// ---- The desk

State on(Turning& turn, state::StaffDesk&& desk, const event::Pressed& pressed) {
  if (pressed.button == Button::sign_out || pressed.button == Button::back) return turn.leave();
  const auto item = item_of(pressed.button);
  if (item == kTrayItem && turn.may(Duty::look_in_tray)) {
    if (auto looking = look_in_tray(turn, turn.duty()->badge)) return std::move(*looking);
  }
  if (!item || *item >= kTasks.size() || !turn.may(kTasks[*item])) return desk;
  switch (kTasks[*item]) {
    case Duty::query:
      return type_number(turn, Errand::own_code);
    case Duty::survey:
      return turn.rules().survey ? type_number(turn, Errand::survey) : State(desk);
    case Duty::reprint:
    case Duty::void_sheet: {
      turn.watch_badge();
      turn.ask<effect::AskSheets>();
      const bool again = kTasks[*item] == Duty::reprint;
      return state::PickSheet{again ? Errand::reprint : Errand::voiding, std::nullopt, 0};
    }
    case Duty::register_person:
      return print_form(turn);
    case Duty::appeal:
      return type_number(turn, Errand::appeal);
    case Duty::shift_report:
      turn.watch_badge();
      turn.ask<effect::AskShift>();
      return state::ShowShift{};
    case Duty::devices:
      return show_devices(turn);
    case Duty::written_consent:
    case Duty::look_in_tray:
    case Duty::practice:
    case Duty::journal:
      break;
  }
  return desk;
}
State on(Turning&, state::StaffDesk&& desk, const event::FiguresKnown& known) {
  desk.figures = known.figures;
  return desk;
}

// ---- Sheets that are replaced or count no more

State on(Turning& turn, state::PickSheet&& picking, const event::Pressed& pressed) {
  if (pressed.button == Button::back) return to_desk(turn);
  if (!picking.sheets) return std::move(picking);
  if (pressed.button == Button::more_items) {
    picking.first += kSheetsAPart;
    if (picking.first >= picking.sheets->size()) picking.first = 0;
    return std::move(picking);
  }
  const auto item = item_of(pressed.button);
  if (!item || *item >= kSheetsAPart || picking.first + *item >= picking.sheets->size()) {
    return std::move(picking);
  }
  return state::GiveReason{picking.errand, (*picking.sheets)[picking.first + *item].serial};
}
State on(Turning&, state::PickSheet&& picking, event::SheetsKnown&& known) {
  picking.sheets = std::move(known.sheets);
  return std::move(picking);
}

State on(Turning& turn, state::GiveReason&& giving, const event::Pressed& pressed) {
  if (pressed.button == Button::back) return to_desk(turn);
  const auto item = item_of(pressed.button);
  const auto reasons = reasons_for(giving.errand);
  if (!item || *item >= reasons.size()) return std::move(giving);
  if (giving.errand == Errand::reprint) {
    // Nothing of the person was kept: the card says once more whose sheet it is.
    turn.duty()->replaces = Reprint{0, std::move(giving.serial), reasons[*item]};
    state::LayCard waiting = turn.wait_for_card({Actor::staff, turn.now(), turn.duty()->badge});
    waiting.errand = Errand::reprint;
    return waiting;
  }
  turn.draw_ticket();
  turn.ask<effect::VoidSheet>(giving.serial, reasons[*item]);
  return state::Voiding{std::move(giving.serial), turn.now()};
}
State on(Turning& turn, state::Voiding&&, const event::SheetClosed&) { return to_desk(turn); }
State on(Turning& turn, state::Voiding&&, const event::SheetNotKnown&) { return to_desk(turn); }
State on(Turning& turn, state::Voiding&& voiding, const event::Ticked&) {
  if (turn.now() - voiding.since < turn.rules().ask_at_most) return std::move(voiding);
  return to_desk(turn);
}
State on(Turning&, state::Voiding&& voiding, const event::Pressed&) { return std::move(voiding); }

// ---- Appeals

State appeal(Turning& turn, Consent consent, Identity identity) {
  turn.touch();
  turn.watch_badge();
  return state::ChooseAppeal{std::move(consent), std::move(identity), false, turn.now()};
}

State on(Turning& turn, state::ChooseAppeal&& appeal, const event::Pressed& pressed) {
  static constexpr std::array kKinds{AppealKind::miscode, AppealKind::not_converted,
                                     AppealKind::identity};
  if (appeal.under_way) return std::move(appeal);
  if (pressed.button == Button::back) return to_desk(turn);
  const auto item = item_of(pressed.button);
  if (!item || *item >= kKinds.size()) return std::move(appeal);
  if (kKinds[*item] == AppealKind::identity && appeal.identity.name.empty()) {
    return std::move(appeal);
  }
  turn.draw_ticket();
  turn.ask<effect::Appeal>(appeal.identity.clone(), appeal.consent, kKinds[*item]);
  appeal.under_way = true;
  appeal.since = turn.now();
  return std::move(appeal);
}
State on(Turning& turn, state::ChooseAppeal&&, event::AppealTaken&& taken) {
  turn.watch_badge();
  return state::AppealDone{std::move(taken.id)};
}
State on(Turning& turn, state::ChooseAppeal&&, const event::AppealRefused& refused) {
  turn.watch_badge();
  return state::AppealDone{refused.trouble};
}
State on(Turning& turn, state::AppealDone&& done, const event::Pressed& pressed) {
  if (pressed.button == Button::all_done || pressed.button == Button::back) {
    turn.forget_person();
    return to_desk(turn);
  }
  return std::move(done);
}

// ---- The shift

State on(Turning& turn, state::ShowShift&& shift, const event::Pressed& pressed) {
  if (pressed.button == Button::back) return to_desk(turn);
  if (pressed.button == Button::print_report && shift.report) {
    return print_report(turn, std::move(*shift.report), PaperKind::shift);
  }
  return std::move(shift);
}
State on(Turning&, state::ShowShift&& shift, event::ShiftKnown&& known) {
  shift.report = std::move(known.report);
  return std::move(shift);
}

// ---- The devices

namespace {

// Those that need nobody's hands or senses: a printer that cannot print needs no test sheet.
bool runs_alone(const Turning& turn, Check check) {
  return check == Check::health_codes || check == Check::storage ||
         (check == Check::printer && !turn.readiness().printer);
}

State try_one(Turning& turn, Check check, std::vector<CheckNote> checks, ReadinessReport report,
              bool all) {
  if (runs_alone(turn, check)) {
    turn.watch_badge();
    turn.ask<effect::RunCheck>(check);
    return state::Devices{std::move(checks), std::move(report), check, all};
  }
  const bool card = check == Check::card_reader || check == Check::identity_module;
  if (card || check == Check::scanner) {
    turn.draw_ticket();
    turn.ask<effect::StartReading>(card ? Wanted::card : Wanted::paper);
  } else {
    turn.watch_badge();
  }
  if (check == Check::speaker) turn.ask<effect::RunCheck>(check);
  if (check == Check::printer) turn.ask<effect::Print>(PrintOrder{report});
  return state::Checking{check, std::move(checks), {}, all, turn.now(), std::move(report)};
}

State note(Turning& turn, state::Checking&& checking, CheckOutcome outcome) {
  turn.touch();
  turn.draw_ticket();
  turn.ask<effect::NoteCheck>(checking.check, outcome);
  return std::move(checking);
}

// The next of all, or the list.
State after(Turning& turn, Check check, std::vector<CheckNote> checks, ReadinessReport report,
            bool all) {
  const std::size_t next = static_cast<std::size_t>(check) + 1;
  if (!all || next >= kChecks) return show_devices(turn);
  return try_one(turn, static_cast<Check>(next), std::move(checks), std::move(report), true);
}

bool is_antenna(const state::Checking& checking) { return checking.check == Check::card_reader; }

}  // namespace

State on(Turning& turn, state::Devices&& devices, const event::Pressed& pressed) {
  if (devices.running) return std::move(devices);
  if (pressed.button == Button::back) return to_desk(turn);
  if (pressed.button == Button::try_all) {
    return try_one(turn, static_cast<Check>(0), std::move(devices.checks),
                   std::move(devices.report), true);
  }
  if (pressed.button == Button::print_report) {
    return print_report(turn, std::move(devices.report), PaperKind::readiness);
  }
  if (pressed.button == Button::practice && may_switch(turn)) {
    turn.watch_badge();
    return state::AskPractice{};
  }
  if (pressed.button == Button::journal && turn.may(Duty::journal)) {
    turn.watch_badge();
    turn.ask<effect::AskJournal>();
    return state::ReadJournal{};
  }
  const auto item = item_of(pressed.button);
  if (!item || *item >= kChecks) return std::move(devices);
  return try_one(turn, static_cast<Check>(*item), std::move(devices.checks),
                 std::move(devices.report), false);
}
State on(Turning&, state::Devices&& devices, event::ChecksKnown&& known) {
  devices.checks = std::move(known.checks);
  devices.report = std::move(known.report);
  return std::move(devices);
}
State on(Turning& turn, state::Devices&& devices, const event::Checked& checked) {
  if (devices.running != checked.note.check) return std::move(devices);
  return after(turn, checked.note.check, std::move(devices.checks), std::move(devices.report),
               devices.all);
}

State on(Turning& turn, state::Checking&& checking, const event::Pressed& pressed) {
  if (pressed.button == Button::back) {
    turn.ask<effect::StopReading>();
    if (checking.check == Check::printer) turn.ask<effect::CancelPrint>();
    return show_devices(turn);
  }
  if (pressed.button == Button::yes) return note(turn, std::move(checking), CheckOutcome::passed);
  if (pressed.button == Button::no) return note(turn, std::move(checking), CheckOutcome::failed);
  const auto item = item_of(pressed.button);
  if (checking.check != Check::touch || !item || *item >= checking.touched.size()) {
    return std::move(checking);
  }
  checking.touched[*item] = true;
  const bool all = std::all_of(checking.touched.begin(), checking.touched.end(),
                               [](bool touched) { return touched; });
  return all ? note(turn, std::move(checking), CheckOutcome::passed) : std::move(checking);
}
State on(Turning& turn, state::Checking&& checking, const event::Checked& checked) {
  // The speaker has sounded: whether it was heard somebody has to say.
  if (checking.check == Check::speaker && checked.note.outcome == CheckOutcome::not_tried) {
    return std::move(checking);
  }
  return after(turn, checking.check, std::move(checking.checks), std::move(checking.report),
               checking.all);
}
State on(Turning& turn, state::Checking&& checking, const event::CardRead&) {
  if (is_antenna(checking)) return std::move(checking);
  return note(turn, std::move(checking), CheckOutcome::passed);
}
State on(Turning& turn, state::Checking&& checking, const event::CardHinted&) {
  if (!is_antenna(checking)) return std::move(checking);
  return note(turn, std::move(checking), CheckOutcome::passed);
}
State on(Turning& turn, state::Checking&& checking, const event::CardFailed& failed) {
  const bool seen = failed.trouble == CardTrouble::other_card ||
                    failed.trouble == CardTrouble::hospital_card ||
                    failed.trouble == CardTrouble::passport;
  if (!is_antenna(checking) || !seen) return std::move(checking);
  return note(turn, std::move(checking), CheckOutcome::passed);
}
State on(Turning& turn, state::Checking&& checking, const event::BadgeShown&) {
  if (!is_antenna(checking)) return std::move(checking);
  return note(turn, std::move(checking), CheckOutcome::passed);
}
// Whether the test sheet is clean somebody has to say; that there is none the printer knows.
State on(Turning& turn, state::Checking&& checking, const event::SheetFailed&) {
  if (checking.check != Check::printer) return std::move(checking);
  return note(turn, std::move(checking), CheckOutcome::failed);
}
State on(Turning& turn, state::Checking&& checking, const event::Scanned&) {
  if (checking.check != Check::scanner) return std::move(checking);
  return note(turn, std::move(checking), CheckOutcome::passed);
}

// ---- The journal, and practice

State on(Turning& turn, state::ReadJournal&& reading, const event::Pressed& pressed) {
  if (pressed.button == Button::back) return show_devices(turn);
  if (pressed.button == Button::export_journal) {
    turn.ask<effect::ExportJournal>();
  } else if (pressed.button == Button::more_items && reading.lines) {
    reading.first += kLinesAPart;
    if (reading.first >= reading.lines->size()) reading.first = 0;
  }
  return std::move(reading);
}
State on(Turning&, state::ReadJournal&& reading, event::JournalRead&& read) {
  reading.lines = std::move(read.lines);
  return std::move(reading);
}
State on(Turning&, state::ReadJournal&& reading, event::JournalExported&& exported) {
  reading.exported = std::move(exported.file);
  return std::move(reading);
}
State on(Turning&, state::ReadJournal&& reading, const event::JournalNotExported& failed) {
  reading.exported = failed.trouble;
  return std::move(reading);
}

State on(Turning& turn, state::AskPractice&& asking, const event::Pressed& pressed) {
  if (pressed.button == Button::yes) {
    turn.ask<effect::SwitchPractice>();
    return turn.leave();
  }
  if (pressed.button == Button::no || pressed.button == Button::back) return show_devices(turn);
  return asking;
}

}  // namespace visit
