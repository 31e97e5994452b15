// SPDX-License-Identifier: GPL-3.0-or-later
// The wires a visit is carried over, as the visit sees them. Every call returns at once; answers
// come back as events through the Post that the adapter was built with, from any thread, each with
// the ticket of its question.
#pragma once

#include <functional>

#include "kiosk/visit/event.h"

namespace visit {

using Post = std::function<void(Event)>;

class CardReader {
 public:
  virtual ~CardReader() = default;
  // From now on report the next card; a card that does not read is reported and reading goes on. ->
  // CardLaid, CardRead (ends the reading), CardFailed; DeviceChanged at any time.
  virtual void start(Ticket ticket) = 0;
  virtual void stop() = 0;
};

class HealthCodes {
 public:
  virtual ~HealthCodes() = default;
  // -> AskingNext*, then one of Answered, NotAnswered within the total budget; a newer call cancels
  // the older one.
  virtual void ask(Ticket ticket, Identity identity, Consent consent) = 0;
  // -> SlipSigned or SlipRefused.
  virtual void sign(Ticket ticket, Identity identity, Consent consent) = 0;
  virtual void cancel() = 0;
};

class Printer {
 public:
  virtual ~Printer() = default;
  // -> SheetMoved*, SheetHeld and SheetResumed in turn, then one of SheetPrinted, SheetFailed. One
  // sheet at a time.
  virtual void print(Ticket ticket, Certificate certificate) = 0;
  // Asks the printer to drop the sheet. The answer still tells what became of it: a cancel proves
  // nothing.
  virtual void cancel() = 0;
};

class StaffBell {
 public:
  virtual ~StaffBell() = default;
  virtual void ring(Call call) = 0;
};

// Says a page's words. Text arrives in the page's language, in the order in which it is read.
struct Utterance;
class Voice {
 public:
  virtual ~Voice() = default;
  virtual void say(Utterance utterance) = 0;
  virtual void hush() = 0;
};

}  // namespace visit
