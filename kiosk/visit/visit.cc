// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/visit.h"

#include <array>

#include "kiosk/visit/turning.h"

namespace visit {

namespace {

constexpr int kLanguages = 2;
constexpr int kSizes = 4;
constexpr int kContrasts = 4;

bool is_stranger(const Event& event, Ticket ticket) {
  return std::visit(
      [ticket](const auto& e) {
        if constexpr (requires { e.ticket; }) return e.ticket != ticket;
        return false;
      },
      event);
}

// How one sees and hears is the same on every page, so it is no matter of the states.
bool adjusts(Look& look, Button button) {
  const Look before = look;
  if (button == Button::text_size) look.size = (look.size + 1) % kSizes;
  if (button == Button::contrast) look.contrast = (look.contrast + 1) % kContrasts;
  if (button == Button::listen) look.aloud = !look.aloud;
  if (button == Button::language) {
    look.language = static_cast<Language>((static_cast<int>(look.language) + 1) % kLanguages);
  }
  return look != before;
}

bool idles_now(const Visit& visit) {
  if (visit.now - visit.touched >= visit.rules.warn_after) return true;
  return !std::visit([]<typename S>(const S&) { return WaitsForAPerson<S>; }, visit.state);
}

}  // namespace

std::string_view name(const State& state) {
  static constexpr std::array<std::string_view, std::variant_size_v<State>> kNames{
      "Welcome",   "AskConsent",    "LayCard",   "Reading",    "ConfirmIdentity",
      "Querying",  "ShowVerdict",   "NoResult",  "Certifying", "Printing",
      "PrintHeld", "TakePaper",     "TakeCard",  "CallStaff",  "StillThere",
      "ScanPaper", "CheckingPaper", "ShowPaper", "TypeNumber", "LookInTray"};
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
    if (!idles_now(visit)) return {std::move(visit), {}};
  }
  if (const auto* pressed = std::get_if<event::Pressed>(&event)) {
    visit.touched = visit.now;
    if (adjusts(visit.look, pressed->button)) return {std::move(visit), {}};
    if (pressed->button == Button::help) {
      turn.call(Call::asked);
      return {std::move(visit), std::move(turn).effects()};
    }
  }
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
    }
  }
  if (auto* doubt = std::get_if<event::SheetsInDoubt>(&event)) {
    visit.sheets_in_doubt = std::move(doubt->serials);
    return {std::move(visit), {}};
  }
  if (std::holds_alternative<event::SupplyLow>(event)) {
    // Nothing stops yet, and nobody on the page is told to wait for anyone.
    std::vector<Effect> effects;
    effects.emplace_back(effect::CallStaff{visit.ticket, Call::supply_low});
    return {std::move(visit), std::move(effects)};
  }
  State from = std::exchange(visit.state, state::Welcome{});
  State next = apply(turn, std::move(from), std::move(event));
  visit.state = std::move(next);
  return {std::move(visit), std::move(turn).effects()};
}

}  // namespace visit
