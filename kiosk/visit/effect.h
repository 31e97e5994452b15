// SPDX-License-Identifier: GPL-3.0-or-later
// What a visit can ask for. Every effect carries the ticket of the moment that asked; its answers
// are events (event.h). Values, moved from thread to thread, never shared.
#pragma once

#include <string>
#include <variant>

#include "kiosk/visit/consent.h"
#include "kiosk/visit/document.h"
#include "kiosk/visit/health_code.h"
#include "kiosk/visit/household.h"
#include "kiosk/visit/identity.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/scan.h"
#include "kiosk/visit/staff.h"
#include "kiosk/visit/survey.h"
#include "kiosk/visit/ticket.h"

namespace visit {

// What is waited for at the machine's reading places.
enum class Wanted {
  card,   // an identity card; a social security card as a hint, a staff badge at any time
  badge,  // a staff badge and nothing else: no resident's card is read
  paper,  // what is held under the scanner
  sheet,  // a staff badge, or one of our own sheets under the scanner
  desk,   // while a badge lies there: its going, a sheet under the scanner, a card that is laid
  temperature,  // what the thermometer measures; no card is read
};

// How a person ends the doubt about a sheet that may lie in the tray.
enum class SheetEnd {
  in_hand,  // it is there, and was handed over or torn up in their sight
  voided,   // it is not there: the serial counts no more
};

// What a service can sign.
enum class SlipKind { status_slip, health_card };

// Why a person is asked to come.
enum class Call {
  asked,     // somebody pressed for help
  declined,  // did not consent: paper and pen
  no_card,
  card_unreadable,  // several tries and no reading
  card_not_genuine,
  reader_out,
  relatives,    // acts for somebody else
  paper_check,  // brought a paper, and no scanner works
  social_card,  // a card that says who and proves nothing
  by_hand,      // no answer or no record: register on paper
  red_code,     // somebody sits down with them
  lead_the_way,
  turned_back,    // not to go in today: somebody tells them where to go instead
  service_amiss,  // the health-code service or our way to it must be mended
  printer_held,
  printer_out,
  sheet_unknown,  // look into the tray
  sheet_left,     // printed long ago, and nobody says it was taken
  name_not_printable,
  supply_low,       // paper, toner or waste: before it stops anybody
  written_consent,  // acts by a paper that somebody must look at
  not_allowed,      // the region's rules do not let this one act
  survey_on_paper,  // the survey cannot be handed in
  surveys_waiting,  // for longer than they may
};

namespace effect {
struct StartReading {
  Ticket ticket;
  Wanted wanted = Wanted::card;
};
struct StopReading {
  Ticket ticket;
};
struct CheckPaper {
  Ticket ticket;
  Secret text;
};  // a certificate's text, judged without a network
// A code from a telephone, which only its service understands.
struct AskByCode {
  Ticket ticket;
  Secret code;
};
struct AskHealthCode {
  Ticket ticket;
  Identity identity;
  Consent consent;
};
struct CancelAsking {
  Ticket ticket;
};
struct SignSlip {
  Ticket ticket;
  Identity identity;
  Consent consent;
  SlipKind kind = SlipKind::status_slip;
};
struct Print {
  Ticket ticket;
  PrintOrder order;
};
struct CancelPrint {
  Ticket ticket;
};
// A person has looked into the tray for the sheet of that serial.
struct CloseSheet {
  Ticket ticket;
  std::string serial;
  SheetEnd end;
};
// A sheet of ours was held under the scanner: whichever it is, it is in hand.
struct CloseScanned {
  Ticket ticket;
  Secret text;
};
struct CallStaff {
  Ticket ticket;
  Call call;
};
// Somebody of the staff has come: the lamp goes out.
struct StaffCame {
  Ticket ticket;
};
struct AskFamily {
  Ticket ticket;
  Identity identity;
};
struct Bind {
  Ticket ticket;
  Wish wish;
};
struct EndDelegation {
  Ticket ticket;
  std::string id;
};
struct HandInSurvey {
  Ticket ticket;
  Identity identity;
  SurveyAnswers answers;
  Moment authored;
  std::string badge;  // of the staff who answered; else ""
};
struct RecogniseBadge {
  Ticket ticket;
  std::string badge;
};
struct CheckPin {
  Ticket ticket;
  std::string badge;
  Secret pin;
};
struct AskFigures {
  Ticket ticket;
};
struct AskShift {
  Ticket ticket;
};
// The shift's figures are on paper: the next shift begins.
struct EndShift {
  Ticket ticket;
};
struct AskSheets {
  Ticket ticket;
};
// A printed sheet counts no more, here and at its service.
struct VoidSheet {
  Ticket ticket;
  std::string serial;
  SheetReason reason;
};
struct Appeal {
  Ticket ticket;
  Identity identity;
  Consent consent;
  AppealKind kind;
};
struct AskChecks {
  Ticket ticket;
};
// Those that need nobody's hands: printer, health codes, speaker, storage.
struct RunCheck {
  Ticket ticket;
  Check check;
};
// What hands and eyes found.
struct NoteCheck {
  Ticket ticket;
  Check check;
  CheckOutcome outcome;
};
struct AskJournal {
  Ticket ticket;
};
struct ExportJournal {
  Ticket ticket;
};
// The kiosk starts anew with its other configuration.
struct SwitchPractice {
  Ticket ticket;
};
struct Forget {
  Ticket ticket;
};  // the person has left: wipe every cache that saw them
}  // namespace effect

using Effect =
    std::variant<effect::StartReading, effect::StopReading, effect::AskHealthCode,
                 effect::CancelAsking, effect::SignSlip, effect::Print, effect::CancelPrint,
                 effect::CallStaff, effect::Forget, effect::CheckPaper, effect::AskByCode,
                 effect::CloseSheet, effect::CloseScanned, effect::StaffCame, effect::AskFamily,
                 effect::Bind, effect::EndDelegation, effect::HandInSurvey, effect::RecogniseBadge,
                 effect::CheckPin, effect::AskFigures, effect::AskShift, effect::EndShift,
                 effect::AskSheets, effect::VoidSheet, effect::Appeal, effect::AskChecks,
                 effect::RunCheck, effect::NoteCheck, effect::AskJournal, effect::ExportJournal,
                 effect::SwitchPractice>;

}  // namespace visit
