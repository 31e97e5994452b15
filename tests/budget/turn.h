// SPDX-License-Identifier: GPL-3.0-or-later
// One side of a comparison by turns (tests/budget/turns.cc): says when it is ready, then does its
// work once for each line on standard input and answers with what it measured. One thread.
#pragma once

#include <chrono>
#include <cstdio>

namespace budget {

struct Answer {
  double value;      // milliseconds, or things a second
  std::size_t size;  // bytes made; 0 if none are
};

// work() -> Answer, until standard input ends.
template <class Work>
int answer_turns(Work work) {
  std::puts("ready");
  std::fflush(stdout);
  for (int c = 0; (c = std::getchar()) != EOF;) {
    if (c != '\n') continue;
    const Answer answer = work();
    std::printf("%.4f %zu\n", answer.value, answer.size);
    std::fflush(stdout);
  }
  return 0;
}

// Milliseconds that work() takes.
template <class Work>
double time_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace budget
