// SPDX-License-Identifier: GPL-3.0-or-later
// The wires a visit is carried over, as the visit sees them. Every call returns at once; answers
// come back as events through the Post that the adapter was built with, from any thread, each with
// the ticket of its question.
#pragma once

#include <functional>

#include "kiosk/visit/effect.h"
#include "kiosk/visit/event.h"

namespace visit {

using Post = std::function<void(Event)>;

// Everything that is laid down at the machine or held under it; one kind at a time.
class Reader {
 public:
  virtual ~Reader() = default;
  // From now on report what is wanted; what does not read is reported and reading goes on; a newer
  // start replaces an older one. -> CardLaid, CardRead (ends the reading), CardHinted, CardFailed,
  // BadgeShown, Scanned, ScanFailed; DeviceChanged at any time.
  virtual void start(Ticket ticket, Wanted wanted) = 0;
  virtual void stop() = 0;
};

// Judges certificates that were printed, here or elsewhere, without a network.
class PaperJudge {
 public:
  virtual ~PaperJudge() = default;
  // -> PaperChecked.
  virtual void judge(Ticket ticket, Secret text) = 0;
};

class HealthCodes {
 public:
  virtual ~HealthCodes() = default;
  // -> AskingNext*, then one of Answered, NotAnswered within the total budget; a newer call cancels
  // the older one.
  virtual void ask(Ticket ticket, Identity identity, Consent consent) = 0;
  // The same for whomever a code from a telephone belongs to.
  virtual void ask_by_code(Ticket ticket, Secret code) = 0;
  // -> SlipSigned or SlipRefused.
  virtual void sign(Ticket ticket, Identity identity, Consent consent, SlipKind kind) = 0;
  virtual void cancel() = 0;
};

class Printer {
 public:
  virtual ~Printer() = default;
  // -> SheetMoved*, SheetHeld and SheetResumed in turn, then one of SheetPrinted, SheetFailed. One
  // sheet at a time; SheetsInDoubt and SupplyLow at any time.
  virtual void print(Ticket ticket, PrintOrder order) = 0;
  // Asks the printer to drop the sheet. The answer still tells what became of it: a cancel proves
  // nothing.
  virtual void cancel() = 0;
  // A person's word on a sheet in doubt. -> SheetClosed or SheetNotKnown.
  virtual void close(Ticket ticket, std::string serial, SheetEnd end) = 0;
  // The same for the sheet that bears this code, which is in hand.
  virtual void close_scanned(Ticket ticket, Secret text) = 0;
};

class StaffBell {
 public:
  virtual ~StaffBell() = default;
  virtual void ring(Call call) = 0;
  // Somebody has come.
  virtual void answered() = 0;
};

// Who may act for whom, as the health-code service keeps it, and what is said against a code. A
// newer call does not end an older one; cancel() of the health codes does not either.
class Registry {
 public:
  virtual ~Registry() = default;
  // -> FamilyKnown or FamilyNotKnown.
  virtual void ask_family(Ticket ticket, Identity identity) = 0;
  // -> Bound or NotBound.
  virtual void bind(Ticket ticket, Wish wish) = 0;
  // -> DelegationEnded or DelegationKept.
  virtual void end(Ticket ticket, std::string id) = 0;
  // -> AppealTaken or AppealRefused.
  virtual void appeal(Ticket ticket, Identity identity, Consent consent, AppealKind kind) = 0;
};

// Finished surveys on their way to the hospital.
class Surveys {
 public:
  virtual ~Surveys() = default;
  // -> SurveyKept or SurveyNotKept. SurveysTooOld at any time.
  virtual void hand_in(Ticket ticket, Identity identity, SurveyAnswers answers, Moment authored,
                       std::string badge) = 0;
};

// Who works here. PINs are compared elsewhere than on the drawing thread.
class StaffRoom {
 public:
  virtual ~StaffRoom() = default;
  // -> StaffKnown or StaffUnknown.
  virtual void recognise(Ticket ticket, std::string badge) = 0;
  // -> PinAccepted or PinRejected; five wrong ones lock the badge.
  virtual void check_pin(Ticket ticket, std::string badge, Secret pin) = 0;
};

// The day's books: figures, sheets, the journal.
class Books {
 public:
  virtual ~Books() = default;
  virtual void figures(Ticket ticket) = 0;  // -> FiguresKnown
  virtual void shift(Ticket ticket) = 0;    // -> ShiftKnown
  virtual void end_shift() = 0;
  virtual void sheets(Ticket ticket) = 0;  // -> SheetsKnown
  // The sheet counts no more; its service hears of it, now or when it can be reached. ->
  // SheetClosed or SheetNotKnown.
  virtual void void_sheet(Ticket ticket, std::string serial, SheetReason reason) = 0;
};

// The machine's own state.
class Workshop {
 public:
  virtual ~Workshop() = default;
  virtual void checks(Ticket ticket) = 0;                                   // -> ChecksKnown
  virtual void run(Ticket ticket, Check check) = 0;                         // -> Checked
  virtual void note(Ticket ticket, Check check, CheckOutcome outcome) = 0;  // -> Checked
  virtual void journal(Ticket ticket) = 0;                                  // -> JournalRead
  // -> JournalExported or JournalNotExported.
  virtual void export_journal(Ticket ticket) = 0;
};

// Says a page's words. Text arrives in the page's language, in the order in which it is read.
struct Utterance;
class Voice {
 public:
  virtual ~Voice() = default;
  virtual void say(Utterance utterance) = 0;
  virtual void hush() = 0;
  // False after something that was to be said found nothing to be heard with.
  [[nodiscard]] virtual bool audible() const { return true; }
};

}  // namespace visit
