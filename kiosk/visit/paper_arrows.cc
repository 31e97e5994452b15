// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of a paper under the scanner and of a number that staff type.
#include "kiosk/visit/paper_arrows.h"

#include <algorithm>
#include <array>

#include "kiosk/visit/remedy.h"
#include "kiosk/visit/staff_arrows.h"
#include "kiosk/visit/survey_arrows.h"

namespace visit {

State scan(Turning& turn) {
  if (!turn.readiness().scanner) return turn.call_staff(Call::paper_check);
  turn.draw_ticket();
  turn.ask<effect::StartReading>(Wanted::paper);
  return state::ScanPaper{};
}

State on(Turning& turn, state::ScanPaper&&, event::Scanned&& scan) {
  turn.touch();
  turn.ask<effect::StopReading>();
  turn.draw_ticket();
  switch (kind_of(scan.text.reveal())) {
    case ScanKind::certificate:
      turn.ask<effect::CheckPaper>(std::move(scan.text));
      return state::CheckingPaper{turn.now()};
    case ScanKind::code:
      turn.ask<effect::AskByCode>(std::move(scan.text));
      return state::CheckingPaper{turn.now()};
    case ScanKind::newer:
    case ScanKind::foreign:
      break;
  }
  PaperCheck paper;
  paper.finding = PaperFinding::unsupported;
  return state::ShowPaper{std::move(paper)};
}
State on(Turning& turn, state::ScanPaper&& waiting, const event::ScanFailed& failed) {
  turn.touch();
  waiting.trouble = failed.trouble;  // the scanner goes on by itself
  return std::move(waiting);
}
State on(Turning& turn, state::ScanPaper&& waiting, const event::DeviceChanged&) {
  if (turn.readiness().scanner) return std::move(waiting);
  turn.ask<effect::StopReading>();
  return turn.call_staff(Call::paper_check);
}
State on(Turning& turn, state::ScanPaper&&, Press<Button::back>) { return turn.leave(); }

static State shown(Turning& turn, std::variant<PaperCheck, Judgement, QueryTrouble> found) {
  turn.touch();
  turn.draw_ticket();
  return state::ShowPaper{std::move(found)};
}
State on(Turning& turn, state::CheckingPaper&&, event::PaperChecked&& checked) {
  return shown(turn, std::move(checked.paper));
}
State on(Turning&, state::CheckingPaper&& checking, const event::AskingNext& next) {
  checking.asking = next.source;
  return std::move(checking);
}
State on(Turning& turn, state::CheckingPaper&&, event::Answered&& answer) {
  return shown(turn, judge(std::move(answer.code), turn.rules().scene, turn.now()));
}
State on(Turning& turn, state::CheckingPaper&&, const event::NotAnswered& failed) {
  if (remedy(failed.trouble) == Remedy::mend) turn.call(Call::service_amiss);
  return shown(turn, failed.trouble);
}
State on(Turning& turn, state::CheckingPaper&& checking, const event::Ticked&) {
  if (turn.now() - checking.since < turn.rules().ask_at_most) return std::move(checking);
  turn.ask<effect::CancelAsking>();
  return shown(turn, QueryTrouble::silent);
}
State on(Turning& turn, state::CheckingPaper&&, Press<Button::stop>) {
  turn.ask<effect::CancelAsking>();
  return scan(turn);
}
State on(Turning& turn, state::CheckingPaper&&, Press<Button::back>) {
  turn.ask<effect::CancelAsking>();
  return scan(turn);
}

State on(Turning& turn, state::ShowPaper&&, Press<Button::another_paper>) { return scan(turn); }
State on(Turning& turn, state::ShowPaper&&, Press<Button::check_code>) {
  return ask_consent(turn, Errand::own_code);
}
State on(Turning& turn, state::ShowPaper&&, Press<Button::have_all>) { return turn.leave(); }
State on(Turning& turn, state::ShowPaper&&, Press<Button::back>) { return scan(turn); }

// ---- Staff type a number

constexpr std::size_t kLongestNumber = 18;

State type(state::TypeNumber&& typing, char character) {
  const std::string_view so_far = typing.typed.reveal();
  typing.trouble.reset();
  if (so_far.size() >= kLongestNumber) return std::move(typing);
  std::array<char, kLongestNumber> longer{};
  std::copy(so_far.begin(), so_far.end(), longer.begin());
  longer[so_far.size()] = character;
  typing.typed = Secret({longer.data(), so_far.size() + 1});
  wipe(longer.data(), longer.size());
  return std::move(typing);
}

State on(Turning&, state::TypeNumber&& typing, Press<Button::key_erase>) {
  const std::string_view so_far = typing.typed.reveal();
  typing.trouble.reset();
  if (!so_far.empty()) typing.typed = Secret(so_far.substr(0, so_far.size() - 1));
  return std::move(typing);
}
State on(Turning& turn, state::TypeNumber&& typing, Press<Button::number_done>) {
  auto number = complete(typing.typed.reveal(), wall_time(turn.now()).date);
  if (!number) {
    typing.trouble = number.error();
    return std::move(typing);
  }
  turn.draw_ticket();
  Identity identity;
  identity.name = std::move(typing.name);
  identity.number = std::move(number->number);
  identity.birth = number->birth;
  Consent consent{Actor::staff, turn.now(), std::move(typing.badge)};
  if (typing.errand == Errand::survey) {
    return take_survey(turn, std::move(consent), std::move(identity), std::nullopt);
  }
  if (typing.errand == Errand::appeal) {
    return appeal(turn, std::move(consent), std::move(identity));
  }
  return state::ConfirmIdentity{std::move(consent), std::move(identity), std::nullopt};
}
// The person has a card after all.
State on(Turning& turn, state::TypeNumber&& typing, Press<Button::other_card>) {
  if (typing.errand == Errand::survey) return std::move(typing);
  state::LayCard waiting = turn.wait_for_card({Actor::staff, turn.now(), std::move(typing.badge)});
  waiting.errand = typing.errand;
  return waiting;
}
// A survey for somebody whom no document names.
State on(Turning& turn, state::TypeNumber&& typing, Press<Button::no_card>) {
  if (typing.errand != Errand::survey) return std::move(typing);
  return take_survey(turn, {Actor::staff, turn.now(), std::move(typing.badge)}, std::nullopt,
                     std::nullopt);
}
State on(Turning& turn, state::TypeNumber&&, Press<Button::back>) { return done_with_person(turn); }

}  // namespace visit
