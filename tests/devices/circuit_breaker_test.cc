// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/circuit_breaker.h"

#include <catch2/catch.hpp>

namespace devices {

using namespace std::chrono_literals;
using State = CircuitBreaker::State;

namespace {

Chance always(double number) {
  return [number] { return number; };
}

void fail(CircuitBreaker& breaker, int times, CircuitBreaker::Time now) {
  for (int i = 0; i < times; ++i) {
    REQUIRE(breaker.let_pass(now));
    breaker.failed(now);
  }
}

}  // namespace

TEST_CASE("four failures leave the breaker closed, the fifth in a row opens it") {
  CircuitBreaker breaker({}, always(0));
  fail(breaker, 4, 1s);
  CHECK(breaker.state(1s) == State::closed);
  CHECK(breaker.failures_in_a_row() == 4);
  fail(breaker, 1, 1s);
  CHECK(breaker.state(1s) == State::open);
  CHECK_FALSE(breaker.let_pass(1s));
}

TEST_CASE("one success in between begins the count anew") {
  CircuitBreaker breaker({}, always(0));
  fail(breaker, 4, 1s);
  breaker.succeeded();
  fail(breaker, 4, 2s);
  CHECK(breaker.state(2s) == State::closed);
}

TEST_CASE("it stays open for 15 seconds at least and 45 at most, as chance has it") {
  for (const auto& [number, pause] :
       {std::pair{0.0, 15'000ms}, {0.5, 30'000ms}, {0.9999999, 44'999ms}}) {
    CircuitBreaker breaker({}, always(number));
    fail(breaker, 5, 100s);
    CHECK(breaker.probe_from() == 100s + pause);
    CHECK(breaker.state(100s + pause - 1ms) == State::open);
    CHECK(breaker.state(100s + pause) == State::half_open);
  }
}

TEST_CASE("half-open, one probe passes and the others do not; its success closes") {
  CircuitBreaker breaker({}, always(0));
  fail(breaker, 5, 0s);
  CHECK(breaker.let_pass(15s));
  CHECK_FALSE(breaker.let_pass(15s));
  CHECK_FALSE(breaker.let_pass(20s));
  breaker.succeeded();
  CHECK(breaker.state(20s) == State::closed);
  CHECK(breaker.let_pass(20s));
  CHECK(breaker.let_pass(20s));
}

TEST_CASE("a probe that fails opens it again at once, for a pause of its own") {
  double next = 0.0;
  CircuitBreaker breaker({}, [&next] { return next; });
  fail(breaker, 5, 0s);
  next = 0.5;
  CHECK(breaker.let_pass(15s));
  breaker.failed(18s);
  CHECK(breaker.state(18s) == State::open);
  CHECK(breaker.probe_from() == 48s);
  CHECK(breaker.let_pass(48s));
}

TEST_CASE("a probe that is called back leaves the place to another") {
  CircuitBreaker breaker({}, always(0));
  fail(breaker, 5, 0s);
  CHECK(breaker.let_pass(15s));
  breaker.called_back();
  CHECK(breaker.state(15s) == State::half_open);
  CHECK(breaker.let_pass(15s));
}

TEST_CASE("a straggler's failure neither lengthens the pause nor decides for the probe") {
  CircuitBreaker breaker({}, always(0));
  fail(breaker, 5, 0s);
  breaker.failed(14s);
  CHECK(breaker.probe_from() == 15s);
  breaker.failed(16s);  // half-open, but nobody has been sent ahead yet
  CHECK(breaker.state(16s) == State::half_open);
}

}  // namespace devices
