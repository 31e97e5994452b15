// SPDX-License-Identifier: GPL-3.0-or-later
// Facts and a policy make a status: its colour, every reason of that colour, and when the same
// facts will say otherwise. Pure; the worst colour wins, and what is unknown or late is never
// green.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "devices/sandbox/service/rules/facts.h"
#include "devices/sandbox/service/rules/policy.h"

namespace service {

enum class State { green, yellow, red, unknown, expired, not_found };
std::string_view name_of(State state);
// None for the states that are no colour.
std::optional<Colour> colour_of(State state);

// A stretch of calendar days: those left count today, `ends_on` is the first day without it.
struct Window {
  Day day;  // from which the days are counted
  int days = 0;
  int days_left = 0;
  Day ends_on;
};

// Why: what a plain sentence about the reason needs.
struct NothingFound {
  int days = 0;  // the longest area window looked back over
};
struct OpenCourse {
  std::string event;
  Day day;
};
struct CoursePhase {
  std::string event;  // from which the phases run
  Window window;
};
struct AwaitingNegative {
  std::string event;
  Day day;  // a negative sample from then on ends it
};
struct AreaStay {
  std::string level;
  std::string area;              // "" if not told
  std::optional<Window> window;  // none: there now
};
struct Overlap {
  Day day;
  int have = 0;  // negatives so far that count together
  Copresence rule;
};
struct Unwell {
  double fever_c = 0;
  bool fever = false;
  bool symptoms = false;
};
struct PositiveSample {
  Instant sampled;
};
struct Pushed {
  std::string level;
};
struct NoRecord {};
struct UpstreamDelayed {};
struct UnknownFact {};

using Cause =
    std::variant<NothingFound, OpenCourse, CoursePhase, AwaitingNegative, AreaStay, Overlap, Unwell,
                 PositiveSample, Pushed, NoRecord, UpstreamDelayed, UnknownFact>;

struct Reason {
  std::string code;
  Cause cause;
};

struct Status {
  State state = State::unknown;
  std::vector<Reason> reasons;   // of the state's colour, once each, sorted by code
  std::optional<Instant> until;  // when the same facts give another colour, if a date is known
};

Status assign(const Policy& policy, const Facts& facts, Instant now);

// The earliest moment at which the same facts may come to another state than the one of `status`,
// which was worked out at `now`: a day that comes, or a fact that begins to be known.
std::optional<Instant> next_look(const Facts& facts, const Status& status, Instant now);

}  // namespace service
