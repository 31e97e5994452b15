// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kiosk/visit/people.h"

#include <array>

namespace visit::test {

using namespace std::chrono_literals;

Identity wang() {
  return {DocumentKind::resident_id, Secret("王秀英"), Secret("990101195202290055"),
          Date{1952y / 2 / 29}, std::nullopt};
}

Identity sun() {
  return {DocumentKind::resident_id, Secret("孙𠅤"), Secret("990101193804120011"),
          Date{1938y / 4 / 12}, std::nullopt};
}

HealthCode code(CodeState state, std::vector<Reason> reasons) {
  HealthCode code;
  code.state = state;
  code.reasons = std::move(reasons);
  code.as_of = kNow;
  code.expires_at = kNow + 30min;
  code.valid_until = kNow + 8h;
  code.issuer = "示例省健康码服务";
  code.policy = {"REF-CN-2021", "1", "参考规则"};
  return code;
}

Verdict verdict(Colour colour) {
  switch (colour) {
    case Colour::green:
      return {colour, Advice::pass, code(CodeState::green, {{"G_NO_ABNORMAL", {}, "", 14, {}}})};
    case Colour::yellow:
      return {
          colour, Advice::fever_clinic,
          code(CodeState::yellow, {{"Y_MEDIUM_RISK_AREA", Date{2021y / 1 / 16}, "某区", 14, {}}})};
    case Colour::red:
      break;
  }
  return {colour, Advice::isolate,
          code(CodeState::red, {{"R_CLOSE_CONTACT", Date{2021y / 1 / 21}, "", 14, {}}})};
}

SignedSlip slip() { return {Secret("HC1:TEST"), kNow + 8h, "slip-1", Colour::green}; }

Rules rules() { return {}; }

PaperCheck paper(PaperFinding finding) {
  PaperCheck check;
  check.finding = finding;
  if (finding == PaperFinding::damaged || finding == PaperFinding::not_genuine) return check;
  check.name = Secret("王*英");
  check.number = Secret("990101********0047");
  check.colour = Colour::green;
  check.as_of = kNow - 30h;
  check.valid_until = finding == PaperFinding::expired ? kNow - 1h : kNow + 18h;
  return check;
}

Visit visit_at(State state) {
  Visit visit = first_visit(rules());
  visit.now = kNow;
  visit.touched = kNow;
  visit.ticket.number = 7;
  visit.readiness = {true, true, true, true};
  visit.state = std::move(state);
  return visit;
}

std::vector<State> every_state() {
  const Consent consent{Actor::self, kNow};
  std::vector<State> states;
  states.emplace_back(state::Welcome{});
  states.emplace_back(state::AskConsent{});
  states.emplace_back(state::LayCard{consent, {}, 0});
  states.emplace_back(state::Reading{consent, 0, kNow});
  states.emplace_back(state::ConfirmIdentity{consent, wang(), {}});
  states.emplace_back(state::Querying{consent, wang(), Source::province, false, kNow, {}});
  states.emplace_back(state::ShowVerdict{consent, wang(), verdict(Colour::green)});
  states.emplace_back(state::NoResult{consent, wang(), QueryTrouble::busy, {}});
  states.emplace_back(state::Certifying{consent, wang(), verdict(Colour::green), kNow});
  states.emplace_back(state::Printing{PaperKind::slip, 0});
  states.emplace_back(state::PrintHeld{PaperKind::slip, HoldReason::media_empty, kNow, false});
  states.emplace_back(state::TakePaper{"GC07-210126-0042-7", kNow});
  states.emplace_back(state::TakeCard{kNow});
  states.emplace_back(state::CallStaff{Call::asked});
  states.emplace_back(state::StillThere{state::Waiting{state::AskConsent{}}, kNow + 30s});
  states.emplace_back(state::ScanPaper{});
  states.emplace_back(state::CheckingPaper{kNow});
  states.emplace_back(state::ShowPaper{paper(PaperFinding::genuine)});
  states.emplace_back(state::TypeNumber{kBadge, Secret("99010119520229004"), {}});
  states.emplace_back(state::LookInTray{kBadge, "GC07-210126-0041-9"});
  return states;
}

std::vector<Event> every_event(Ticket ticket) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < kButtons; ++i)
    events.emplace_back(event::Pressed{static_cast<Button>(i)});
  events.emplace_back(event::Ticked{kNow + 10min});
  events.emplace_back(event::CardLaid{ticket});
  events.emplace_back(event::CardRead{ticket, sun()});
  for (const auto trouble : {CardTrouble::lay_again, CardTrouble::not_genuine, CardTrouble::misread,
                             CardTrouble::other_card, CardTrouble::hospital_card,
                             CardTrouble::passport, CardTrouble::reader_gone}) {
    events.emplace_back(event::CardFailed{ticket, trouble});
  }
  events.emplace_back(event::AskingNext{ticket, Source::national});
  events.emplace_back(event::AskedToWait{ticket});
  for (const auto state : {CodeState::green, CodeState::yellow, CodeState::red, CodeState::unknown,
                           CodeState::expired, CodeState::not_found}) {
    events.emplace_back(event::Answered{ticket, code(state)});
  }
  for (int i = 0; i <= static_cast<int>(QueryTrouble::name_mismatch); ++i) {
    events.emplace_back(event::NotAnswered{ticket, static_cast<QueryTrouble>(i)});
  }
  events.emplace_back(event::SlipSigned{ticket, slip()});
  events.emplace_back(event::SlipRefused{ticket, QueryTrouble::busy});
  events.emplace_back(event::SheetMoved{ticket, 2});
  events.emplace_back(event::SheetHeld{ticket, HoldReason::media_jam});
  events.emplace_back(event::SheetResumed{ticket});
  events.emplace_back(event::SheetPrinted{ticket, "GC07-210126-0043-5"});
  for (int i = 0; i <= static_cast<int>(PrintTrouble::not_verifiable); ++i) {
    events.emplace_back(event::SheetFailed{ticket, static_cast<PrintTrouble>(i)});
  }
  events.emplace_back(event::CardHinted{ticket, sun()});
  events.emplace_back(event::BadgeShown{ticket, kBadge});
  for (const char* text :
       {"HC1:6BF", "HC2:6BF", "https://example.org", "GC1:42:AAAAAAAAAAAAAAAAAAAAAA"}) {
    events.emplace_back(event::Scanned{ticket, Secret(text)});
  }
  events.emplace_back(event::ScanFailed{ticket, ScanTrouble::broken_off});
  events.emplace_back(event::PaperChecked{ticket, paper(PaperFinding::expired)});
  events.emplace_back(event::DeviceChanged{Device::scanner, false});
  events.emplace_back(event::SheetsInDoubt{{"GC07-210126-0041-9"}});
  events.emplace_back(event::SheetClosed{ticket, "GC07-210126-0041-9"});
  events.emplace_back(event::SheetNotKnown{ticket});
  events.emplace_back(event::SupplyLow{Supply::toner});
  return events;
}

namespace {

std::string detail(const event::Pressed& e) { return " " + std::string(name(e.button)); }
std::string detail(const event::CardFailed& e) {
  static constexpr std::array<const char*, 7> kNames{" lay_again",  " not_genuine",   " misread",
                                                     " other_card", " hospital_card", " passport",
                                                     " reader_gone"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
std::string detail(const event::Answered& e) {
  static constexpr std::array<const char*, 6> kNames{" green",   " yellow",  " red",
                                                     " unknown", " expired", " not_found"};
  return kNames[static_cast<std::size_t>(e.code.state)];
}
std::string detail(const event::NotAnswered& e) {
  static constexpr std::array<const char*, 13> kNames{
      " busy",         " silent",          " unreachable",  " untrusted", " redirected",
      " refused",      " clock_differs",   " truncated",    " malformed", " oversized",
      " unknown_word", " number_rejected", " name_mismatch"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
std::string detail(const event::Scanned& e) {
  const auto text = e.text.reveal();
  return " " + std::string(text.substr(0, text.find(':') + 1));
}
std::string detail(const event::SheetFailed& e) {
  static constexpr std::array<const char*, 5> kNames{" unreachable", " not_printed", " unknown",
                                                     " not_printable", " not_verifiable"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
template <typename E>
std::string detail(const E&) {
  return "";
}

}  // namespace

std::string name(const Event& event) {
  static constexpr std::array<const char*, std::variant_size_v<Event>> kNames{
      "Pressed",      "Ticked",       "DeviceChanged", "CardLaid",    "CardRead",
      "CardFailed",   "AskingNext",   "AskedToWait",   "Answered",    "NotAnswered",
      "SlipSigned",   "SlipRefused",  "SheetMoved",    "SheetHeld",   "SheetResumed",
      "SheetPrinted", "SheetFailed",  "CardHinted",    "BadgeShown",  "Scanned",
      "ScanFailed",   "PaperChecked", "SheetsInDoubt", "SheetClosed", "SheetNotKnown",
      "SupplyLow"};
  return kNames[event.index()] + std::visit([](const auto& e) { return detail(e); }, event);
}

std::string name(const Effect& effect) {
  static constexpr std::array<const char*, std::variant_size_v<Effect>> kNames{
      "StartReading", "StopReading", "AskHealthCode", "CancelAsking", "SignSlip",
      "Print",        "CancelPrint", "CallStaff",     "Forget",       "CheckPaper",
      "AskByCode",    "CloseSheet",  "CloseScanned"};
  return kNames[effect.index()];
}

}  // namespace visit::test
