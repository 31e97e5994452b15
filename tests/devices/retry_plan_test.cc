// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/retry_plan.h"

#include <catch2/catch.hpp>

namespace devices {

using namespace std::chrono_literals;
using visit::QueryTrouble;

namespace {

Chance always(double number) {
  return [number] { return number; };
}

// The second try of a source whose total ends at 3 s, after a first one that failed at `now`.
std::optional<RetryPlan::Time> second(RetryPlan::Time now, QueryTrouble trouble,
                                      std::optional<RetryPlan::Time> retry_after,
                                      double number = 0.5) {
  RetryBudget budget(0.1, 1.0);
  RetryPlan plan({}, 3s);
  return plan.next(now, trouble, retry_after, budget, always(number));
}

}  // namespace

TEST_CASE("a second try comes after a random part of the jitter, and there is no third") {
  RetryBudget budget(1.0, 10.0);
  RetryPlan plan({}, 3s);
  CHECK(plan.next(100ms, QueryTrouble::unreachable, {}, budget, always(0.5)) == 350ms);
  CHECK_FALSE(plan.next(400ms, QueryTrouble::unreachable, {}, budget, always(0.5)));
  CHECK(second(100ms, QueryTrouble::silent, {}, 0.0) == 100ms);
  CHECK(second(100ms, QueryTrouble::silent, {}, 0.999) == 599ms);
}

TEST_CASE("only what may pass by itself is tried again") {
  for (int i = 0; i <= static_cast<int>(QueryTrouble::name_mismatch); ++i) {
    const auto trouble = static_cast<QueryTrouble>(i);
    const bool passes = trouble == QueryTrouble::busy || trouble == QueryTrouble::silent ||
                        trouble == QueryTrouble::unreachable;
    CHECK(RetryPlan::may_pass(trouble) == passes);
    CHECK(second(100ms, trouble, {}).has_value() == passes);
  }
}

TEST_CASE("the wait that a source asks for is a lower bound, whatever chance says") {
  for (const double number : {0.0, 0.3, 0.999}) {
    const auto at = second(100ms, QueryTrouble::busy, 2s, number);
    REQUIRE(at);
    CHECK(*at >= 2100ms);
    CHECK(*at <= 2800ms);  // 200 ms are left for the try
  }
}

TEST_CASE("a wait that does not fit into the source's three seconds is not waited for") {
  CHECK(second(100ms, QueryTrouble::busy, 2700ms));
  CHECK_FALSE(second(100ms, QueryTrouble::busy, 2701ms));
  CHECK_FALSE(second(0ms, QueryTrouble::busy, 120s));
  CHECK_FALSE(second(2900ms, QueryTrouble::silent, {}));  // silence that took it all
}

TEST_CASE("a negative wait is none") {
  CHECK(second(100ms, QueryTrouble::busy, -5s, 0.0) == 100ms);
}

TEST_CASE("ten answered questions earn one retry, and an outage earns none") {
  RetryBudget budget(0.1, 1.0);
  CHECK(budget.spend());  // it begins full
  CHECK_FALSE(budget.spend());
  for (int i = 0; i < 9; ++i) budget.earn();
  CHECK_FALSE(budget.spend());
  budget.earn();
  CHECK(budget.spend());
  for (int i = 0; i < 1000; ++i) budget.earn();  // a good month saves nothing up
  CHECK(budget.spend());
  CHECK_FALSE(budget.spend());
}

TEST_CASE("the budget is not spent on a try that is not made") {
  RetryBudget budget(0.1, 1.0);
  RetryPlan plan({}, 3s);
  CHECK_FALSE(plan.next(0s, QueryTrouble::busy, 10s, budget, always(0)));
  CHECK_FALSE(RetryPlan({}, 3s).next(0s, QueryTrouble::malformed, {}, budget, always(0)));
  CHECK(budget.spend());
}

}  // namespace devices
