// SPDX-License-Identifier: GPL-3.0-or-later
// What can happen to a visit. Every answer brings back the ticket of the moment that asked
// (effect.h). Values, moved from thread to thread, never shared.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "kiosk/visit/button.h"
#include "kiosk/visit/certificate.h"
#include "kiosk/visit/health_code.h"
#include "kiosk/visit/household.h"
#include "kiosk/visit/identity.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/paper.h"
#include "kiosk/visit/report.h"
#include "kiosk/visit/scan.h"
#include "kiosk/visit/staff.h"
#include "kiosk/visit/survey.h"
#include "kiosk/visit/ticket.h"

namespace visit {

// What a card and its reader may come to (docs/wire.md §2, §3).
enum class CardTrouble {
  lay_again,      // lifted too soon, crooked, two at once: SW3 40 41 80 81
  not_genuine,    // card or module refuses the other: SW3 31 32 33 66; staff, not "again"
  misread,        // arrived whole but contradicts itself: check digit, birth, lengths
  other_card,     // a card, but not one that says who somebody is
  hospital_card,  // a patient card: its contents are its hospital's
  passport,       // read by staff, not by this machine
  reader_gone,    // line cut, process dead or module silent
  same_card,      // the relative's own, once more
};

// IPP's own words for why a printer waits, by keyword without severity (RFC 8011 §5.4.12).
enum class HoldReason {
  media_empty,
  media_wrong,  // paper, but not the one that sheets are printed on
  media_jam,
  cover_open,
  tray_missing,
  output_full,
  toner_empty,  // or ink, or a drum at its end
  waste_full,
  too_hot,  // or not yet warm: passes by itself
  paused,
  other,
};
inline constexpr std::size_t kHoldReasons = static_cast<std::size_t>(HoldReason::other) + 1;

// What runs out soon and stops nothing yet.
enum class Supply { media, toner, waste };

enum class PrintTrouble {
  unreachable,     // nothing was sent
  not_printed,     // the printer ended the job and no sheet left it
  unknown,         // a sheet may lie in the tray: only a person can tell
  not_printable,   // the name does not fit or no face has a character: staff writes by hand
  not_verifiable,  // signature or printed code does not hold: nothing leaves
};

enum class Device { card_reader, printer, health_codes, scanner, thermometer };

// Why a finished survey could not be kept for the hospital: it goes on paper.
enum class SurveyTrouble {
  no_server,  // this place has none
  not_fit,    // nothing names the person, or the form refuses it
  not_kept,   // the disk is full or broken
};

namespace event {
struct Pressed {
  Button button;
};
struct Ticked {
  Moment now;
};
struct DeviceChanged {
  Device device;
  bool works;
};
// A key of the keypad, whichever it was: whoever goes by keys also listens.
struct KeyUsed {};
struct HeadsetPlugged {
  bool in;
};

struct CardLaid {
  Ticket ticket;
};
struct CardRead {
  Ticket ticket;
  Identity identity;
};
struct CardFailed {
  Ticket ticket;
  CardTrouble trouble;
};

// A social security card says who somebody is and proves nothing: staff must confirm.
struct CardHinted {
  Ticket ticket;
  Identity identity;
};
// A badge that proved to hold its key (docs/wire.md §1). The badge's id: hex, nobody's name.
struct BadgeShown {
  Ticket ticket;
  std::string badge;
};
struct Scanned {
  Ticket ticket;
  Secret text;  // printable, 1-4296 bytes
};
struct ScanFailed {
  Ticket ticket;
  ScanTrouble trouble;
};
struct PaperChecked {
  Ticket ticket;
  PaperCheck paper;
};

struct AskingNext {
  Ticket ticket;
  Source source;
};  // the first source was silent, the next is being asked
struct AskedToWait {
  Ticket ticket;
};  // the source is busy and told us when to ask again
struct Answered {
  Ticket ticket;
  HealthCode code;
};
struct NotAnswered {
  Ticket ticket;
  QueryTrouble trouble;
};

struct SlipSigned {
  Ticket ticket;
  SignedSlip slip;
};
struct SlipRefused {
  Ticket ticket;
  QueryTrouble trouble;
};

struct SheetMoved {
  Ticket ticket;
  int quarter;
};  // 0-4 quarters of the sheet are out, as far as known
struct SheetHeld {
  Ticket ticket;
  HoldReason reason;
};
struct SheetResumed {
  Ticket ticket;
};
struct SheetPrinted {
  Ticket ticket;
  std::string serial;
};
struct SheetFailed {
  Ticket ticket;
  PrintTrouble trouble;
};
// Serials of the sheets that may lie in the tray, oldest first; posted when that changes.
struct SheetsInDoubt {
  std::vector<std::string> serials;
};
struct SheetClosed {
  Ticket ticket;
  std::string serial;
};
// Nothing in doubt bears that code or serial.
struct SheetNotKnown {
  Ticket ticket;
};
struct SupplyLow {
  Supply supply;
};

// Who may act for whom, of the one that was asked about.
struct FamilyKnown {
  Ticket ticket;
  Household household;
};
struct FamilyNotKnown {
  Ticket ticket;
  QueryTrouble trouble;
};
struct Bound {
  Ticket ticket;
  Delegation delegation;
};
struct NotBound {
  Ticket ticket;
  BindTrouble trouble;
};
struct DelegationEnded {
  Ticket ticket;
  std::string id;
};
struct DelegationKept {
  Ticket ticket;
};  // it could not be ended now

struct TemperatureTaken {
  Ticket ticket;
  int tenths;  // of a degree Celsius
};
// The survey lies in the outbox, or with nobody.
struct SurveyKept {
  Ticket ticket;
};
struct SurveyNotKept {
  Ticket ticket;
  SurveyTrouble trouble;
};

// Whose badge it is, and how many tries they have.
struct StaffKnown {
  Ticket ticket;
  std::string badge;
  StaffMember member;
  PinState pin;
};
struct StaffUnknown {
  Ticket ticket;
};
struct PinAccepted {
  Ticket ticket;
};
struct PinRejected {
  Ticket ticket;
  PinState pin;
};
struct BadgeLifted {
  Ticket ticket;
};
struct FiguresKnown {
  Ticket ticket;
  Figures figures;
};
struct ShiftKnown {
  Ticket ticket;
  ShiftReport report;
};
// Today's, newest first.
struct SheetsKnown {
  Ticket ticket;
  std::vector<SheetNote> sheets;
};
struct AppealTaken {
  Ticket ticket;
  std::string id;
};
struct AppealRefused {
  Ticket ticket;
  AppealTrouble trouble;
};
// What each check came to last.
struct ChecksKnown {
  Ticket ticket;
  std::vector<CheckNote> checks;
  ReadinessReport report;  // as it is printed
};
struct Checked {
  Ticket ticket;
  CheckNote note;
};
// Errors only, newest first.
struct JournalRead {
  Ticket ticket;
  std::vector<JournalLine> lines;
};
struct JournalExported {
  Ticket ticket;
  std::string file;  // its name on the stick
};
struct JournalNotExported {
  Ticket ticket;
  ExportTrouble trouble;
};
// A survey has waited for longer than it may.
struct SurveysTooOld {};
}  // namespace event

using Event =
    std::variant<event::Pressed, event::Ticked, event::DeviceChanged, event::CardLaid,
                 event::CardRead, event::CardFailed, event::AskingNext, event::AskedToWait,
                 event::Answered, event::NotAnswered, event::SlipSigned, event::SlipRefused,
                 event::SheetMoved, event::SheetHeld, event::SheetResumed, event::SheetPrinted,
                 event::SheetFailed, event::CardHinted, event::BadgeShown, event::Scanned,
                 event::ScanFailed, event::PaperChecked, event::SheetsInDoubt, event::SheetClosed,
                 event::SheetNotKnown, event::SupplyLow, event::KeyUsed, event::HeadsetPlugged,
                 event::FamilyKnown, event::FamilyNotKnown, event::Bound, event::NotBound,
                 event::DelegationEnded, event::DelegationKept, event::TemperatureTaken,
                 event::SurveyKept, event::SurveyNotKept, event::StaffKnown, event::StaffUnknown,
                 event::PinAccepted, event::PinRejected, event::BadgeLifted, event::FiguresKnown,
                 event::ShiftKnown, event::SheetsKnown, event::AppealTaken, event::AppealRefused,
                 event::ChecksKnown, event::Checked, event::JournalRead, event::JournalExported,
                 event::JournalNotExported, event::SurveysTooOld>;

}  // namespace visit
