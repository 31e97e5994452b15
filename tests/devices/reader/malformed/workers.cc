// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/reader/malformed/workers.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace storm {

namespace {

struct Worker {
  pid_t process = 0;
  int tally = -1;  // the pipe it writes to
};

Worker start(int number, const std::function<Tally(int)>& work) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  std::fflush(nullptr);
  const pid_t process = ::fork();
  if (process < 0) std::abort();
  if (process > 0) {
    ::close(ends[1]);
    return {process, ends[0]};
  }
  ::close(ends[0]);
  // The test program's own handlers would report on a copy of its tests.
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGTERM}) ::signal(signal, SIG_DFL);
  const Tally tally = work(number);
  const bool told = ::write(ends[1], &tally, sizeof tally) == sizeof tally;
  ::_exit(told ? 0 : 1);
}

}  // namespace

void Tally::operator+=(const Tally& other) {
  malformed += other.malformed;
  calls += other.calls;
  openings += other.openings;
  good += other.good;
  seen += other.seen;
  longest_call = std::max(longest_call, other.longest_call);
  longest_opening = std::max(longest_opening, other.longest_opening);
}

Outcome run(int workers, std::chrono::seconds limit, const std::function<Tally(int)>& work) {
  std::vector<Worker> all;
  for (int number = 0; number < workers; ++number) all.push_back(start(number, work));
  Outcome outcome;
  const auto end = std::chrono::steady_clock::now() + limit;
  for (const Worker& worker : all) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd entry{worker.tally, POLLIN, 0};
    const bool ended = ::poll(&entry, 1, std::max(0, static_cast<int>(left.count()))) > 0;
    if (!ended) ::kill(worker.process, SIGKILL);
    Tally tally;
    const bool told = ended && ::read(worker.tally, &tally, sizeof tally) == sizeof tally;
    ::close(worker.tally);
    int status = 0;
    ::waitpid(worker.process, &status, 0);
    if (told) outcome.tally += tally;
    if (!ended) {
      outcome.deaths.push_back("stuck");
    } else if (WIFSIGNALED(status)) {
      outcome.deaths.push_back("signal " + std::to_string(WTERMSIG(status)));
    } else if (!told || WEXITSTATUS(status) != 0) {
      outcome.deaths.push_back("exit " + std::to_string(WEXITSTATUS(status)));
    }
  }
  return outcome;
}

void print(const char* what, const char* calls, const Tally& tally) {
  const auto ms = [](std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
  };
  std::printf("%s: %" PRIu64 " malformed answers in %" PRIu64 " %s", what, tally.malformed,
              tally.calls, calls);
  if (tally.openings > 0) {
    std::printf(" (longest %.0f ms) and %" PRIu64 " openings (longest %.0f ms)",
                ms(tally.longest_call), tally.openings, ms(tally.longest_opening));
  }
  std::printf("; %" PRIu64 " of %" PRIu64 " good cards after them\n", tally.seen, tally.good);
}

std::uint64_t frames_wanted() {
#ifdef KIOSK_SANITIZED
  constexpr std::uint64_t kOtherwise = 10'000;
#else
  constexpr std::uint64_t kOtherwise = 100'000;
#endif
  const char* const wanted = std::getenv("MALFORMED_FRAMES");
  return wanted == nullptr ? kOtherwise : std::strtoull(wanted, nullptr, 10);
}

}  // namespace storm
