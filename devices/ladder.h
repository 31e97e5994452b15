// SPDX-License-Identifier: GPL-3.0-or-later
// Which source is asked when: own province, then the next, each with its breaker and the time
// before which it asked not to be asked again, all with one budget for retries. It decides and
// sends nothing; the client and the load simulation both drive it. Pure: time and chance are handed
// in. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

#include "devices/circuit_breaker.h"
#include "devices/retry_plan.h"
#include "kiosk/visit/health_code.h"

namespace devices {

struct LadderSettings {
  BreakerSettings breaker;
  RetrySettings retry;
  std::chrono::milliseconds all{8000};              // a question, over all sources
  std::chrono::milliseconds longest_hold{120'000};  // a source cannot silence a kiosk for longer
  // An idle kiosk looks whether anybody is there this long after its last contact, drawn anew each
  // time.
  std::chrono::milliseconds look_from{30'000};
  std::chrono::milliseconds look_to{90'000};
};

class Ladder {
 public:
  using Time = std::chrono::milliseconds;  // since any start; never goes back

  struct Send {
    std::size_t source;
    Time until;  // an answer after this is none
  };
  struct Wait {
    std::size_t source;
    Time until;
    bool asked;  // the source said so, it is not our own jitter
  };
  struct End {};
  using Step = std::variant<Send, Wait, End>;

  // One question's way up. Lives no longer than its ladder; after Send, exactly one of answered(),
  // failed() and call_back().
  class Climb {
   public:
    [[nodiscard]] Step next(Time now);
    void answered();
    void failed(Time now, visit::QueryTrouble trouble, std::optional<Time> retry_after);
    // The question is no longer wanted. May be called at any point.
    void call_back();
    // After answered(): this source does not know, so ask the next.
    void ask_next() { leave_rung(); }
    // Why nobody answered, once next() says End.
    [[nodiscard]] visit::QueryTrouble trouble() const { return trouble_; }

   private:
    friend class Ladder;
    struct Way {
      std::size_t first;
      std::size_t last;  // one past
      bool patient;      // waits and tries again; a look does neither
    };
    Climb(Ladder& ladder, Way way, Time now);
    [[nodiscard]] bool enter_rung(Time now);
    void leave_rung();

    Ladder& ladder_;
    Time end_;
    std::size_t rung_;
    std::size_t last_;
    bool patient_;
    bool was_well_ = false;  // the source had not failed just before this question
    bool sent_ = false;
    std::optional<RetryPlan> plan_;  // of the rung stood upon
    std::optional<Wait> wait_;
    visit::QueryTrouble trouble_ = visit::QueryTrouble::unreachable;
  };

  Ladder(std::size_t sources, LadderSettings settings, Chance chance);
  Ladder(const Ladder&) = delete;
  Ladder& operator=(const Ladder&) = delete;

  [[nodiscard]] Climb ask(Time now);
  // Only this source: it signs what it said.
  [[nodiscard]] Climb ask_only(Time now, std::size_t source);
  // Is anybody there? One try a source, no waits, until one answers. For a source whose breaker is
  // half-open this is the probe.
  [[nodiscard]] Climb look(Time now);
  // When an idle kiosk looks, if its last contact was now.
  [[nodiscard]] Time next_look(Time now) const;

  // Whether another source may know better: all troubles but those about the card.
  [[nodiscard]] static bool may_ask_next(visit::QueryTrouble trouble);
  // Whether the source itself is ill or shuts us out, so that the next person would fare no better;
  // what is wrong with one answer or one card says nothing of the kind.
  [[nodiscard]] static bool is_ill(visit::QueryTrouble trouble);

 private:
  struct Rung {
    CircuitBreaker breaker;
    Time not_before{0};
    visit::QueryTrouble last_trouble = visit::QueryTrouble::unreachable;
  };

  LadderSettings settings_;
  Chance chance_;
  RetryBudget budget_;  // one for all sources: an outage of them all costs one retry, not one each
  std::vector<Rung> rungs_;
};

}  // namespace devices
