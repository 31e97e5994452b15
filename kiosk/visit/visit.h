// SPDX-License-Identifier: GPL-3.0-or-later
// One person's visit as a value, and the one function that moves it. No clock, thread, file or
// socket: time is an event. Each state owns exactly what its moment needs; forgetting is leaving a
// state. Pure; one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kiosk/visit/event.h"
#include "kiosk/visit/look.h"
#include "kiosk/visit/scene.h"
#include "kiosk/visit/typed_number.h"
#include "kiosk/visit/verdict.h"

namespace visit {

// What a person waits for at the printer.
enum class PaperKind { slip, card, form };

namespace state {

struct Welcome {};
struct AskConsent {};
// Waits for a card, or for another try with it.
struct LayCard {
  Consent consent;
  std::optional<CardTrouble> trouble;  // of the last try
  int tries = 0;                       // failed ones
};
struct Reading {
  Consent consent;
  int tries = 0;
  Moment since;
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
};
// The printer's: nothing of the person; what the sheet says has been handed over.
struct Printing {
  PaperKind paper = PaperKind::slip;
  int quarter = 0;
};
struct PrintHeld {
  PaperKind paper = PaperKind::slip;
  HoldReason reason = HoldReason::other;
  Moment since;
  bool given_up = false;  // asked to be dropped; what became of it is still open
};
// A sheet may lie in the tray: nobody else starts before it is taken.
struct TakePaper {
  std::string serial;
  Moment since;
  PaperKind paper = PaperKind::slip;
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
  bool other_sheet = false;  // one was held under the scanner that is not in doubt
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
};

// The states that wait for a person, and so the only ones that idle.
using Waiting = std::variant<AskConsent, LayCard, ConfirmIdentity, ShowVerdict, NoResult, CallStaff,
                             ScanPaper, ShowPaper, TypeNumber, LookInTray>;
struct StillThere {
  Waiting paused;
  Moment until;  // then everything is erased
};

}  // namespace state

using State =
    std::variant<state::Welcome, state::AskConsent, state::LayCard, state::Reading,
                 state::ConfirmIdentity, state::Querying, state::ShowVerdict, state::NoResult,
                 state::Certifying, state::Printing, state::PrintHeld, state::TakePaper,
                 state::TakeCard, state::CallStaff, state::StillThere, state::ScanPaper,
                 state::CheckingPaper, state::ShowPaper, state::TypeNumber, state::LookInTray>;

// "Welcome", as the table of arrows and the journal name it.
[[nodiscard]] std::string_view name(const State& state);

// What works right now; the welcome page says so before anybody starts.
struct Readiness {
  bool card_reader = false;
  bool printer = false;
  bool health_codes = false;
  bool scanner = false;
  bool headset = false;  // plugged in: only the person hears
};

// The place's own numbers (config/kiosk.toml).
struct Rules {
  Scene scene;
  std::string form;         // of the survey, as the registration form names it
  bool a4 = true;           // the form and the long card need it
  bool long_cards = false;  // whether this place gives them out
  Language language = Language::zh_hans;
  std::chrono::seconds warn_after{45};   // without a touch
  std::chrono::seconds erase_after{30};  // after the warning
  std::chrono::seconds take_card_for{15};
  std::chrono::seconds paper_left_after{90};  // then staff look into the tray
  std::chrono::seconds held_at_most{600};  // untouched: then the sheet must not come out any more
  std::chrono::seconds read_at_most{6};
  std::chrono::seconds ask_at_most{8};  // for the whole ladder of sources
  int card_tries = 3;                   // then staff look
};

struct Visit {
  Rules rules;
  Ticket ticket;
  Moment now;
  Moment touched;  // the last press
  Look look;
  std::optional<Aside> aside;
  int readings = 0;  // how often a page was asked to be said again
  Readiness readiness;
  std::vector<std::string> sheets_in_doubt;  // serials, oldest first
  std::optional<Moment> staff_called;
  State state;
};

struct Turn {
  Visit next;
  std::vector<Effect> effects;
};

[[nodiscard]] Visit first_visit(Rules rules);

// Moves a visit on by one event. Answers that carry another ticket than the visit's are dropped.
[[nodiscard]] Turn step(Visit visit, Event event);

}  // namespace visit
