// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how many certificates a second are judged in full, from the QR's text to what it says.
// usage: verify_time CORPUS     by turns, for tests/budget/turns.cc
#include <cstdio>
#include <cstdlib>

#include "printing/hcert/hcert.h"
#include "tests/budget/corpus.h"
#include "tests/budget/turn.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const budget::Corpus corpus = budget::read_corpus(argv[1]);
  return budget::answer_turns([&corpus] {
    bool good = true;
    const double time = budget::time_of([&] {
      for (const std::string& text : corpus.texts) {
        const auto result = printing::verify(text, corpus.trust, budget::kNow);
        good = good && result.verdict == printing::Verdict::ok;
      }
    });
    if (!good) {
      std::fputs("verify_time: a certificate was refused\n", stderr);
      std::exit(1);
    }
    return budget::Answer{static_cast<double>(corpus.texts.size()) / time * 1000, 0};
  });
}
