// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/query_arrows.h"

#include "kiosk/visit/household_arrows.h"
#include "kiosk/visit/paper_arrows.h"
#include "kiosk/visit/print_arrows.h"
#include "kiosk/visit/remedy.h"
#include "kiosk/visit/survey_arrows.h"

namespace visit {

State query(Turning& turn, Consent consent, Identity identity, std::optional<HealthCode> kept) {
  turn.draw_ticket();
  turn.ask<effect::AskHealthCode>(identity.clone(), consent);
  return state::Querying{consent, std::move(identity), Source::province,
                         false,   turn.now(),          std::move(kept)};
}

State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::its_me>) {
  return query(turn, who.consent, std::move(who.identity), std::move(who.kept));
}
namespace {

// Another document: laid down, or typed again by whoever typed it; of a relative another person.
State another_document(Turning& turn, Consent consent, Identity identity) {
  if (turn.sitting()) return done_with_person(turn);
  if (consent.actor == Actor::self || !identity.name.empty()) {
    return turn.wait_for_card(std::move(consent));
  }
  turn.watch_badge();
  return state::TypeNumber{std::move(consent.badge), std::move(identity.number), std::nullopt,
                           std::move(identity.name), Errand::own_code};
}

}  // namespace

State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::end_binding>) {
  const Delegation* by = acting_by(turn, who.consent);
  if (by == nullptr) return std::move(who);
  const auto& people = turn.sitting()->household.people;
  const auto which = static_cast<std::size_t>(by - people.data());
  turn.draw_ticket();
  return state::EndBinding{false, which, false, turn.now()};
}
State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::not_me>) {
  return another_document(turn, std::move(who.consent), std::move(who.identity));
}
State on(Turning& turn, state::ConfirmIdentity&& who, Press<Button::back>) {
  return another_document(turn, std::move(who.consent), std::move(who.identity));
}

// ---- The query

namespace {

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

State stop_asking(Turning& turn, state::Querying&& query) {
  turn.ask<effect::CancelAsking>();
  turn.draw_ticket();
  return state::ConfirmIdentity{query.consent, std::move(query.identity), std::move(query.kept)};
}

}  // namespace

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
  if (turn.sitting() || turn.duty()) return done_with_person(turn);
  return state::TakeCard{turn.now()};
}
State on(Turning& turn, state::ShowVerdict&& shown, Press<Button::survey>) {
  const Delegation* by = acting_by(turn, shown.consent);
  if (!turn.rules().survey || (by != nullptr && !by->scope.survey)) return std::move(shown);
  return take_survey(turn, std::move(shown.consent), std::move(shown.identity),
                     std::move(shown.verdict));
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

}  // namespace visit
