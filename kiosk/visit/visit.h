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

#include "kiosk/visit/effect.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/look.h"
#include "kiosk/visit/scene.h"
#include "kiosk/visit/state.h"

namespace visit {

// What works right now; the welcome page says so before anybody starts.
struct Readiness {
  bool card_reader = false;
  bool printer = false;
  bool health_codes = false;
  bool scanner = false;
  bool headset = false;  // plugged in: only the person hears
  bool thermometer = false;
};

// The ways through this house, by Route, and the name of their plan.
struct Ways {
  std::array<Destination, 4> by_route;
  std::string name;  // "WH1-R 2.0"
};

// The place's own numbers (config/kiosk.toml).
struct Rules {
  Scene scene;
  std::string form;                          // of the survey, as the registration form names it
  std::shared_ptr<const SurveyForm> survey;  // none: this place asks no history
  std::shared_ptr<const Ways> ways;          // none: nobody is led anywhere
  std::chrono::days bind_for{180};           // of a relative who is added
  bool a4 = true;                            // the form and the long card need it
  bool long_cards = false;                   // whether this place gives them out
  Language language = Language::zh_hans;
  std::chrono::seconds warn_after{45};   // without a touch
  std::chrono::seconds erase_after{30};  // after the warning
  std::chrono::seconds take_card_for{15};
  std::chrono::seconds paper_left_after{90};  // then staff look into the tray
  std::chrono::seconds held_at_most{600};  // untouched: then the sheet must not come out any more
  std::chrono::seconds read_at_most{6};
  std::chrono::seconds ask_at_most{8};  // for the whole ladder of sources
  int card_tries = 3;                   // then staff look
  bool practice_switch = false;         // whether there is another configuration to start with
  std::chrono::seconds duty_for{120};   // a staff session that nobody touches
};

// A relative at the machine: outlives the visits of those they act for, and ends with leave().
struct Sitting {
  Identity agent;
  Consent consent;
  Household household;
  std::string witness;  // the badge of who saw a written consent; "" for none
};

// A member of the staff who is signed in.
struct OnDuty {
  std::string badge;
  StaffMember member;
  std::optional<Reprint> replaces;  // the sheet that the next one takes the place of, and why
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
  std::optional<Sitting> sitting;
  std::optional<OnDuty> duty;
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
