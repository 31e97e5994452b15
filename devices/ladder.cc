// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/ladder.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "kiosk/visit/remedy.h"

namespace devices {

using visit::QueryTrouble;

bool Ladder::may_ask_next(QueryTrouble trouble) {
  return visit::remedy(trouble) != visit::Remedy::reread;
}

bool Ladder::is_ill(QueryTrouble trouble) {
  switch (trouble) {
    case QueryTrouble::busy:
    case QueryTrouble::silent:
    case QueryTrouble::unreachable:
    case QueryTrouble::untrusted:
    case QueryTrouble::redirected:
    case QueryTrouble::refused:
    case QueryTrouble::clock_differs:
      return true;
    case QueryTrouble::truncated:
    case QueryTrouble::malformed:
    case QueryTrouble::oversized:
    case QueryTrouble::unknown_word:
    case QueryTrouble::number_rejected:
    case QueryTrouble::name_mismatch:
    case QueryTrouble::delegation_over:
      return false;
  }
  return false;
}

Ladder::Ladder(std::size_t sources, LadderSettings settings, Chance chance)
    : settings_(settings),
      chance_(std::move(chance)),
      budget_(settings.retry.earned, settings.retry.most) {
  assert(sources > 0 && settings_.look_from <= settings_.look_to);
  for (std::size_t i = 0; i < sources; ++i) {
    rungs_.push_back({CircuitBreaker(settings_.breaker, [this] { return chance_(); })});
  }
}

Ladder::Climb Ladder::ask(Time now) { return Climb(*this, {0, rungs_.size(), true}, now); }

Ladder::Climb Ladder::ask_only(Time now, std::size_t source) {
  assert(source < rungs_.size());
  return Climb(*this, {source, source + 1, true}, now);
}

Ladder::Climb Ladder::look(Time now) { return Climb(*this, {0, rungs_.size(), false}, now); }

Ladder::Time Ladder::next_look(Time now) const {
  const std::chrono::duration<double, std::milli> spread = settings_.look_to - settings_.look_from;
  Time at = now + settings_.look_from + std::chrono::floor<Time>(spread * chance_());
  // With every breaker open there is nobody to look at before the first may be probed.
  std::optional<Time> first_probe;
  for (const Rung& rung : rungs_) {
    const auto from = rung.breaker.probe_from();
    if (!from) return at;
    first_probe = std::min(first_probe.value_or(*from), *from);
  }
  return std::max(at, *first_probe);
}

Ladder::Climb::Climb(Ladder& ladder, Way way, Time now)
    : ladder_(ladder),
      end_(now + ladder.settings_.all),
      rung_(way.first),
      last_(way.last),
      patient_(way.patient) {}

Ladder::Step Ladder::Climb::next(Time now) {
  assert(!sent_);
  while (rung_ < last_) {
    if (!plan_ && !enter_rung(now)) {
      leave_rung();
      continue;
    }
    if (wait_ && now < wait_->until) return *wait_;
    wait_.reset();
    if (!plan_->fits(now) || !ladder_.rungs_[rung_].breaker.let_pass(now)) {
      trouble_ = ladder_.rungs_[rung_].last_trouble;
      leave_rung();
      continue;
    }
    sent_ = true;
    return Send{rung_, plan_->end()};
  }
  return End{};
}

// False: nothing can be sent to this source within its time.
bool Ladder::Climb::enter_rung(Time now) {
  const Rung& rung = ladder_.rungs_[rung_];
  plan_.emplace(ladder_.settings_.retry, std::min(now + ladder_.settings_.retry.total, end_));
  was_well_ = rung.breaker.failures_in_a_row() == 0;
  const Time at = std::max(now, rung.not_before);
  const bool closed_now = rung.breaker.state(at) != CircuitBreaker::State::open;
  const bool must_wait = at > now;
  if (!closed_now || !plan_->fits(at) || (must_wait && !patient_)) {
    trouble_ = rung.last_trouble;
    return false;
  }
  if (must_wait) wait_ = Wait{rung_, at, true};
  return true;
}

void Ladder::Climb::leave_rung() {
  ++rung_;
  plan_.reset();
  wait_.reset();
}

void Ladder::Climb::answered() {
  assert(sent_);
  sent_ = false;
  ladder_.rungs_[rung_].breaker.succeeded();
  if (patient_) ladder_.budget_.earn();
}

void Ladder::Climb::failed(Time now, QueryTrouble trouble, std::optional<Time> retry_after) {
  assert(sent_);
  sent_ = false;
  trouble_ = trouble;
  Rung& rung = ladder_.rungs_[rung_];
  rung.last_trouble = trouble;
  if (retry_after) {
    const Time held = std::clamp(*retry_after, Time{0}, ladder_.settings_.longest_hold);
    rung.not_before = std::max(rung.not_before, now + held);
  }
  if (is_ill(trouble)) {
    rung.breaker.failed(now);
  } else {
    rung.breaker.succeeded();
  }
  if (!may_ask_next(trouble)) {
    rung_ = last_;
    return;
  }
  // A second try is for a hiccup. A source that had failed before this question has none.
  if (patient_ && was_well_) {
    if (const auto at = plan_->next(now, trouble, retry_after, ladder_.budget_, ladder_.chance_)) {
      wait_ = Wait{rung_, *at, retry_after.has_value()};
      return;
    }
  }
  leave_rung();
}

void Ladder::Climb::call_back() {
  if (std::exchange(sent_, false)) ladder_.rungs_[rung_].breaker.called_back();
  rung_ = last_;
}

}  // namespace devices
