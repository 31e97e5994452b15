// SPDX-License-Identifier: GPL-3.0-or-later
// The moments of a visit: each state owns exactly what it needs, so forgetting is leaving a state.
// Values, move-only.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kiosk/visit/effect.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/report.h"
#include "kiosk/visit/typed_number.h"
#include "kiosk/visit/verdict.h"

namespace visit {

// What a person waits for at the printer.
enum class PaperKind { slip, card, form, route, shift, readiness };

// What a card or a number is wanted for.
enum class Errand {
  own_code,         // whose card it is asks for themselves; or staff for them
  family,           // of a relative, who acts for others
  person_here,      // of somebody they act for today
  add_person,       // of somebody they want to act for from now on
  person_on_paper,  // the same, by a written consent
  survey,           // staff fill it in for them
  appeal,           // they say that their code is wrong
  reprint,          // a sheet of theirs is printed again
  voiding,          // a sheet counts no more
};

namespace state {

struct Welcome {};
// A card that is laid down now says yes. One that lay there before, perhaps somebody else's, says
// nothing.
struct AskConsent {
  Errand errand = Errand::own_code;
  Moment since = {};
  bool lay_there = false;
  std::optional<Identity> lying =
      {};  // whose that card is; nothing of it is shown before they agree
};
// Waits for a card, or for another try with it.
struct LayCard {
  Consent consent;
  std::optional<CardTrouble> trouble;  // of the last try
  int tries = 0;                       // failed ones
  Errand errand = Errand::own_code;
};
struct Reading {
  Consent consent;
  int tries = 0;
  Moment since;
  Errand errand = Errand::own_code;
};
// `kept`: what a service said about this person earlier in this visit. It counts only if nobody
// answers now, only while it is fresh, and it is marked.
struct ConfirmIdentity {
  Consent consent;
  Identity identity;
  std::optional<HealthCode> kept;
};
struct Querying {
  Consent consent;
  Identity identity;
  Source asking = Source::province;
  bool asked_to_wait = false;  // the source is busy and says when to ask again
  Moment since;
  std::optional<HealthCode> kept;
};
struct ShowVerdict {
  Consent consent;
  Identity identity;
  Verdict verdict;
};
// The service did not answer, or its answer bears no colour; then it may say why not.
struct NoResult {
  Consent consent;
  Identity identity;
  std::variant<QueryTrouble, NoColour> why;
  std::vector<Reason> reasons;
};
// The service signs what will be printed.
struct Certifying {
  Consent consent;
  Identity identity;
  Verdict verdict;
  Moment since;
  SlipKind kind = SlipKind::status_slip;
  std::optional<RouteSlip> route = {};  // comes out after it
};
// The printer's: of the person only what is still to be printed.
struct Printing {
  PaperKind paper = PaperKind::slip;
  int quarter = 0;
  int sheet = 1, sheets = 1;
  std::optional<PrintOrder> next = {};
};
struct PrintHeld {
  PaperKind paper = PaperKind::slip;
  HoldReason reason = HoldReason::other;
  Moment since;
  bool given_up = false;  // asked to be dropped; what became of it is still open
  int sheet = 1, sheets = 1;
  std::optional<PrintOrder> next = {};
};
// A sheet may lie in the tray: nobody else starts before it is taken.
struct TakePaper {
  std::string serial;
  Moment since;
  PaperKind paper = PaperKind::slip;
  int sheets = 1;
};
// Nothing was printed; the card may still lie there.
struct TakeCard {
  Moment since;
};
// Waits for a paper, or for another try with it.
struct ScanPaper {
  std::optional<ScanTrouble> trouble;  // of the last try
};
// What was held under the scanner is being judged, here or by its service.
struct CheckingPaper {
  Moment since;
  Source asking = Source::province;
};
// What is known of it: a certificate judged here, a service's word on a code, or why it gave none.
struct ShowPaper {
  std::variant<PaperCheck, Judgement, QueryTrouble> found;
};
// `hint`: who an unproved card said somebody is, until staff have looked.
struct CallStaff {
  Call call = Call::asked;
  std::optional<Identity> hint = {};
  bool other_sheet = false;    // one was held under the scanner that is not in doubt
  bool unknown_badge = false;  // one was shown that nobody here bears
};
// A member of the staff looks for a sheet that may lie in the tray.
struct LookInTray {
  std::string badge;
  std::string serial;
};
// A member of the staff, who showed a badge, types a number for somebody without a card.
struct TypeNumber {
  std::string badge;
  Secret typed;                          // digits and X
  std::optional<NumberTrouble> trouble;  // of the number that was handed in
  Secret name = {};                      // from the hint
  Errand errand = Errand::own_code;
};

// ---- Relatives (household_arrows.cc)

// The service is asked whom this relative may act for.
struct AskFamily {
  Moment since;
};
// Those people, and themselves. `first`: of the part of the list that stands there.
struct ChoosePerson {
  std::size_t first = 0;
};
// What the relative is to the person whose card was read.
struct ChooseRelation {
  Identity person;
  Errand errand = Errand::person_here;
  bool more = false;  // the second half of the words
};
struct Binding {
  Identity person;
  Relation relation = Relation::other;
  Errand errand = Errand::person_here;
  Moment since;
};
// The region's rules, or the service, say no; staff know a way.
struct NotAllowed {
  std::variant<BindTrouble, QueryTrouble> why;
  std::optional<int> age;  // of the person, if it is about that
};
struct ShowAgents {
  std::size_t first = 0;
};
// One of the household's delegations: shall it end?
struct EndBinding {
  bool of_agents = false;  // of those who act for them; else of those they act for
  std::size_t which = 0;
  bool under_way = false;
  Moment since;
};

// ---- The survey (survey_arrows.cc)

struct TakeSurvey {
  Consent consent;
  std::optional<Identity> identity;  // none: nobody knows who it is, staff write it by hand
  std::optional<Verdict> verdict;    // none: no code was asked for, or there is none
  SurveyAnswers answers;
  std::optional<std::size_t> question;  // none: the review
  int part = 0;                         // of the symptoms: first whether there are any
  bool from_review = false;             // one answer is changed, then back to the review
  Secret typed = {};                    // of a temperature: up to three digits
  bool not_believed = false;            // what was typed is no temperature
};
// The survey goes into the outbox.
struct HandingIn {
  Consent consent;
  std::optional<Identity> identity;
  std::optional<Verdict> verdict;
  RouteSlip slip;
  Route route = Route::pass;
  Moment since;
};
// Where the answers lead, beside the code's colour.
struct Routed {
  Consent consent;
  std::optional<Identity> identity;
  std::optional<Verdict> verdict;
  RouteSlip slip;
  Route route = Route::pass;
  bool kept = false;  // for the hospital; else it is on the paper only
};

// ---- Staff (staff_arrows.cc)

struct EnterPin {
  std::string badge;
  StaffMember member;
  PinState pin;
  Secret typed;
  bool checking = false;
  Call called = Call::asked;  // what they were called for
  std::optional<Identity> hint = {};
};
// What there is to do. The figures arrive a moment later.
struct StaffDesk {
  std::optional<Figures> figures;
};
// A sheet of today, to be replaced or to count no more.
struct PickSheet {
  Errand errand = Errand::reprint;
  std::optional<std::vector<SheetNote>> sheets;
  std::size_t first = 0;
};
struct GiveReason {
  Errand errand = Errand::reprint;
  std::string serial;
};
struct Voiding {
  std::string serial;
  Moment since;
};
struct ChooseAppeal {
  Consent consent;
  Identity identity;
  bool under_way = false;
  Moment since;
};
struct AppealDone {
  std::variant<std::string, AppealTrouble> outcome;  // its number
};
struct ShowShift {
  std::optional<ShiftReport> report;
};
struct Devices {
  std::vector<CheckNote> checks;
  ReadinessReport report;
  std::optional<Check> running;
  bool all = false;  // the next one follows by itself
};
// A check that needs hands or eyes: a card, a sheet, a sound, keys, touches.
struct Checking {
  Check check = Check::touch;
  std::vector<CheckNote> checks;
  std::array<bool, 5> touched{};
  bool all = false;
  Moment since;
  ReadinessReport report = {};  // the printer's test sheet
};
struct ReadJournal {
  std::optional<std::vector<JournalLine>> lines;
  std::size_t first = 0;
  std::variant<std::monostate, std::string, ExportTrouble> exported = {};
};
struct AskPractice {};

// The states that wait for a person, and so the only ones that idle.
using Waiting = std::variant<AskConsent, LayCard, ConfirmIdentity, ShowVerdict, NoResult, CallStaff,
                             ScanPaper, ShowPaper, TypeNumber, LookInTray, ChoosePerson,
                             ChooseRelation, NotAllowed, ShowAgents, EndBinding, TakeSurvey, Routed,
                             EnterPin, StaffDesk, PickSheet, GiveReason, ChooseAppeal, AppealDone,
                             ShowShift, Devices, Checking, ReadJournal, AskPractice>;
struct StillThere {
  Waiting paused;
  Moment until;  // then everything is erased
};

}  // namespace state

using State = std::variant<
    state::Welcome, state::AskConsent, state::LayCard, state::Reading, state::ConfirmIdentity,
    state::Querying, state::ShowVerdict, state::NoResult, state::Certifying, state::Printing,
    state::PrintHeld, state::TakePaper, state::TakeCard, state::CallStaff, state::StillThere,
    state::ScanPaper, state::CheckingPaper, state::ShowPaper, state::TypeNumber, state::LookInTray,
    state::AskFamily, state::ChoosePerson, state::ChooseRelation, state::Binding, state::NotAllowed,
    state::ShowAgents, state::EndBinding, state::TakeSurvey, state::HandingIn, state::Routed,
    state::EnterPin, state::StaffDesk, state::PickSheet, state::GiveReason, state::Voiding,
    state::ChooseAppeal, state::AppealDone, state::ShowShift, state::Devices, state::Checking,
    state::ReadJournal, state::AskPractice>;

// "Welcome", as the table of arrows and the journal name it.
[[nodiscard]] std::string_view name(const State& state);

// Where a state stands in the variant, as the journal tells it.
template <typename S, std::size_t I = 0>
consteval std::size_t index_of() {
  if constexpr (std::is_same_v<S, std::variant_alternative_t<I, State>>) {
    return I;
  } else {
    return index_of<S, I + 1>();
  }
}

}  // namespace visit
