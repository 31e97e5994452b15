// SPDX-License-Identifier: GPL-3.0-or-later
// A storm of malformed answers is weathered by several processes at once: what kills one of them is
// seen, and its tally is what it writes before it ends. One thread calls.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace storm {

struct Tally {
  std::uint64_t malformed = 0;  // answers, as the far end counts them
  std::uint64_t calls = 0;      // looks, or commands
  std::uint64_t openings = 0;
  std::uint64_t good = 0;  // good cards laid down after a storm
  std::uint64_t seen = 0;  // and recognised
  std::chrono::nanoseconds longest_call{0};
  std::chrono::nanoseconds longest_opening{0};

  void operator+=(const Tally& other);
};

struct Outcome {
  Tally tally;
  std::vector<std::string> deaths;  // how workers ended that did not end well
};

// Runs `work` in as many processes, each with a number of its own, and waits for them; one that
// takes longer than `limit` is killed and counts as dead.
[[nodiscard]] Outcome run(int workers, std::chrono::seconds limit,
                          const std::function<Tally(int worker)>& work);

// One line: what was malformed, how many `calls` that took, and what came of it.
void print(const char* what, const char* calls, const Tally& tally);

// How many answers of a protocol are malformed: MALFORMED_FRAMES of the environment, or 100,000; a
// tenth of that under a sanitizer.
[[nodiscard]] std::uint64_t frames_wanted();

}  // namespace storm
