// SPDX-License-Identifier: GPL-3.0-or-later
// Compares kiosks as somebody in front of them sees them, by turns, so that a busy moment of the
// machine meets all of them alike. Prints; decides nothing.
// usage: screen_observer STARTS SITTINGS PRESSES (DISPLAY NAME PROGRAM ARGUMENT… --)…
//   start    from just before fork until the first page stands on the glass; a new process each
//            time, the first round thrown away, the order moved on by one each round
//   sitting  a start; after 5 s what all processes hold, then how long they compute in 10 s with
//            nobody there; then PRESSES presses there and back, each from the finger's touch to
//            the pressed look, and from its lifting to the next page
// A program that is not there is named as missing; one that never shows the page as not seen.
// "{new}" in an argument stands for an empty folder. The last column compares with the first
// program: the median of the ratios of the same round.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "tests/budget/screen_glass.h"
#include "tests/budget/screen_processes.h"

namespace {

using namespace budget;
using namespace std::chrono_literals;

constexpr auto kLook = 500us;
constexpr auto kStartAtMost = 15s, kPageAtMost = 3s;
constexpr auto kSettled = 5s, kIdle = 10s;
// How long a finger rests, and how long a person looks at a page before the next press: longer than
// the kiosk's guard and its filter of double strikes.
constexpr auto kFinger = 80ms, kReads = 700ms;

struct Candidate {
  const Glass* glass = nullptr;
  std::string name;
  std::vector<std::string> command;
  std::string trouble;  // why there are no figures
  std::vector<double> starts, first_presses, presses, pressed_looks, memory, idle, idle_first;
  std::size_t processes = 0;
};

double ms(Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

bool can_run(const std::string& program) {
  if (program.find('/') != program.npos) return access(program.c_str(), X_OK) == 0;
  const char* const path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  for (std::size_t end = 0; !rest.empty(); rest.erase(0, end + 1)) {
    end = std::min(rest.find(':'), rest.size() - 1);
    std::string place = rest.substr(0, end + 1);
    if (place.back() == ':') place.pop_back();
    if (access((place + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// What of its command must be found; the last word after `env` and its assignments.
std::string program_of(const std::vector<std::string>& command) {
  std::size_t at = 0;
  if (command[0] == "env") {
    for (++at; at + 1 < command.size() && command[at].find('=') != std::string::npos;) ++at;
  }
  return command[at];
}

std::string not_seen(const Candidate& candidate, const Landmarks& page) {
  return "the page was not seen: no " + candidate.glass->missing(page);
}

// Starts it and waits for its first page; empty if that does not come.
std::optional<double> start(const Candidate& candidate, std::optional<Processes>& running) {
  candidate.glass->move({kGlassWidth - 1, kGlassHeight / 8});
  if (!candidate.glass->clear(kWelcome)) return std::nullopt;
  running.emplace(candidate.command, candidate.glass->name());
  const auto seen = candidate.glass->wait_for(kWelcome, kLook, kStartAtMost);
  if (!seen) return std::nullopt;
  return ms(*seen - running->began());
}

// One press from the page that stands there to the next; false if it does not come.
bool press(Candidate& candidate, Place place, const Landmarks& next, bool first) {
  const Glass& glass = *candidate.glass;
  std::this_thread::sleep_for(kReads);
  glass.move(place);
  std::this_thread::sleep_for(kFinger);
  const bool with_look = place.y == kFirstChoice.y;
  const Pixel before = glass.at(kFaceTop);
  const auto down = glass.press(true);
  if (with_look) {
    if (const auto look = glass.wait_for_change(kFaceTop, before, kLook, kFinger))
      candidate.pressed_looks.push_back(ms(*look - down));
  }
  std::this_thread::sleep_until(down + kFinger);
  const auto up = glass.press(false);
  const auto seen = glass.wait_for(next, kLook, kPageAtMost);
  if (!seen) return false;
  (first ? candidate.first_presses : candidate.presses).push_back(ms(*seen - up));
  return true;
}

void sit(Candidate& candidate, int presses) {
  std::optional<Processes> running;
  if (!start(candidate, running)) {
    candidate.trouble = not_seen(candidate, kWelcome);
    return;
  }
  std::this_thread::sleep_for(kSettled);
  if (const auto memory = running->memory()) {
    candidate.memory.push_back(memory->megabytes);
    candidate.processes = memory->processes;
  }
  const auto computed = running->computed();
  const auto by_first = running->computed_by_first_thread();
  std::this_thread::sleep_for(kIdle);
  candidate.idle.push_back(100 * ms(running->computed() - computed) / ms(kIdle));
  candidate.idle_first.push_back(100 * ms(running->computed_by_first_thread() - by_first) /
                                 ms(kIdle));
  for (int i = 0; i < presses; ++i) {
    if (!press(candidate, kFirstChoice, kConsent, i == 0)) {
      candidate.trouble = not_seen(candidate, kConsent);
      return;
    }
    if (!press(candidate, kBack, kWelcome, false)) {
      candidate.trouble = not_seen(candidate, kWelcome);
      return;
    }
  }
}

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(part * static_cast<double>(values.size()) + 0.999'999);
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

using Figures = std::vector<double> Candidate::*;

// Of the same round, where both have one for each.
double ratio(const Candidate& one, const Candidate& first, Figures figures) {
  const auto& a = one.*figures;
  const auto& b = first.*figures;
  if (a.size() != b.size()) return quantile(a, 0.5) / quantile(b, 0.5);
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(a[i] / b[i]);
  return quantile(ratios, 0.5);
}

void print(const std::vector<Candidate>& all, const char* what, Figures figures,
           const char* promised) {
  std::printf("%s\n", what);
  for (const Candidate& one : all) {
    const auto& values = one.*figures;
    if (values.empty()) {
      std::printf("  %-34s not measured: %s\n", one.name.c_str(),
                  one.trouble.empty() ? "the kernel does not tell" : one.trouble.c_str());
      continue;
    }
    std::printf("  %-34s %9.3g %9.3g %9.3g %9.3g %5zu", one.name.c_str(), quantile(values, 0.5),
                quantile(values, 0.95), *std::min_element(values.begin(), values.end()),
                *std::max_element(values.begin(), values.end()), values.size());
    const auto& ours = all.front().*figures;
    const bool comparable =
        &one != &all.front() && !ours.empty() && *std::min_element(ours.begin(), ours.end()) > 0;
    if (comparable) std::printf(" %8.2f", ratio(one, all.front(), figures));
    std::printf("%s\n", one.trouble.empty() ? "" : ("   then: " + one.trouble).c_str());
  }
  std::printf("  promised: %s\n", promised);
}

std::vector<Candidate> read(int argc, char** argv, std::vector<std::unique_ptr<Glass>>& glasses) {
  std::vector<Candidate> all;
  for (int i = 4; i + 2 < argc;) {
    Candidate one;
    const std::string display = argv[i++];
    one.name = argv[i++];
    for (; i < argc && std::strcmp(argv[i], "--") != 0; ++i) one.command.emplace_back(argv[i]);
    ++i;
    if (one.command.empty()) continue;
    const auto known = std::find_if(glasses.begin(), glasses.end(),
                                    [&](const auto& glass) { return glass->name() == display; });
    if (known != glasses.end()) {
      one.glass = known->get();
    } else if (auto glass = Glass::open(display)) {
      glasses.push_back(std::move(glass));
      one.glass = glasses.back().get();
    }
    if (!can_run(program_of(one.command))) {
      one.trouble = program_of(one.command) + " is missing";
    } else if (one.glass == nullptr) {
      one.trouble = "no display of 1080x1920 with XTest at \"" + display + "\"";
    }
    all.push_back(std::move(one));
  }
  return all;
}

template <typename Turn>
void by_turns(std::vector<Candidate>& all, int rounds, Turn turn) {
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      Candidate& one = all[(k + static_cast<std::size_t>(round)) % all.size()];
      if (one.trouble.empty()) turn(one, round);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  const int starts = std::atoi(argv[1]), sittings = std::atoi(argv[2]),
            presses = std::atoi(argv[3]);
  std::vector<std::unique_ptr<Glass>> glasses;
  std::vector<Candidate> all = read(argc, argv, glasses);
  by_turns(all, starts > 0 ? starts + 1 : 0, [](Candidate& one, int round) {
    std::optional<Processes> running;
    const auto taken = start(one, running);
    if (!taken) one.trouble = not_seen(one, kWelcome);
    if (taken && round > 0) one.starts.push_back(*taken);
  });
  by_turns(all, sittings, [presses](Candidate& one, int) { sit(one, presses); });

  std::printf("%-36s %9s %9s %9s %9s %5s %8s\n", "", "median", "p95", "least", "most", "n",
              "ratio");
  if (starts > 0) {
    print(all, "process start to welcome on the glass, ms", &Candidate::starts,
          "120 ms; at least 3 times as fast as Chromium, 2 times as cog");
  }
  if (sittings > 0) {
    print(all, "memory of all processes after 5 s, PSS, MB", &Candidate::memory,
          "115 MB; at most a third of Chromium's");
    print(all, "idle for 10 s, % of one core", &Candidate::idle,
          "0.05 %; ours asks two card readers, a scanner and a printer meanwhile");
    print(all, "the same, first thread: the one that draws in ours", &Candidate::idle_first,
          "0.05 %");
  }
  if (sittings > 0 && presses > 0) {
    print(all, "finger lifted to next page on the glass, ms", &Candidate::presses,
          "p50 at most Chromium's, p95 25 ms");
    print(all, "the same, first press after a start", &Candidate::first_presses, "no figure");
    print(all, "finger down to pressed look, ms", &Candidate::pressed_looks, "8 ms");
  }
  return 0;
}
