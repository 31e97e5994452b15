// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of step(): one turn while it is being made, and the arrows that make it. For visit.cc
// and the *arrows files only.
#pragma once

#include <concepts>
#include <optional>
#include <utility>
#include <vector>

#include "kiosk/visit/visit.h"

namespace visit {

template <typename S>
concept WaitsForAPerson =
    std::constructible_from<state::Waiting, S&&> && !std::same_as<S, state::Waiting>;

// A press as a type, so that each arrow of the table is one function.
template <Button B>
struct Press {};

// How a page looks to whoever comes next.
[[nodiscard]] inline Look first_look(const Visit& visit) {
  Look look;
  look.language = visit.rules.language;
  look.aloud = visit.readiness.headset;
  return look;
}

// The visit without its state, and what it asks for.
class Turning {
 public:
  explicit Turning(Visit& visit) : visit_(visit) {}

  [[nodiscard]] const Rules& rules() const { return visit_.rules; }
  [[nodiscard]] Moment now() const { return visit_.now; }
  [[nodiscard]] Moment touched() const { return visit_.touched; }
  [[nodiscard]] Language language() const { return visit_.look.language; }
  [[nodiscard]] const Readiness& readiness() const { return visit_.readiness; }
  [[nodiscard]] const std::vector<std::string>& sheets_in_doubt() const {
    return visit_.sheets_in_doubt;
  }
  void touch() { visit_.touched = visit_.now; }

  // From here on, answers to older questions are strangers.
  void draw_ticket() { ++visit_.ticket.number; }

  template <typename E, typename... Parts>
  void ask(Parts&&... parts) {
    effects_.emplace_back(E{visit_.ticket, std::forward<Parts>(parts)...});
  }

  void call(Call why) {
    if (!visit_.staff_called) visit_.staff_called = visit_.now;
    ask<effect::CallStaff>(why);
  }

  state::LayCard wait_for_card(Consent consent, std::optional<CardTrouble> trouble = {},
                               int tries = 0) {
    draw_ticket();
    ask<effect::StartReading>(Wanted::card);
    return {std::move(consent), trouble, tries};
  }

  // Whoever comes may show a badge, or the sheet that is looked for.
  state::CallStaff call_staff(Call why, std::optional<Identity> hint = {}) {
    call(why);
    draw_ticket();
    ask<effect::StartReading>(why == Call::sheet_unknown ? Wanted::sheet : Wanted::badge);
    return {why, std::move(hint)};
  }

  // The person is gone: whatever was asked is asked no more, and every cache is wiped.
  state::Welcome leave() {
    ask<effect::StopReading>();
    ask<effect::CancelAsking>();
    ask<effect::Forget>();
    draw_ticket();
    visit_.look = first_look(visit_);
    visit_.aside.reset();
    visit_.staff_called.reset();
    return {};
  }

  std::vector<Effect> effects() && { return std::move(effects_); }

 private:
  Visit& visit_;
  std::vector<Effect> effects_;
};

// Where an event leads from a state. Arrows that do not exist give the state back.
[[nodiscard]] State apply(Turning& turn, State state, Event event);

}  // namespace visit
