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

  // A relative at the machine, a member of the staff who is signed in.
  [[nodiscard]] std::optional<Sitting>& sitting() { return visit_.sitting; }
  [[nodiscard]] std::optional<OnDuty>& duty() { return visit_.duty; }
  [[nodiscard]] bool may(Duty duty) const {
    return visit_.duty && visit_.duty->member.may.has(duty);
  }

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

  // While somebody is signed in their badge is watched, and whoever lays a card ends their session.
  void watch_badge() {
    draw_ticket();
    ask<effect::StartReading>(Wanted::desk);
  }

  // Whoever comes may show a badge, or the sheet that is looked for.
  state::CallStaff call_staff(Call why, std::optional<Identity> hint = {}) {
    call(why);
    draw_ticket();
    ask<effect::StartReading>(why == Call::sheet_unknown ? Wanted::sheet : Wanted::badge);
    return {why, std::move(hint)};
  }

  // Nothing of this person is asked any more, and every cache is wiped; a relative or a member of
  // the staff stays.
  void forget_person() {
    ask<effect::StopReading>();
    ask<effect::CancelAsking>();
    ask<effect::Forget>();
    draw_ticket();
    visit_.staff_called.reset();
  }
  // The desk speaks Chinese or English.
  void speak_to_staff() {
    if (visit_.look.language != Language::en) visit_.look.language = Language::zh_hans;
    visit_.look.aloud = false;
  }
  void staff_came() {
    ask<effect::StaffCame>();
    visit_.staff_called.reset();
  }

  // Everybody is gone.
  state::Welcome leave() {
    forget_person();
    visit_.sitting.reset();
    visit_.duty.reset();
    visit_.look = first_look(visit_);
    visit_.aside.reset();
    return {};
  }

  std::vector<Effect> effects() && { return std::move(effects_); }

 private:
  Visit& visit_;
  std::vector<Effect> effects_;
};

// Whoever lays a card down now says yes.
[[nodiscard]] State ask_consent(Turning& turn, Errand errand);

// One person's part is over: back to the desk, to the relative's list, or to the first page.
[[nodiscard]] State done_with_person(Turning& turn);

// Where an event leads from a state. Arrows that do not exist give the state back.
[[nodiscard]] State apply(Turning& turn, State state, Event event);

}  // namespace visit
