// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/desk.h"

#include <chrono>
#include <utility>

namespace kiosk {

using visit::Entry;

Desk::Desk(visit::Rules rules, visit::Settings settings, visit::Journal& journal,
           std::function<void()> wake)
    : settings_(std::move(settings)),
      journal_(&journal),
      wake_(std::move(wake)),
      visit_(visit::first_visit(std::move(rules))) {}

void Desk::post(visit::Event event) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(event));
  }
  wake_();
}

bool Desk::turn(visit::Moment now) {
  bool left = false;
  if (now > visit_.now) take(visit::event::Ticked{now}, left);
  std::vector<visit::Event> events;
  {
    const std::lock_guard lock(mutex_);
    events.swap(posted_);
  }
  for (visit::Event& event : events) take(std::move(event), left);
  return left;
}

bool Desk::may_have_changed() { return std::exchange(changed_, false); }

std::chrono::milliseconds Desk::rests(visit::Moment now) const {
  using namespace std::chrono;
  const bool nobody = std::holds_alternative<visit::state::Welcome>(visit_.state) &&
                      now - visit_.touched >= visit_.rules.warn_after;
  const milliseconds step = nobody ? minutes{1} : seconds{1};
  return step - now.time_since_epoch() % step;
}

void Desk::take(visit::Event event, bool& left) {
  note_trouble(event);
  const auto before = visit_.state.index();
  const auto* ticked = std::get_if<visit::event::Ticked>(&event);
  const visit::Look look = visit_.look;
  const auto aside = visit_.aside;
  const bool minute = ticked != nullptr && std::chrono::floor<std::chrono::minutes>(ticked->now) !=
                                               std::chrono::floor<std::chrono::minutes>(visit_.now);
  const bool waits =
      ticked != nullptr && !minute && std::holds_alternative<visit::state::Welcome>(visit_.state);
  visit::Turn turn = visit::step(std::move(visit_), std::move(event));
  visit_ = std::move(turn.next);
  changed_ = changed_ || !waits || visit_.look != look || visit_.aside != aside;
  note_turn(before);
  for (visit::Effect& effect : turn.effects) carry(std::move(effect), left);
}

void Desk::note_turn(std::size_t before) {
  if (visit_.state.index() == before) return;
  note(Entry::What::state, static_cast<int>(visit_.state.index()), static_cast<int>(before));
  if (const auto* shown = std::get_if<visit::state::ShowVerdict>(&visit_.state)) {
    note(Entry::What::verdict, static_cast<int>(shown->verdict.colour),
         shown->verdict.code.source == visit::Source::kept ? 1 : 0);
  }
}

void Desk::note(Entry::What what, int detail, int flag) {
  journal_->write(visit_.now, {what, visit_.ticket.number, detail, flag});
}

// What somebody of the staff does, by their role; of a sheet, why.
void Desk::note_duty(visit::Duty duty, int reason) {
  note(Entry::What::duty, static_cast<int>(duty), reason);
}

namespace {
template <typename... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
}  // namespace

void Desk::note_trouble(const visit::Event& event) {
  namespace e = visit::event;
  std::visit(
      Overloaded{
          [&](const e::DeviceChanged& d) {
            note(Entry::What::device, static_cast<int>(d.device), d.works ? 1 : 0);
          },
          [&](const e::CardFailed& f) {
            note(Entry::What::card_trouble, static_cast<int>(f.trouble));
          },
          [&](const e::NotAnswered& n) {
            note(Entry::What::query_trouble, static_cast<int>(n.trouble));
          },
          [&](const e::SlipRefused& r) {
            note(Entry::What::query_trouble, static_cast<int>(r.trouble));
          },
          [&](const e::SheetHeld& h) { note(Entry::What::held, static_cast<int>(h.reason)); },
          [&](const e::SheetFailed& f) {
            note(Entry::What::print_trouble, static_cast<int>(f.trouble));
          },
          [&](const e::SheetPrinted&) { note(Entry::What::printed, 0); },
          [&](const e::SheetClosed&) { note(Entry::What::sheet_closed, 0); },
          [&](const e::SurveyKept&) { note(Entry::What::survey_kept, 0); },
          [&](const e::SurveyNotKept&) { note(Entry::What::survey_kept, 1); },
          [&](const e::PinAccepted&) {
            const auto* pin = std::get_if<visit::state::EnterPin>(&visit_.state);
            if (pin != nullptr) note(Entry::What::asked_staff, static_cast<int>(pin->member.role));
          },
          [&](const e::PinRejected& rejected) {
            if (rejected.pin.locked_until) note(Entry::What::badge_locked, 0);
          },
          [&](const e::Checked& checked) {
            note(Entry::What::check, static_cast<int>(checked.note.check),
                 static_cast<int>(checked.note.outcome));
          },
          [](const auto&) {},
      },
      event);
}

void Desk::carry(visit::Effect effect, bool& left) {
  namespace e = visit::effect;
  std::visit(
      Overloaded{
          [&](e::StartReading&& ask) { wires_->reader.start(ask.ticket, ask.wanted); },
          [&](e::StopReading&&) { wires_->reader.stop(); },
          [&](e::AskHealthCode&& ask) {
            if (ask.consent.actor == visit::Actor::staff) note_duty(visit::Duty::query);
            wires_->health_codes.ask(ask.ticket, std::move(ask.identity), ask.consent);
          },
          [&](e::CheckPaper&& ask) { wires_->papers.judge(ask.ticket, std::move(ask.text)); },
          [&](e::AskByCode&& ask) {
            wires_->health_codes.ask_by_code(ask.ticket, std::move(ask.code));
          },
          [&](e::CancelAsking&&) { wires_->health_codes.cancel(); },
          [&](e::SignSlip&& ask) {
            wires_->health_codes.sign(ask.ticket, std::move(ask.identity), ask.consent, ask.kind);
          },
          [&](e::Print&& ask) {
            if (ask.order.reprint) {
              note_duty(visit::Duty::reprint, static_cast<int>(ask.order.reprint->reason));
            }
            if (visit_.duty &&
                std::holds_alternative<visit::RegistrationForm>(ask.order.document)) {
              note_duty(visit::Duty::register_person);
            }
            wires_->printer.print(ask.ticket, std::move(ask.order));
          },
          [&](e::CloseSheet&& ask) {
            wires_->printer.close(ask.ticket, std::move(ask.serial), ask.end);
          },
          [&](e::CloseScanned&& ask) {
            wires_->printer.close_scanned(ask.ticket, std::move(ask.text));
          },
          [&](e::CancelPrint&&) { wires_->printer.cancel(); },
          [&](e::CallStaff&& ask) {
            note(Entry::What::call, static_cast<int>(ask.call));
            wires_->staff_bell.ring(ask.call);
          },
          [&](e::Forget&&) { left = true; },
          [&](e::StaffCame&&) { wires_->staff_bell.answered(); },
          [&](e::AskFamily&& ask) {
            wires_->registry.ask_family(ask.ticket, std::move(ask.identity));
          },
          [&](e::Bind&& ask) { wires_->registry.bind(ask.ticket, std::move(ask.wish)); },
          [&](e::EndDelegation&& ask) { wires_->registry.end(ask.ticket, std::move(ask.id)); },
          [&](e::Appeal&& ask) {
            note_duty(visit::Duty::appeal);
            wires_->registry.appeal(ask.ticket, std::move(ask.identity), std::move(ask.consent),
                                    ask.kind);
          },
          [&](e::HandInSurvey&& ask) {
            if (!ask.badge.empty()) note_duty(visit::Duty::survey);
            wires_->surveys.hand_in(ask.ticket, std::move(ask.identity), std::move(ask.answers),
                                    ask.authored, std::move(ask.badge));
          },
          [&](e::RecogniseBadge&& ask) {
            wires_->staff_room.recognise(ask.ticket, std::move(ask.badge));
          },
          [&](e::CheckPin&& ask) {
            wires_->staff_room.check_pin(ask.ticket, std::move(ask.badge), std::move(ask.pin));
          },
          [&](e::AskFigures&& ask) { wires_->books.figures(ask.ticket); },
          [&](e::AskShift&& ask) { wires_->books.shift(ask.ticket); },
          [&](e::EndShift&&) {
            note_duty(visit::Duty::shift_report);
            wires_->books.end_shift();
          },
          [&](e::AskSheets&& ask) { wires_->books.sheets(ask.ticket); },
          [&](e::VoidSheet&& ask) {
            note_duty(visit::Duty::void_sheet, static_cast<int>(ask.reason));
            wires_->books.void_sheet(ask.ticket, std::move(ask.serial), ask.reason);
          },
          [&](e::AskChecks&& ask) { wires_->workshop.checks(ask.ticket); },
          [&](e::RunCheck&& ask) { wires_->workshop.run(ask.ticket, ask.check); },
          [&](e::NoteCheck&& ask) { wires_->workshop.note(ask.ticket, ask.check, ask.outcome); },
          [&](e::AskJournal&& ask) { wires_->workshop.journal(ask.ticket); },
          [&](e::ExportJournal&& ask) {
            note_duty(visit::Duty::journal);
            wires_->workshop.export_journal(ask.ticket);
          },
          [&](e::SwitchPractice&&) {
            note(Entry::What::practice, 0, settings_.practice ? 0 : 1);
            to_switch_ = true;
          },
      },
      std::move(effect));
}

}  // namespace kiosk
