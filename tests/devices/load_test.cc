// SPDX-License-Identifier: GPL-3.0-or-later
// Two hundred kiosks, two minutes without their sources, and the minute in which these come back
// with little strength: the client's own Ladder on a simulated clock, beside clients that simply
// try three times. Seeded; the figures are printed.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <queue>
#include <random>

#include "devices/ladder.h"

namespace devices {

using namespace std::chrono_literals;
using visit::QueryTrouble;
using Time = std::chrono::milliseconds;

namespace {

constexpr std::size_t kKiosks = 200;
constexpr Time kBegin = 5min;  // of the outage
constexpr Time kEnd = kBegin + 120s;
constexpr Time kUntil = kEnd + 5min;
constexpr Time kRecovery = 120s;  // counted as such, from kEnd on
constexpr Time kVisit = 60s;  // the mean from one person's question to the next one's, in a rush
// Single seconds hold three questions or none; ten of them hold enough to be compared.
constexpr Time kBin = 10s;

enum class Outage { refuses, silent, busy };

struct Scenario {
  Outage outage;
  bool both;  // the national platform is out as well
};

// What the sources do at a moment. After the outage they carry `weak` requests a second for a
// minute, and say 503 to the rest: they come back with cold caches.
class Sources {
 public:
  Sources(Scenario scenario, double weak) : scenario_(scenario), weak_(weak) {}

  struct Reply {
    std::optional<QueryTrouble> trouble;  // none: answered
    std::optional<Time> retry_after;
    Time takes;
  };
  Reply reply(std::size_t source, Time now, Time until) {
    const bool hit = source == 0 || scenario_.both;
    if (hit && now >= kBegin && now < kEnd) {
      switch (scenario_.outage) {
        case Outage::refuses:
          return {QueryTrouble::unreachable, {}, 5ms};
        case Outage::silent:
          return {QueryTrouble::silent, {}, until - now};
        case Outage::busy:
          return {QueryTrouble::busy, 2s, 20ms};
      }
    }
    if (hit && now >= kEnd && now < kEnd + 60s) {
      const auto second = std::pair(source, now / 1s);
      if (static_cast<double>(++carried_[second]) > weak_) return {QueryTrouble::busy, 2s, 20ms};
    }
    return {{}, {}, 30ms};
  }

 private:
  Scenario scenario_;
  double weak_;
  std::map<std::pair<std::size_t, std::int64_t>, int> carried_;
};

struct Figures {
  int questions = 0;
  int answered = 0;
  int requests = 0;  // of questions, to any source
  int looks = 0;     // requests of idle looks
  int questions_in_outage = 0;
  int own_in_outage = 0;  // requests of questions to the own province meanwhile
  std::vector<int> own_bins = std::vector<int>(static_cast<std::size_t>(kUntil / kBin) + 1);

  // The next source's request counts as one more: it is a request that somebody has to carry.
  [[nodiscard]] double amplification() const { return double(requests) / questions; }
  [[nodiscard]] double sick_source() const { return double(own_in_outage) / questions_in_outage; }
  [[nodiscard]] double looks_a_minute() const {
    return double(looks) / double(kKiosks) / (double(kUntil.count()) / 60'000.0);
  }
  // Requests a bin to the own province, looks included, on the mean before the outage.
  [[nodiscard]] double steady() const {
    int sum = 0;
    const auto first = static_cast<std::size_t>(60s / kBin);  // all kiosks look when they start
    const auto last = static_cast<std::size_t>(kBegin / kBin);
    for (std::size_t i = first; i < last; ++i) sum += own_bins[i];
    return double(sum) / double(last - first);
  }
  [[nodiscard]] double recovery_peak() const {
    const auto first = own_bins.begin() + kEnd / kBin;
    return *std::max_element(first, first + kRecovery / kBin) / steady();
  }
};

// Three tries at once a source, no breaker, no budget, no wait, nothing remembered: what most
// clients do. It answers to the same calls as a climb.
class NaiveClimb {
 public:
  NaiveClimb(Time now, bool look) : tries_(look ? 1 : 3) { end_ = now + 8s; }

  [[nodiscard]] Ladder::Step next(Time now) {
    if (source_ == 2 || now >= end_) return Ladder::End{};
    return Ladder::Send{source_, std::min(now + 1s, end_)};
  }
  void failed() {
    if (++tried_ < tries_) return;
    tried_ = 0;
    ++source_;
  }

 private:
  int tries_;
  int tried_ = 0;
  std::size_t source_ = 0;
  Time end_;
};

class Simulation {
 public:
  Simulation(Scenario scenario, bool naive, std::uint64_t seed)
      : naive_(naive), random_(seed), sources_(scenario, 3.0) {
    for (std::size_t i = 0; i < kKiosks; ++i) {
      kiosks_.push_back(std::make_unique<Kiosk>([this] { return chance(); }));
      Kiosk& kiosk = *kiosks_.back();
      at(from_zero_to(kVisit), [this, &kiosk] { person_comes(kiosk); });
      at(from_zero_to(30s), [this, &kiosk] { look_if_idle(kiosk); });
    }
  }

  Figures run() {
    while (!happenings_.empty() && happenings_.top().at < kUntil) {
      auto next = happenings_.top();
      happenings_.pop();
      now_ = next.at;
      next.what();
    }
    return figures_;
  }

 private:
  struct Kiosk {
    explicit Kiosk(Chance chance) : ladder(2, {}, std::move(chance)) {}
    Ladder ladder;
    std::optional<Ladder::Climb> climb;
    std::optional<NaiveClimb> naive;
    std::uint64_t turn = 0;  // tells a climb from the one before it
    bool asking = false;
    bool looking = false;
    int asked_by_this_person = 0;
    Time next_look{0};
  };
  struct Happening {
    Time at;
    std::uint64_t order;
    std::function<void()> what;
    bool operator<(const Happening& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };

  double chance() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }
  Time from_zero_to(Time most) {
    return std::chrono::floor<Time>(std::chrono::duration<double, std::milli>(most) * chance());
  }
  void at(Time when, std::function<void()> what) {
    happenings_.push({std::max(when, now_), ++order_, std::move(what)});
  }

  void person_comes(Kiosk& kiosk) {
    kiosk.asked_by_this_person = 0;
    ask(kiosk);
  }
  void person_goes(Kiosk& kiosk) {
    at(now_ + kVisit / 2 + from_zero_to(kVisit), [this, &kiosk] { person_comes(kiosk); });
  }
  void ask(Kiosk& kiosk) {
    if (kiosk.looking && !naive_) kiosk.climb->call_back();  // a person goes before a look
    kiosk.looking = false;
    kiosk.asking = true;
    ++kiosk.asked_by_this_person;
    ++figures_.questions;
    if (in_outage()) ++figures_.questions_in_outage;
    begin(kiosk);
  }
  void look_if_idle(Kiosk& kiosk) {
    if (now_ < kiosk.next_look || kiosk.asking) {
      at(std::max(kiosk.next_look, now_ + 1s), [this, &kiosk] { look_if_idle(kiosk); });
      return;
    }
    kiosk.looking = true;
    contact(kiosk);
    begin(kiosk);
    at(kiosk.next_look, [this, &kiosk] { look_if_idle(kiosk); });
  }
  void contact(Kiosk& kiosk) { kiosk.next_look = kiosk.ladder.next_look(now_); }

  void begin(Kiosk& kiosk) {
    if (naive_) {
      kiosk.naive.emplace(now_, kiosk.looking);
    } else {
      kiosk.climb.emplace(kiosk.looking ? kiosk.ladder.look(now_) : kiosk.ladder.ask(now_));
    }
    step(kiosk, ++kiosk.turn);
  }
  // Does what the climb says until it has to wait.
  void step(Kiosk& kiosk, std::uint64_t turn) {
    if (kiosk.turn != turn) return;
    const auto next = naive_ ? kiosk.naive->next(now_) : kiosk.climb->next(now_);
    if (const auto* wait = std::get_if<Ladder::Wait>(&next)) {
      at(wait->until, [this, &kiosk, turn] { step(kiosk, turn); });
      return;
    }
    const auto* send = std::get_if<Ladder::Send>(&next);
    if (send == nullptr) return over(kiosk, false);
    count(send->source, kiosk.looking);
    const auto reply = sources_.reply(send->source, now_, send->until);
    at(now_ + reply.takes, [this, &kiosk, turn, reply] {
      if (kiosk.turn != turn) return;
      if (!reply.trouble) {
        if (!naive_) kiosk.climb->answered();
        return over(kiosk, true);
      }
      if (naive_) {
        kiosk.naive->failed();
      } else {
        kiosk.climb->failed(now_, *reply.trouble, reply.retry_after);
      }
      step(kiosk, turn);
    });
  }
  void over(Kiosk& kiosk, bool answered) {
    contact(kiosk);
    if (std::exchange(kiosk.looking, false)) return;
    kiosk.asking = false;
    if (answered) ++figures_.answered;
    // Who got no answer tries once more now and then; the others go to the staff with a paper.
    if (!answered && kiosk.asked_by_this_person < 3 && chance() < 0.5) {
      at(now_ + 5s + from_zero_to(10s), [this, &kiosk] { ask(kiosk); });
    } else {
      person_goes(kiosk);
    }
  }
  void count(std::size_t source, bool look) {
    ++(look ? figures_.looks : figures_.requests);
    if (source != 0) return;
    ++figures_.own_bins[static_cast<std::size_t>(now_ / kBin)];
    if (in_outage() && !look) ++figures_.own_in_outage;
  }
  [[nodiscard]] bool in_outage() const { return now_ >= kBegin && now_ < kEnd; }

  bool naive_;
  std::mt19937_64 random_;
  Sources sources_;
  std::vector<std::unique_ptr<Kiosk>> kiosks_;
  std::priority_queue<Happening> happenings_;
  std::uint64_t order_ = 0;
  Time now_{0};
  Figures figures_;
};

const char* name_of(Outage outage) {
  switch (outage) {
    case Outage::refuses:
      return "refuses";
    case Outage::silent:
      return "silent ";
    case Outage::busy:
      return "busy   ";
  }
  return "";
}

Figures simulate(Scenario scenario, bool naive, std::uint64_t seed) {
  const Figures figures = Simulation(scenario, naive, seed).run();
  fmt::print(
      "{} {} {} seed {}: {} questions, {} answered, amplification {:.2f}, sick source {:.2f}, "
      "looks {:.2f}/kiosk/min, steady {:.0f} per {} s, recovery peak {:.2f}x\n",
      naive ? "naive " : "ladder", name_of(scenario.outage),
      scenario.both ? "both out" : "own out ", seed, figures.questions, figures.answered,
      figures.amplification(), figures.sick_source(), figures.looks_a_minute(), figures.steady(),
      kBin / 1s, figures.recovery_peak());
  return figures;
}

constexpr Outage kOutages[] = {Outage::refuses, Outage::silent, Outage::busy};

}  // namespace

TEST_CASE("an outage of two minutes adds less than a third to the load, and its end is no rush") {
  for (const Outage outage : kOutages) {
    for (const bool both : {false, true}) {
      for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Figures figures = simulate({outage, both}, false, seed);
        CHECK(figures.questions > 2000);
        CHECK(figures.amplification() <= 1.3);
        CHECK(figures.sick_source() <= 1.3);
        CHECK(figures.recovery_peak() <= 2.0);
        CHECK(figures.looks_a_minute() <= 1.0);
      }
    }
  }
}

TEST_CASE("three tries at once break both bounds") {
  const Figures figures = simulate({Outage::refuses, true}, true, 1);
  CHECK(figures.amplification() > 1.3);
  CHECK(figures.sick_source() > 1.3);
  CHECK(figures.recovery_peak() > 2.0);
  CHECK(simulate({Outage::refuses, false}, true, 1).amplification() > 1.3);
}

TEST_CASE("the same seed gives the same figures") {
  const Figures one = Simulation({Outage::busy, true}, false, 7).run();
  const Figures two = Simulation({Outage::busy, true}, false, 7).run();
  CHECK(one.own_bins == two.own_bins);
  CHECK(one.requests == two.requests);
}

}  // namespace devices
