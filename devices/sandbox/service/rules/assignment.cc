// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/assignment.h"

#include <algorithm>

namespace service {
namespace {

using namespace std::chrono;

struct Finding {
  Colour colour = Colour::green;
  Reason reason;
  std::optional<Instant> end;  // when it ends by itself
};

// Everything that colours a person at one moment. The facts are those already known then.
class Assessor {
 public:
  Assessor(const Policy& policy, const Facts& facts, Instant now)
      : policy_(policy), facts_(facts), now_(now), today_(day_of(now)) {}

  std::vector<Finding> findings() {
    courses();
    areas();
    copresence();
    samples();
    condition();
    push();
    return std::move(found_);
  }

 private:
  void courses() {
    for (const Event& event : facts_.events) {
      for (const Course& course : policy_.courses) {
        if (course.type == event.type) follow(course, event);
      }
    }
  }

  void follow(const Course& course, const Event& opening) {
    const Event* start = &opening;
    if (course.open) {
      start = first_closing(course, opening);
      if (!start) {
        add(*course.open, OpenCourse{opening.type, day_of(opening.at)});
        return;
      }
    }
    const Day first = day_of(start->at);
    int before = 0;
    for (const Phase& phase : course.phases) {
      const Day end = first + days{before + phase.days};
      if (today_ < end) {
        add(phase.mark, CoursePhase{start->type, window(first, phase.days, end)}, midnight(end));
        return;
      }
      before += phase.days;
    }
    if (course.phases.empty() || !policy_.course_end_needs_negative) return;
    const bool negative =
        std::any_of(facts_.nat.begin(), facts_.nat.end(), [&](const NatTest& test) {
          return test.result == NatResult::negative && test.sampled >= start->at;
        });
    if (!negative) {
      add({Colour::yellow, "Y_WAITING_NEGATIVE_NAT"}, AwaitingNegative{start->type, first});
    }
  }

  [[nodiscard]] const Event* first_closing(const Course& course, const Event& opening) const {
    const Event* first = nullptr;
    for (const Event& event : facts_.events) {
      if (event.type != course.close_event || event.at < opening.at) continue;
      if (!first || event.at < first->at) first = &event;
    }
    return first;
  }

  void areas() {
    for (const Visit& visit : facts_.visits) {
      for (const AreaRule& rule : policy_.areas) {
        if (rule.level != visit.level) continue;
        if (!visit.left) {
          add(rule.mark, AreaStay{visit.level, visit.area, std::nullopt});
          continue;
        }
        // The last of the days is still one of them.
        const Day left = day_of(*visit.left);
        const Day end = left + days{rule.days + 1};
        if (today_ < end) {
          add(rule.mark, AreaStay{visit.level, visit.area, window(left, rule.days, end)},
              midnight(end));
        }
      }
    }
  }

  void copresence() {
    const Copresence& rule = policy_.copresence;
    for (const Event& event : facts_.events) {
      if (event.type != "COPRESENCE") continue;
      const int have = negatives_together(event.at);
      if (have < rule.negatives) add(rule.mark, Overlap{day_of(event.at), have, rule});
    }
  }

  // The most negative samples after a moment that lie far enough apart and all within the days of
  // their first. Taking the earliest that fits is never worse: it leaves the most room for the
  // next.
  [[nodiscard]] int negatives_together(Instant after) const {
    std::vector<Instant> samples;
    for (const NatTest& test : facts_.nat) {
      if (test.result == NatResult::negative && test.sampled > after) {
        samples.push_back(test.sampled);
      }
    }
    std::sort(samples.begin(), samples.end());
    const hours gap{policy_.copresence.min_gap_hours};
    const hours within{24 * policy_.copresence.within_days};
    int best = 0;
    for (auto first = samples.begin(); first != samples.end(); ++first) {
      int chain = 1;
      Instant last = *first;
      for (auto next = first + 1; next != samples.end() && *next <= *first + within; ++next) {
        if (*next < last + gap) continue;
        last = *next;
        ++chain;
      }
      best = std::max(best, chain);
    }
    return best;
  }

  void samples() {
    const NatTest* latest = facts_.latest_nat();
    if (latest && latest->result == NatResult::positive) {
      add(policy_.positive_nat, PositiveSample{latest->sampled});
    }
  }

  void condition() {
    const bool fever = facts_.temp_c && *facts_.temp_c >= policy_.fever_c;
    if (fever || facts_.symptoms) {
      add(policy_.symptom, Unwell{policy_.fever_c, fever, facts_.symptoms});
    }
  }

  void push() {
    for (const PushRule& rule : policy_.pushes) {
      if (rule.level == facts_.national_push) add(rule.mark, Pushed{rule.level});
    }
  }

  [[nodiscard]] Window window(Day from, int length, Day end) const {
    return {from, length, static_cast<int>((end - today_).count()), end};
  }

  void add(const Mark& mark, Cause cause, std::optional<Instant> end = std::nullopt) {
    found_.push_back({mark.colour, {mark.reason, std::move(cause)}, end});
  }

  const Policy& policy_;
  const Facts& facts_;
  Instant now_;
  Day today_;
  std::vector<Finding> found_;
};

Colour worst_of(const Policy& policy, const std::vector<Finding>& findings) {
  Colour worst = policy.severity.front();
  for (const Finding& finding : findings) {
    if (policy.rank(finding.colour) > policy.rank(worst)) worst = finding.colour;
  }
  return worst;
}

std::optional<Instant> next_end(const std::vector<Finding>& findings) {
  std::optional<Instant> next;
  for (const Finding& finding : findings) {
    if (finding.end && (!next || *finding.end < *next)) next = finding.end;
  }
  return next;
}

// Walks from one end of a finding to the next until the colour is another one. Every step leaves at
// least one phase or stay behind for good, so it ends.
std::optional<Instant> change_of_colour(const Policy& policy, const Facts& known,
                                        std::vector<Finding> findings) {
  const Colour colour = worst_of(policy, findings);
  while (const auto next = next_end(findings)) {
    findings = Assessor(policy, known, *next).findings();
    if (worst_of(policy, findings) != colour) return next;
  }
  return std::nullopt;
}

// Of several findings with one code, the one that lasts longest speaks: open ends first.
bool lasts_longer(const Finding& a, const Finding& b) {
  if (!a.end || !b.end) return !a.end && b.end;
  return *a.end > *b.end;
}

std::vector<Reason> reasons_of(Colour colour, std::vector<Finding> findings) {
  std::erase_if(findings, [&](const Finding& finding) { return finding.colour != colour; });
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    if (a.reason.code != b.reason.code) return a.reason.code < b.reason.code;
    return lasts_longer(a, b);
  });
  std::vector<Reason> reasons;
  for (Finding& finding : findings) {
    if (!reasons.empty() && reasons.back().code == finding.reason.code) continue;
    reasons.push_back(std::move(finding.reason));
  }
  return reasons;
}

bool has_unknown(const Policy& policy, const Facts& facts) {
  return std::any_of(facts.events.begin(), facts.events.end(),
                     [&](const Event& event) { return !policy.knows_event(event.type); }) ||
         std::any_of(facts.visits.begin(), facts.visits.end(),
                     [&](const Visit& visit) { return !policy.knows_level(visit.level); }) ||
         (!facts.national_push.empty() && !policy.knows_level(facts.national_push));
}

int longest_area_window(const Policy& policy) {
  int longest = 0;
  for (const AreaRule& rule : policy.areas) longest = std::max(longest, rule.days);
  return longest;
}

State state_of(Colour colour) {
  switch (colour) {
    case Colour::green:
      return State::green;
    case Colour::yellow:
      return State::yellow;
    case Colour::red:
      return State::red;
  }
  return State::unknown;
}

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::green:
      return "GREEN";
    case State::yellow:
      return "YELLOW";
    case State::red:
      return "RED";
    case State::unknown:
      return "UNKNOWN";
    case State::expired:
      return "EXPIRED";
    case State::not_found:
      return "NOT_FOUND";
  }
  return "";
}

std::optional<Colour> colour_of(State state) {
  switch (state) {
    case State::green:
      return Colour::green;
    case State::yellow:
      return Colour::yellow;
    case State::red:
      return Colour::red;
    case State::unknown:
    case State::expired:
    case State::not_found:
      return std::nullopt;
  }
  return std::nullopt;
}

Status assign(const Policy& policy, const Facts& facts, Instant now) {
  if (!facts.registered) return {State::not_found, {{"N_NO_RECORD", NoRecord{}}}, std::nullopt};
  if (facts.data_delayed) {
    return {State::unknown, {{"U_UPSTREAM_DELAYED", UpstreamDelayed{}}}, std::nullopt};
  }
  const Facts known = facts.known_at(now);
  if (has_unknown(policy, known)) {
    return {State::unknown, {{"U_UNKNOWN_FACT", UnknownFact{}}}, std::nullopt};
  }
  const auto findings = Assessor(policy, known, now).findings();
  const Colour worst = worst_of(policy, findings);
  Status status;
  status.state = state_of(worst);
  status.reasons = reasons_of(worst, findings);
  if (status.reasons.empty()) {
    status.reasons.push_back({"G_NO_ABNORMAL", NothingFound{longest_area_window(policy)}});
  }
  status.until = change_of_colour(policy, known, findings);
  return status;
}

std::optional<Instant> next_look(const Facts& facts, const Status& status, Instant now) {
  // Neither hangs on a date.
  if (!facts.registered || facts.data_delayed) return std::nullopt;
  const auto next = facts.next_after(now);
  if (!status.until || (next && *next < *status.until)) return next;
  return status.until;
}

}  // namespace service
