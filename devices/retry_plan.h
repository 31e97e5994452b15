// SPDX-License-Identifier: GPL-3.0-or-later
// Whether, and when, a source that failed a question is tried once more: within the source's total,
// not before it asked for, and only while the kiosk's budget for retries lasts. Pure: time and
// chance are handed in. One thread.
#pragma once

#include <chrono>
#include <optional>

#include "devices/chance.h"
#include "kiosk/visit/health_code.h"

namespace devices {

struct RetrySettings {
  int tries = 2;                          // a question at one source
  std::chrono::milliseconds total{3000};  // of them all, waits included
  std::chrono::milliseconds jitter{500};  // a second try waits a random part of this
  std::chrono::milliseconds least{200};   // a try that has less than this left is not made
  double earned = 0.1;                    // what an answered question adds to the budget
  double most = 1.0;                      // what the budget holds; it begins full
};

// How many retries a kiosk may add to a source's load: in the long run a tenth of its questions. In
// an outage nothing is earned, so a kiosk adds one request and then no more.
class RetryBudget {
 public:
  RetryBudget(double earned, double most) : earned_(earned), most_(most), left_(most) {}
  void earn();
  [[nodiscard]] bool spend();  // false: nothing left for a retry

 private:
  double earned_;
  double most_;
  double left_;
};

// One question's tries at one source.
class RetryPlan {
 public:
  using Time = std::chrono::milliseconds;

  // `end`: when the source's total, or the question's, is used up.
  RetryPlan(const RetrySettings& settings, Time end) : settings_(settings), end_(end) {}

  [[nodiscard]] Time end() const { return end_; }
  // Whether a try that leaves at `at` has time enough to be worth a request.
  [[nodiscard]] bool fits(Time at) const { return at + settings_.least <= end_; }

  // After a try that failed at `now`: when the next may leave; none: it must not. `retry_after` is
  // the wait that the source asked for.
  [[nodiscard]] std::optional<Time> next(Time now, visit::QueryTrouble trouble,
                                         std::optional<Time> retry_after, RetryBudget& budget,
                                         const Chance& chance);

  // What may pass by itself: 429, 500, 502, 503, 504, a line that does not come about, silence.
  [[nodiscard]] static bool may_pass(visit::QueryTrouble trouble);

 private:
  RetrySettings settings_;
  Time end_;
  int tried_ = 0;
};

}  // namespace devices
