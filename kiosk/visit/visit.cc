// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/visit.h"

#include <array>

#include "kiosk/visit/turning.h"

namespace visit {

namespace {

bool is_stranger(const Event& event, Ticket ticket) {
  return std::visit(
      [ticket](const auto& e) {
        if constexpr (requires { e.ticket; }) return e.ticket != ticket;
        return false;
      },
      event);
}

// How one sees and hears is the same on every page, so it is no matter of the states.
bool adjusts(Visit& visit, Button button) {
  const auto after = adjusted(visit.look, visit.aside, button);
  if (!after) return false;
  visit.look = after->look;
  visit.aside = after->aside;
  if (after->read_again) ++visit.readings;
  return true;
}

// What a person changed on the first page and left is not the next one's.
void forget_looks(Visit& visit) {
  if (!std::holds_alternative<state::Welcome>(visit.state)) return;
  if (visit.now - visit.touched < visit.rules.warn_after) return;
  visit.look = first_look(visit);
  visit.aside.reset();
}

bool idles_now(const Visit& visit) {
  if (visit.now - visit.touched >= visit.rules.warn_after) return true;
  return !std::visit([]<typename S>(const S&) { return WaitsForAPerson<S>; }, visit.state);
}

}  // namespace

std::string_view name(const State& state) {
  static constexpr std::array<std::string_view, std::variant_size_v<State>> kNames{
      "Welcome",     "AskConsent", "LayCard",    "Reading",      "ConfirmIdentity", "Querying",
      "ShowVerdict", "NoResult",   "Certifying", "Printing",     "PrintHeld",       "TakePaper",
      "TakeCard",    "CallStaff",  "StillThere", "ScanPaper",    "CheckingPaper",   "ShowPaper",
      "TypeNumber",  "LookInTray", "AskFamily",  "ChoosePerson", "ChooseRelation",  "Binding",
      "NotAllowed",  "ShowAgents", "EndBinding", "TakeSurvey",   "HandingIn",       "Routed",
      "EnterPin",    "StaffDesk",  "PickSheet",  "GiveReason",   "Voiding",         "ChooseAppeal",
      "AppealDone",  "ShowShift",  "Devices",    "Checking",     "ReadJournal",     "AskPractice"};
  return kNames[state.index()];
}

Visit first_visit(Rules rules) {
  Visit visit;
  visit.look.language = rules.language;
  visit.rules = std::move(rules);
  return visit;
}

Turn step(Visit visit, Event event) {
  if (is_stranger(event, visit.ticket)) return {std::move(visit), {}};

  Turning turn(visit);
  if (const auto* ticked = std::get_if<event::Ticked>(&event)) {
    visit.now = ticked->now;
    forget_looks(visit);
    if (!idles_now(visit)) return {std::move(visit), {}};
  }
  if (const auto* pressed = std::get_if<event::Pressed>(&event)) {
    visit.touched = visit.now;
    if (adjusts(visit, pressed->button)) return {std::move(visit), {}};
    if (pressed->button == Button::help) {
      turn.call(Call::asked);
      return {std::move(visit), std::move(turn).effects()};
    }
  }
  if (std::holds_alternative<event::KeyUsed>(event)) {
    visit.touched = visit.now;
    // Staff type because it is quicker.
    const bool staff = visit.duty || std::holds_alternative<state::EnterPin>(visit.state);
    visit.look.aloud = visit.look.aloud || !staff;
    return {std::move(visit), {}};
  }
  if (const auto* headset = std::get_if<event::HeadsetPlugged>(&event)) {
    visit.readiness.headset = visit.look.aloud = headset->in;
    return {std::move(visit), {}};
  }
  const bool is_answer_or_press = !std::holds_alternative<event::Ticked>(event) &&
                                  !std::holds_alternative<event::DeviceChanged>(event);
  if (const auto* device = std::get_if<event::DeviceChanged>(&event)) {
    switch (device->device) {
      case Device::card_reader:
        visit.readiness.card_reader = device->works;
        break;
      case Device::printer:
        visit.readiness.printer = device->works;
        break;
      case Device::health_codes:
        visit.readiness.health_codes = device->works;
        break;
      case Device::scanner:
        visit.readiness.scanner = device->works;
        break;
      case Device::thermometer:
        visit.readiness.thermometer = device->works;
        break;
    }
  }
  if (auto* doubt = std::get_if<event::SheetsInDoubt>(&event)) {
    // Of a visit that saw it happen the page says so; one from before this start nobody else tells.
    const bool news = visit.sheets_in_doubt.empty() && !doubt->serials.empty() &&
                      std::holds_alternative<state::Welcome>(visit.state);
    visit.sheets_in_doubt = std::move(doubt->serials);
    std::vector<Effect> effects;
    if (news) effects.emplace_back(effect::CallStaff{visit.ticket, Call::sheet_unknown});
    return {std::move(visit), std::move(effects)};
  }
  if (std::holds_alternative<event::SupplyLow>(event)) {
    // Nothing stops yet, and nobody on the page is told to wait for anyone.
    std::vector<Effect> effects;
    effects.emplace_back(effect::CallStaff{visit.ticket, Call::supply_low});
    return {std::move(visit), std::move(effects)};
  }
  if (std::holds_alternative<event::SurveysTooOld>(event)) {
    std::vector<Effect> effects;
    effects.emplace_back(effect::CallStaff{visit.ticket, Call::surveys_waiting});
    return {std::move(visit), std::move(effects)};
  }
  const std::size_t before = visit.state.index();
  State from = std::exchange(visit.state, state::Welcome{});
  State next = apply(turn, std::move(from), std::move(event));
  visit.state = std::move(next);
  // What has happened is to be seen.
  if (is_answer_or_press || visit.state.index() != before) visit.aside.reset();
  return {std::move(visit), std::move(turn).effects()};
}

}  // namespace visit
