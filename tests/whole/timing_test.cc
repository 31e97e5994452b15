// SPDX-License-Identifier: GPL-3.0-or-later
// How long a visit takes, printed beside the time of the emulated wire alone. It decides nothing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>

#include "tests/whole/stage.h"

namespace whole {

using Clock = std::chrono::steady_clock;

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

TEST_CASE("twenty visits in a row, and how long they took") {
  constexpr int kVisits = 20;
  Stage stage;
  std::vector<double> to_name;
  std::vector<double> to_verdict;
  std::vector<double> to_paper;
  for (int i = 0; i < kVisits; ++i) {
    stage.play(
        "expect welcome\nexpect text \"device card_reader works\"\nexpect text \"device printer "
        "works\"\n"
        "press check_code\nexpect consent\npress agree\nexpect lay-card\n");
    auto start = Clock::now();
    stage.play("card lay wang\nwait confirm\n");
    to_name.push_back(ms_since(start));
    stage.play("press its_me\n");
    start = Clock::now();
    stage.play("wait verdict-green\n");
    to_verdict.push_back(ms_since(start));
    stage.play("press print\n");
    start = Clock::now();
    stage.play("wait take 30\n");
    to_paper.push_back(ms_since(start));
    stage.play("card lift\npress have_all\nexpect welcome\n");
  }
  CHECK(stage.bench().sheets().size() == kVisits);
  // The wire's own time, computed: 1,359 bytes at 86.8 us, find and select 30 ms each, the card's
  // own 350 ms.
  constexpr double kWire = 1359 * 0.0868 + 2 * 30 + 350;
  std::printf(
      "medians of %d visits: card laid -> name %.0f ms (the emulated wire alone %.0f) + confirmed "
      "-> verdict %.0f ms"
      " = card laid -> verdict %.0f ms; print pressed -> printer done %.0f ms\n",
      kVisits, median(to_name), kWire, median(to_verdict), median(to_name) + median(to_verdict),
      median(to_paper));
}

}  // namespace whole
