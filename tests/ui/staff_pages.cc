// SPDX-License-Identifier: GPL-3.0-or-later
// The desk of those who work here: badge and password, what there is to do, sheets, appeals, the
// shift, devices and the journal.
#include <utility>

#include "kiosk/visit/journal.h"
#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace std::chrono_literals;
using namespace visit;

StaffMember nurse(visit::Role role) {
  StaffMember member;
  member.name = {"李护士", "Nurse Li"};
  member.role = role;
  member.number = "A017";
  for (std::size_t i = 0; i < kDuties; ++i) member.may.add(static_cast<Duty>(i));
  return member;
}

void signed_in(Visit& visit) {
  visit.duty.emplace(OnDuty{"0011223344556677", nurse(visit::Role::helper), {}});
}
void in_trouble(Visit& visit) {
  signed_in(visit);
  visit.duty->member.role = visit::Role::supervisor;
  visit.sheets_in_doubt = {"AH01-20261120-0147-3"};
  visit.readiness = {};
}
void helper_of_little(Visit& visit) {
  signed_in(visit);
  visit.duty->member.may = {};
  for (const Duty duty : {Duty::query, Duty::survey, Duty::register_person}) {
    visit.duty->member.may.add(duty);
  }
}

State pin(std::string_view typed, int left, bool locked = false, bool checking = false) {
  state::EnterPin entering;
  entering.member = nurse(visit::Role::helper);
  entering.pin.left = left;
  if (locked) entering.pin.locked_until = kNow + 15min;
  entering.typed = Secret(typed);
  entering.checking = checking;
  return entering;
}

State desk() {
  state::StaffDesk desk;
  desk.figures = Figures{86, 71, 3, 2, false};
  return desk;
}
State busy_desk() {
  state::StaffDesk desk;
  desk.figures = Figures{1086, 971, 13, 42, true};
  return desk;
}

State sheets(Errand errand, int count, std::size_t first = 0) {
  state::PickSheet picking;
  picking.errand = errand;
  picking.first = first;
  picking.sheets.emplace();
  for (int i = 0; i < count; ++i) {
    picking.sheets->push_back({"AH01-20261120-014" + std::to_string(i) + "-3", SheetState::printed,
                               kNow - std::chrono::minutes{7 * i}});
  }
  return picking;
}

ShiftReport shift() {
  ShiftReport report;
  report.from = kNow - 3h;
  report.until = kNow;
  report.visits = 86;
  report.green = 71, report.yellow = 9, report.red = 1;
  report.printed = 71, report.unknown = 1;
  report.not_sent = 2;
  return report;
}

State devices(std::optional<Check> running) {
  state::Devices devices;
  const auto note = [&](Check check, CheckOutcome outcome, int figure = 0) {
    devices.checks.push_back({check, outcome, kNow - 2h, figure});
  };
  note(Check::card_reader, CheckOutcome::passed);
  note(Check::identity_module, CheckOutcome::passed);
  note(Check::printer, CheckOutcome::failed);
  note(Check::health_codes, CheckOutcome::watch, 2800);
  note(Check::scanner, CheckOutcome::passed);
  devices.checks.back().trouble = kNow - 20min;
  note(Check::speaker, CheckOutcome::passed);
  note(Check::touch, CheckOutcome::passed);
  note(Check::storage, CheckOutcome::passed, 71);
  devices.running = running;
  return devices;
}

State checking(Check check) {
  state::Checking asked;
  asked.check = check;
  asked.touched = {true, false, false, true, false};
  return asked;
}

template <class Enum>
JournalLine went_wrong(Entry::What what, Enum detail) {
  return {{}, static_cast<int>(what), static_cast<int>(detail), 0};
}

// The longest of each kind first.
const std::array<JournalLine, 9> kWentWrong{
    went_wrong(Entry::What::query_trouble, QueryTrouble::redirected),
    went_wrong(Entry::What::held, HoldReason::media_wrong),
    went_wrong(Entry::What::check, Check::identity_module),
    went_wrong(Entry::What::card_trouble, CardTrouble::not_genuine),
    went_wrong(Entry::What::delivery, 3),
    went_wrong(Entry::What::print_trouble, PrintTrouble::unknown),
    went_wrong(Entry::What::device, Device::thermometer),
    went_wrong(Entry::What::badge_locked, visit::Role::helper),
    went_wrong(Entry::What::query_trouble, QueryTrouble::unknown_word),
};

State journal(int count, std::size_t first = 0) {
  state::ReadJournal reading;
  reading.lines.emplace();
  reading.first = first;
  for (int i = 0; i < count; ++i) {
    JournalLine line = kWentWrong[static_cast<std::size_t>(i) % kWentWrong.size()];
    line.at = kNow - i * 5h;
    reading.lines->push_back(line);
  }
  return reading;
}

State appeal(bool under_way) {
  state::ChooseAppeal asked;
  asked.consent = consent();
  asked.identity = person("王秀英");
  asked.under_way = under_way;
  return asked;
}

State reason(Errand errand) { return state::GiveReason{errand, "AH01-20261120-0147-3"}; }

}  // namespace

std::vector<NamedState> staff_pages() {
  return {
      {"enter-pin", [] { return pin("1938", 4); }},
      {"desk", desk, signed_in},
      {"pick-sheet", [] { return sheets(Errand::reprint, 3); }, signed_in},
      {"sheet-reason", [] { return reason(Errand::voiding); }, signed_in},
      {"choose-appeal", [] { return appeal(false); }, signed_in},
      {"appeal-taken", [] { return State{state::AppealDone{std::string("00112233aabb")}}; },
       signed_in},
      {"shift", [] { return State{state::ShowShift{shift()}}; }, signed_in},
      {"devices", [] { return devices(std::nullopt); }, signed_in},
      {"checking", [] { return checking(Check::touch); }, signed_in},
      {"journal", [] { return journal(4); }, signed_in},
      {"practice", [] { return State{state::AskPractice{}}; }, signed_in},
  };
}

std::vector<NamedState> staff_variants() {
  std::vector<NamedState> all{
      {"pin-empty", [] { return pin("", 5); }},
      {"pin-locked", [] { return pin("", 0, true); }},
      {"pin-checking", [] { return pin("193804", 4, false, true); }},
      {"desk-trouble", busy_desk, in_trouble},
      {"desk-few", desk, helper_of_little},
      {"pick-none", [] { return sheets(Errand::voiding, 0); }, signed_in},
      {"pick-many", [] { return sheets(Errand::voiding, 9, 4); }, signed_in},
      {"pick-looking", [] { return State{state::PickSheet{}}; }, signed_in},
      {"reason-reprint", [] { return reason(Errand::reprint); }, signed_in},
      {"voiding",
       [] {
         return State{state::Voiding{"AH01-20261120-0147-3", kNow}};
       },
       signed_in},
      {"appealing", [] { return appeal(true); }, signed_in},
      {"shift-looking", [] { return State{state::ShowShift{}}; }, signed_in},
      {"devices-running", [] { return devices(Check::health_codes); }, signed_in},
      {"journal-many", [] { return journal(9, 4); }, signed_in},
      {"journal-none", [] { return journal(0); }, signed_in},
      {"journal-looking", [] { return State{state::ReadJournal{}}; }, signed_in},
  };
  for (int i = 0; i <= static_cast<int>(AppealTrouble::no_answer); ++i) {
    all.push_back({"appeal-refused-" + std::to_string(i),
                   [i] { return State{state::AppealDone{static_cast<AppealTrouble>(i)}}; },
                   signed_in});
  }
  for (const Check check :
       {Check::card_reader, Check::identity_module, Check::scanner, Check::speaker, Check::keys}) {
    all.push_back({"checking-" + std::to_string(static_cast<int>(check)),
                   [check] { return checking(check); }, signed_in});
  }
  for (int i = 0; i <= static_cast<int>(ExportTrouble::not_written); ++i) {
    all.push_back({"journal-not-taken-" + std::to_string(i),
                   [i] {
                     State state = journal(4);
                     std::get<state::ReadJournal>(state).exported = static_cast<ExportTrouble>(i);
                     return state;
                   },
                   signed_in});
  }
  all.push_back({"journal-taken",
                 [] {
                   State state = journal(4);
                   std::get<state::ReadJournal>(state).exported =
                       std::string("journal-2026-11-20.txt");
                   return state;
                 },
                 signed_in});
  return all;
}

}  // namespace ui::test
