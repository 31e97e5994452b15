// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a visit, each one function: the card, the end of a visit and its pauses. Those of
// the query stand in query_arrows.cc, of a sheet that is printed in print_arrows.cc, of a paper
// under the scanner in paper_arrows.cc, of relatives in household_arrows.cc, of the history in
// survey_arrows.cc, of the staff in staff_arrows.cc. docs/visit.md is the table they make.
#include "kiosk/visit/household_arrows.h"
#include "kiosk/visit/paper_arrows.h"
#include "kiosk/visit/print_arrows.h"
#include "kiosk/visit/query_arrows.h"
#include "kiosk/visit/staff_arrows.h"
#include "kiosk/visit/survey_arrows.h"
#include "kiosk/visit/turning.h"

namespace visit {

// ---- Welcome

State ask_consent(Turning& turn, Errand errand) {
  turn.draw_ticket();
  if (turn.readiness().card_reader) turn.ask<effect::StartReading>(Wanted::card);
  return state::AskConsent{errand, turn.now(), false};
}

namespace {

State on(Turning& turn, state::Welcome&&, Press<Button::check_code>) {
  return ask_consent(turn, Errand::own_code);
}
State on(Turning& turn, state::Welcome&&, Press<Button::help_family>) {
  return ask_consent(turn, Errand::family);
}
State on(Turning& turn, state::Welcome&&, Press<Button::check_paper>) { return scan(turn); }
State on(Turning& turn, state::Welcome&&, Press<Button::ask_staff>) {
  return turn.call_staff(Call::asked);
}

// ---- Consent

Consent given(const Turning& turn, Errand errand) {
  return {errand == Errand::family ? Actor::agent : Actor::self, turn.now()};
}

State read(Turning& turn, Consent consent, Errand errand, Identity identity) {
  if (errand == Errand::family) return ask_family(turn, std::move(consent), std::move(identity));
  if (errand == Errand::appeal) return appeal(turn, std::move(consent), std::move(identity));
  if (consent.actor == Actor::agent) return relate(turn, errand, std::move(identity));
  turn.touch();
  turn.draw_ticket();
  return state::ConfirmIdentity{std::move(consent), std::move(identity), std::nullopt};
}

State on(Turning& turn, state::AskConsent&& asked, Press<Button::agree>) {
  // Their card has lain there all the time, and need not be laid again.
  if (asked.lying) {
    turn.ask<effect::StopReading>();
    return read(turn, given(turn, asked.errand), asked.errand, std::move(*asked.lying));
  }
  if (!turn.readiness().card_reader) return turn.call_staff(Call::reader_out);
  state::LayCard waiting = turn.wait_for_card(given(turn, asked.errand));
  waiting.errand = asked.errand;
  return waiting;
}
State on(Turning& turn, state::AskConsent&& asked, Press<Button::decline>) {
  turn.ask<effect::StopReading>();
  return turn.call_staff(asked.errand == Errand::family ? Call::relatives : Call::declined);
}
State on(Turning& turn, state::AskConsent&&, Press<Button::back>) { return turn.leave(); }

// ---- The card

State failed_try(Turning& turn, state::LayCard&& waiting, CardTrouble trouble) {
  turn.touch();
  const bool reader_out = trouble == CardTrouble::reader_gone;
  if (reader_out || trouble == CardTrouble::not_genuine ||
      waiting.tries + 1 >= turn.rules().card_tries) {
    turn.ask<effect::StopReading>();
    turn.draw_ticket();
    return turn.call_staff(reader_out                            ? Call::reader_out
                           : trouble == CardTrouble::not_genuine ? Call::card_not_genuine
                                                                 : Call::card_unreadable);
  }
  waiting.trouble = trouble;
  ++waiting.tries;
  return std::move(waiting);  // the reader goes on by itself
}

State on(Turning& turn, state::LayCard&&, Press<Button::no_card>) {
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  return turn.call_staff(Call::no_card);
}
// A relative without the other's card: somebody must see that they agreed.
State on(Turning& turn, state::LayCard&& waiting, Press<Button::written_consent>) {
  if (waiting.errand != Errand::person_here && waiting.errand != Errand::add_person) {
    return std::move(waiting);
  }
  turn.ask<effect::StopReading>();
  return turn.call_staff(Call::written_consent);
}
State on(Turning& turn, state::LayCard&& waiting, Press<Button::back>) {
  turn.ask<effect::StopReading>();
  if (turn.duty()) return to_desk(turn);
  turn.draw_ticket();
  if (turn.sitting()) return state::ChoosePerson{};
  return ask_consent(turn, waiting.errand);
}
State on(Turning& turn, state::LayCard&& waiting, const event::CardLaid&) {
  turn.touch();
  return state::Reading{std::move(waiting.consent), waiting.tries, turn.now(), waiting.errand};
}
State on(Turning& turn, state::LayCard&& waiting, event::CardRead&& card) {
  return read(turn, std::move(waiting.consent), waiting.errand, std::move(card.identity));
}
State on(Turning& turn, state::LayCard&& waiting, const event::CardFailed& failed) {
  return failed_try(turn, std::move(waiting), failed.trouble);
}

// On the consent page a card says what a press would have said.
template <typename E>
concept ComesFromACard = std::same_as<E, event::CardLaid> || std::same_as<E, event::CardRead> ||
    std::same_as<E, event::CardFailed> || std::same_as<E, event::CardHinted> ||
    std::same_as<E, event::BadgeShown>;
template <ComesFromACard E>
State on(Turning& turn, state::AskConsent&& asked, E&& card) {
  if constexpr (std::same_as<E, event::BadgeShown>) {
    recognise(turn, card.badge);
    return std::move(asked);
  } else {
    // Sooner than anybody reads the question: it lay there, and answers nothing. Each laying is
    // told once, so another one is somebody's.
    constexpr std::chrono::seconds kLaidByNobody{2};
    const bool early = turn.now() - asked.since < kLaidByNobody;
    const bool again = std::same_as<E, event::CardLaid> && !early;
    if (early) asked.lay_there = true;
    if (asked.lay_there && !again) {
      if constexpr (std::same_as<E, event::CardRead>) {
        asked.lying = std::move(card.identity);
        asked.since = turn.now();
        turn.draw_ticket();
        turn.ask<effect::StartReading>(Wanted::card);
      }
      return std::move(asked);
    }
    state::LayCard waiting{given(turn, asked.errand), {}, 0, asked.errand};
    return apply(turn, std::move(waiting), Event{std::forward<E>(card)});
  }
}

// Somebody's social security card: staff look at it together with them.
State hinted(Turning& turn, Identity hint) {
  turn.touch();
  turn.ask<effect::StopReading>();
  return turn.call_staff(Call::social_card, std::move(hint));
}
State on(Turning& turn, state::LayCard&&, event::CardHinted&& card) {
  return hinted(turn, std::move(card.identity));
}
State on(Turning& turn, state::Reading&&, event::CardHinted&& card) {
  return hinted(turn, std::move(card.identity));
}

// The badge of whoever is signed in, or has looked at a paper, still lies there.
bool is_known_here(Turning& turn, const std::string& badge) {
  return turn.duty() || (turn.sitting() && turn.sitting()->witness == badge);
}
State on(Turning& turn, state::LayCard&& waiting, const event::BadgeShown& shown) {
  if (!is_known_here(turn, shown.badge)) recognise(turn, shown.badge);
  return std::move(waiting);
}
State on(Turning& turn, state::LayCard&&, event::StaffKnown&& known) {
  return enter_pin(turn, std::move(known), Call::asked, std::nullopt);
}
State on(Turning& turn, state::AskConsent&&, event::StaffKnown&& known) {
  return enter_pin(turn, std::move(known), Call::asked, std::nullopt);
}

state::LayCard waiting_again(state::Reading&& reading) {
  return {std::move(reading.consent), {}, reading.tries, reading.errand};
}
State on(Turning& turn, state::Reading&& reading, event::CardRead&& card) {
  return read(turn, std::move(reading.consent), reading.errand, std::move(card.identity));
}
State on(Turning& turn, state::Reading&& reading, const event::CardFailed& failed) {
  return failed_try(turn, waiting_again(std::move(reading)), failed.trouble);
}
State on(Turning& turn, state::Reading&& reading, const event::Ticked&) {
  if (turn.now() - reading.since < turn.rules().read_at_most) return std::move(reading);
  return failed_try(turn, waiting_again(std::move(reading)), CardTrouble::reader_gone);
}
State stop_reading(Turning& turn) {
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  if (turn.sitting() || turn.duty()) return done_with_person(turn);
  return state::TakeCard{turn.now()};
}
State on(Turning& turn, state::Reading&&, Press<Button::stop>) { return stop_reading(turn); }
State on(Turning& turn, state::Reading&&, Press<Button::back>) { return stop_reading(turn); }

// ---- The end

State on(Turning& turn, state::TakeCard&&, Press<Button::have_all>) { return turn.leave(); }
State on(Turning& turn, state::TakeCard&& take, const event::Ticked&) {
  if (turn.now() - take.since < turn.rules().take_card_for) return take;
  return turn.leave();
}

State on(Turning& turn, state::CallStaff&&, Press<Button::have_all>) {
  turn.staff_came();
  return done_with_person(turn);
}
State on(Turning& turn, state::CallStaff&& called, Press<Button::back>) {
  // A sheet may lie in the tray: only somebody who says it is taken leads on.
  if (called.call == Call::sheet_unknown) return std::move(called);
  return done_with_person(turn);
}

State on(Turning& turn, state::CallStaff&& called, const event::BadgeShown& shown) {
  recognise(turn, shown.badge);
  return std::move(called);
}
State on(Turning& turn, state::CallStaff&& called, event::StaffKnown&& known) {
  return enter_pin(turn, std::move(known), called.call, std::move(called.hint));
}
State on(Turning& turn, state::CallStaff&& called, const event::StaffUnknown&) {
  turn.touch();
  turn.draw_ticket();
  turn.ask<effect::StartReading>(called.call == Call::sheet_unknown ? Wanted::sheet
                                                                    : Wanted::badge);
  called.unknown_badge = true;
  return std::move(called);
}

// ---- Whoever is signed in goes, or somebody comes

template <typename S>
concept AtTheDesk = std::same_as<S, state::StaffDesk> || std::same_as<S, state::PickSheet> ||
    std::same_as<S, state::GiveReason> || std::same_as<S, state::ChooseAppeal> ||
    std::same_as<S, state::AppealDone> || std::same_as<S, state::ShowShift> ||
    std::same_as<S, state::Devices> || std::same_as<S, state::ReadJournal> ||
    std::same_as<S, state::AskPractice> || std::same_as<S, state::Checking> ||
    std::same_as<S, state::TypeNumber>;

template <AtTheDesk S>
State on(Turning& turn, S&&, const event::BadgeLifted&) {
  return turn.leave();
}
// A resident's card: their visit begins, the desk's session is over.
template <AtTheDesk S>
requires(!std::same_as<S, state::Checking>) State on(Turning& turn, S&&, const event::CardLaid&) {
  static_cast<void>(turn.leave());
  return ask_consent(turn, Errand::own_code);
}

// ---- Idling, for every state that waits for a person

template <WaitsForAPerson S>
State on(Turning& turn, S&& waiting, const event::Ticked&) {
  if constexpr (std::same_as<S, state::CallStaff>) {
    if (waiting.call == Call::sheet_unknown) return std::forward<S>(waiting);
  }
  // A session at the desk ends by itself, without asking.
  if constexpr (AtTheDesk<S>) {
    if (turn.now() - turn.touched() < turn.rules().duty_for) return std::forward<S>(waiting);
    return turn.leave();
  }
  return state::StillThere{state::Waiting{std::forward<S>(waiting)},
                           turn.now() + turn.rules().erase_after};
}

bool waits_for_a_reader(const state::Waiting& paused) {
  return std::holds_alternative<state::LayCard>(paused) ||
         std::holds_alternative<state::AskConsent>(paused) ||
         std::holds_alternative<state::TakeSurvey>(paused) ||
         std::holds_alternative<state::ScanPaper>(paused) ||
         std::holds_alternative<state::CallStaff>(paused) ||
         std::holds_alternative<state::LookInTray>(paused);
}

State resumed(state::StillThere&& idle) {
  return std::visit([](auto&& paused) -> State { return std::forward<decltype(paused)>(paused); },
                    std::move(idle.paused));
}

State on(Turning&, state::StillThere&& idle, Press<Button::more_time>) {
  return resumed(std::move(idle));
}
State on(Turning&, state::StillThere&& idle, Press<Button::back>) {
  return resumed(std::move(idle));
}
State on(Turning& turn, state::StillThere&&, Press<Button::erase_now>) { return turn.leave(); }
State on(Turning& turn, state::StillThere&& idle, const event::Ticked&) {
  if (turn.now() < idle.until) return std::move(idle);
  return turn.leave();
}
// What is laid down or held out is a sign of life: the paused state takes it.
template <typename E>
concept ComesFromAReader = std::same_as<E, event::CardLaid> || std::same_as<E, event::CardRead> ||
    std::same_as<E, event::CardFailed> || std::same_as<E, event::CardHinted> ||
    std::same_as<E, event::BadgeShown> || std::same_as<E, event::Scanned> ||
    std::same_as<E, event::ScanFailed> || std::same_as<E, event::SheetClosed> ||
    std::same_as<E, event::SheetNotKnown> || std::same_as<E, event::TemperatureTaken> ||
    std::same_as<E, event::StaffKnown> || std::same_as<E, event::StaffUnknown>;
template <ComesFromAReader E>
State on(Turning& turn, state::StillThere&& idle, E&& card) {
  if (!waits_for_a_reader(idle.paused)) return std::move(idle);
  turn.touch();
  return apply(turn, resumed(std::move(idle)), Event{std::forward<E>(card)});
}

// ---- Everything else changes nothing

// Whether there is an arrow. Only those that exist are built: a table of all pairs would be most of
// what the compiler does here.
template <typename S, typename E>
concept HasArrow = requires(Turning& turn, S state, E event) {
  { on(turn, std::move(state), std::move(event)) } -> std::convertible_to<State>;
};

// A state with many buttons of one kind takes the press as a whole; else each button is a type.
template <typename S, std::size_t... B>
void press(Turning& turn, S& from, Button button, std::optional<State>& next,
           std::index_sequence<B...>) {
  const auto try_one = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    if constexpr (HasArrow<S, Press<static_cast<Button>(I)>>) {
      if (button == static_cast<Button>(I))
        next.emplace(on(turn, std::move(from), Press<static_cast<Button>(I)>{}));
    }
  };
  (try_one(std::integral_constant<std::size_t, B>{}), ...);
}

template <typename S>
struct Arrows {
  Turning& turn;
  S& from;
  std::optional<State>& next;

  template <typename E>
  void operator()(E& what) const {
    if constexpr (HasArrow<S, E>) {
      next.emplace(on(turn, std::move(from), std::move(what)));
    } else if constexpr (std::same_as<E, event::Pressed>) {
      press(turn, from, what.button, next, std::make_index_sequence<kButtons>{});
    }
  }
};

}  // namespace

State done_with_person(Turning& turn) {
  if (turn.duty()) {
    turn.forget_person();
    return to_desk(turn);
  }
  if (turn.sitting()) {
    turn.forget_person();
    return state::ChoosePerson{};
  }
  return turn.leave();
}

State apply(Turning& turn, State state, Event event) {
  std::optional<State> next;
  std::visit([&]<typename S>(S& from) { std::visit(Arrows<S>{turn, from, next}, event); }, state);
  return next ? std::move(*next) : std::move(state);
}

}  // namespace visit
