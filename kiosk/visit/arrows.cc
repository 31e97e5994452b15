// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a visit, each one function, in the order of the story; those of a sheet that is
// printed stand in print_arrows.cc, those of a paper under the scanner in paper_arrows.cc.
// docs/visit.md is the table they make.
#include "kiosk/visit/paper_arrows.h"
#include "kiosk/visit/print_arrows.h"
#include "kiosk/visit/remedy.h"
#include "kiosk/visit/turning.h"

namespace visit {

namespace {

// ---- Welcome

State on(Turning& turn, state::Welcome&&, Press<Button::check_code>) {
  turn.draw_ticket();
  return state::AskConsent{};
}
State on(Turning& turn, state::Welcome&&, Press<Button::help_family>) {
  return turn.call_staff(Call::relatives);
}
State on(Turning& turn, state::Welcome&&, Press<Button::check_paper>) { return scan(turn); }
State on(Turning& turn, state::Welcome&&, Press<Button::ask_staff>) {
  return turn.call_staff(Call::asked);
}

// ---- Consent

State on(Turning& turn, state::AskConsent&&, Press<Button::agree>) {
  if (!turn.readiness().card_reader) return turn.call_staff(Call::reader_out);
  return turn.wait_for_card({Actor::self, turn.now()});
}
State on(Turning& turn, state::AskConsent&&, Press<Button::decline>) {
  return turn.call_staff(Call::declined);
}
State on(Turning& turn, state::AskConsent&&, Press<Button::back>) { return turn.leave(); }

// ---- The card

State read(Turning& turn, Consent consent, Identity identity) {
  turn.touch();
  turn.draw_ticket();
  return state::ConfirmIdentity{consent, std::move(identity), std::nullopt};
}

State failed_try(Turning& turn, Consent consent, int tries, CardTrouble trouble) {
  turn.touch();
  const bool reader_out = trouble == CardTrouble::reader_gone;
  if (reader_out || trouble == CardTrouble::not_genuine || tries + 1 >= turn.rules().card_tries) {
    turn.ask<effect::StopReading>();
    turn.draw_ticket();
    return turn.call_staff(reader_out                            ? Call::reader_out
                           : trouble == CardTrouble::not_genuine ? Call::card_not_genuine
                                                                 : Call::card_unreadable);
  }
  return state::LayCard{consent, trouble, tries + 1};  // the reader goes on by itself
}

State on(Turning& turn, state::LayCard&&, Press<Button::no_card>) {
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  return turn.call_staff(Call::no_card);
}
State on(Turning& turn, state::LayCard&&, Press<Button::back>) {
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  return state::AskConsent{};
}
State on(Turning& turn, state::LayCard&& waiting, const event::CardLaid&) {
  turn.touch();
  return state::Reading{waiting.consent, waiting.tries, turn.now()};
}
State on(Turning& turn, state::LayCard&& waiting, event::CardRead&& card) {
  return read(turn, waiting.consent, std::move(card.identity));
}
State on(Turning& turn, state::LayCard&& waiting, const event::CardFailed& failed) {
  return failed_try(turn, waiting.consent, waiting.tries, failed.trouble);
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

// A member of the staff takes over.
State take_over(Turning& turn, std::string badge, std::optional<Identity> hint = {}) {
  turn.touch();
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  state::TypeNumber typing{std::move(badge), {}, {}};
  if (hint) {
    typing.typed = std::move(hint->number);
    typing.name = std::move(hint->name);
  }
  return typing;
}
State on(Turning& turn, state::LayCard&&, event::BadgeShown&& shown) {
  return take_over(turn, std::move(shown.badge));
}

State on(Turning& turn, state::Reading&& reading, event::CardRead&& card) {
  return read(turn, reading.consent, std::move(card.identity));
}
State on(Turning& turn, state::Reading&& reading, const event::CardFailed& failed) {
  return failed_try(turn, reading.consent, reading.tries, failed.trouble);
}
State on(Turning& turn, state::Reading&& reading, const event::Ticked&) {
  if (turn.now() - reading.since < turn.rules().read_at_most) return std::move(reading);
  return failed_try(turn, reading.consent, reading.tries, CardTrouble::reader_gone);
}
State stop_reading(Turning& turn) {
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  return state::TakeCard{turn.now()};
}
State on(Turning& turn, state::Reading&&, Press<Button::stop>) { return stop_reading(turn); }
State on(Turning& turn, state::Reading&&, Press<Button::back>) { return stop_reading(turn); }

// ---- Who it is

}  // namespace

State query(Turning& turn, Consent consent, Identity identity, std::optional<HealthCode> kept) {
  turn.draw_ticket();
  turn.ask<effect::AskHealthCode>(identity.clone(), consent);
  return state::Querying{consent, std::move(identity), Source::province,
                         false,   turn.now(),          std::move(kept)};
}

namespace {

State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::its_me>) {
  return query(turn, who.consent, std::move(who.identity), std::move(who.kept));
}
// Another document: laid down, or typed again by whoever typed it.
State another_document(Turning& turn, Consent consent, Identity identity) {
  if (consent.actor == Actor::self) return turn.wait_for_card(std::move(consent));
  turn.draw_ticket();
  return state::TypeNumber{std::move(consent.badge), std::move(identity.number), std::nullopt,
                           std::move(identity.name)};
}
State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::not_me>) {
  return another_document(turn, std::move(who.consent), std::move(who.identity));
}
State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::back>) {
  return another_document(turn, std::move(who.consent), std::move(who.identity));
}

// ---- The query

State no_result(Turning& turn, state::Querying&& query, std::variant<QueryTrouble, NoColour> why,
                std::vector<Reason> reasons = {}) {
  turn.touch();
  turn.draw_ticket();
  return state::NoResult{query.consent, std::move(query.identity), why, std::move(reasons)};
}

State show(Turning& turn, state::Querying&& query, Verdict verdict) {
  turn.touch();
  turn.draw_ticket();
  if (verdict.colour == Colour::red) {
    turn.call(Call::red_code);
  } else if (verdict.advice == Advice::not_today) {
    turn.call(Call::turned_back);
  }
  return state::ShowVerdict{query.consent, std::move(query.identity), std::move(verdict)};
}

// Nobody answers: what was said earlier in this visit counts while it is fresh. A card that the
// service contradicts leaves nothing to fall back on.
State unanswered(Turning& turn, state::Querying&& query, QueryTrouble trouble) {
  const Remedy helps = remedy(trouble);
  if (helps == Remedy::mend) turn.call(Call::service_amiss);
  if (query.kept && helps != Remedy::reread) {
    HealthCode kept = std::move(*query.kept);
    kept.source = Source::kept;
    Judgement judgement = judge(std::move(kept), turn.rules().scene, turn.now());
    if (judgement.verdict) return show(turn, std::move(query), std::move(*judgement.verdict));
  }
  return no_result(turn, std::move(query), trouble);
}

State on(Turning&, state::Querying&& query, const event::AskingNext& next) {
  query.asking = next.source;
  query.asked_to_wait = false;
  return std::move(query);
}
State on(Turning&, state::Querying&& query, const event::AskedToWait&) {
  query.asked_to_wait = true;
  return std::move(query);
}
State on(Turning& turn, state::Querying&& query, event::Answered&& answer) {
  Judgement judgement = judge(std::move(answer.code), turn.rules().scene, turn.now());
  if (!judgement.verdict) {
    return no_result(turn, std::move(query), judgement.otherwise, std::move(judgement.reasons));
  }
  return show(turn, std::move(query), std::move(*judgement.verdict));
}
State on(Turning& turn, state::Querying&& query, const event::NotAnswered& failed) {
  return unanswered(turn, std::move(query), failed.trouble);
}
State on(Turning& turn, state::Querying&& query, const event::Ticked&) {
  if (turn.now() - query.since < turn.rules().ask_at_most) return std::move(query);
  turn.ask<effect::CancelAsking>();
  return unanswered(turn, std::move(query), QueryTrouble::silent);
}
State stop_asking(Turning& turn, state::Querying&& query) {
  turn.ask<effect::CancelAsking>();
  turn.draw_ticket();
  return state::ConfirmIdentity{query.consent, std::move(query.identity), std::move(query.kept)};
}
State on(Turning& turn, state::Querying&& query, Press<Button::stop>) {
  return stop_asking(turn, std::move(query));
}
State on(Turning& turn, state::Querying&& query, Press<Button::back>) {
  return stop_asking(turn, std::move(query));
}

// ---- The result

State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::print>) {
  return certify(turn, std::move(shown), SlipKind::status_slip);
}
State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::print_card>) {
  return certify(turn, std::move(shown), SlipKind::health_card);
}
State on(Turning& turn, state::ShowVerdict&&, Press<Button::no_print>) {
  return state::TakeCard{turn.now()};
}
State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::lead_me>) {
  turn.call(Call::lead_the_way);
  return std::move(shown);
}
State on(Turning& turn, state::ShowVerdict&&, Press<Button::by_hand>) { return print_form(turn); }
State on(Turning&, state::ShowVerdict&& shown, Press<Button::back>) {
  return state::ConfirmIdentity{shown.consent, std::move(shown.identity),
                                std::move(shown.verdict.code)};
}
State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::ask_again>) {
  return query(turn, shown.consent, std::move(shown.identity), std::move(shown.verdict.code));
}

State on(Turning& turn, state::NoResult&& none, Press<Button::ask_again>) {
  return query(turn, none.consent, std::move(none.identity), std::nullopt);
}
State on(Turning& turn, state::NoResult&&, Press<Button::show_paper>) { return scan(turn); }
State on(Turning& turn, state::NoResult&&, Press<Button::by_hand>) { return print_form(turn); }
State on(Turning& turn, state::NoResult&& none, Press<Button::other_card>) {
  return another_document(turn, std::move(none.consent), std::move(none.identity));
}
State on(Turning&, state::NoResult&& none, Press<Button::back>) {
  return state::ConfirmIdentity{none.consent, std::move(none.identity), std::nullopt};
}

// ---- The end

State on(Turning& turn, state::TakeCard&&, Press<Button::have_all>) { return turn.leave(); }
State on(Turning& turn, state::TakeCard&& take, const event::Ticked&) {
  if (turn.now() - take.since < turn.rules().take_card_for) return take;
  return turn.leave();
}

State on(Turning& turn, state::CallStaff&&, Press<Button::have_all>) { return turn.leave(); }
State on(Turning& turn, state::CallStaff&& called, Press<Button::back>) {
  // A sheet may lie in the tray: only somebody who says it is taken leads on.
  if (called.call == Call::sheet_unknown) return called;
  return turn.leave();
}

State on(Turning& turn, state::CallStaff&& called, event::BadgeShown&& shown) {
  // A sheet may lie in the tray: first of all that.
  if (auto looking = look_in_tray(turn, shown.badge)) return std::move(*looking);
  return take_over(turn, std::move(shown.badge), std::move(called.hint));
}

// ---- Idling, for every state that waits for a person

template <WaitsForAPerson S>
State on(Turning& turn, S&& waiting, const event::Ticked&) {
  if constexpr (std::same_as<S, state::CallStaff>) {
    if (waiting.call == Call::sheet_unknown) return std::forward<S>(waiting);
  }
  return state::StillThere{state::Waiting{std::forward<S>(waiting)},
                           turn.now() + turn.rules().erase_after};
}

bool waits_for_a_reader(const state::Waiting& paused) {
  return std::holds_alternative<state::LayCard>(paused) ||
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
    std::same_as<E, event::SheetNotKnown>;
template <ComesFromAReader E>
State on(Turning& turn, state::StillThere&& idle, E&& card) {
  if (!waits_for_a_reader(idle.paused)) return std::move(idle);
  turn.touch();
  return apply(turn, resumed(std::move(idle)), Event{std::forward<E>(card)});
}

// ---- Everything else changes nothing

template <typename S, typename E>
State on(Turning&, S&& state, const E&) {
  return std::forward<S>(state);
}

template <typename S, std::size_t... B>
State press(Turning& turn, S&& from, Button button, std::index_sequence<B...>) {
  std::optional<State> next;
  const auto try_one = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    if (button != static_cast<Button>(I)) return false;
    next = on(turn, std::forward<S>(from), Press<static_cast<Button>(I)>{});
    return true;
  };
  (try_one(std::integral_constant<std::size_t, B>{}) || ...);
  return std::move(*next);
}

}  // namespace

State apply(Turning& turn, State state, Event event) {
  return std::visit(
      [&turn]<typename S, typename E>(S&& from, E&& what) -> State {
        if constexpr (std::same_as<E, event::Pressed>) {
          return press(turn, std::forward<S>(from), what.button,
                       std::make_index_sequence<kButtons>{});
        } else {
          return on(turn, std::forward<S>(from), std::forward<E>(what));
        }
      },
      std::move(state), std::move(event));
}

}  // namespace visit
