// SPDX-License-Identifier: GPL-3.0-or-later
// A visit and its sheet: which paper, how long it is waited for, and what ends a doubt about it.
#include <algorithm>
#include <catch2/catch.hpp>

#include "kiosk/visit/page.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kNow;

namespace {

constexpr const char* kLost = "GC07-210126-0041-9";
constexpr const char* kAlsoLost = "GC07-210126-0042-7";

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

template <typename E>
const E* asked(const Turn& turn) {
  for (const Effect& effect : turn.effects) {
    if (const auto* found = std::get_if<E>(&effect)) return found;
  }
  return nullptr;
}

Visit in_doubt(State state, std::vector<std::string> serials = {kLost}) {
  Visit visit = test::visit_at(std::move(state));
  visit.readiness.printer = false;
  return step(std::move(visit), event::SheetsInDoubt{std::move(serials)}).next;
}

Visit green() {
  return test::visit_at(
      state::ShowVerdict{{Actor::self, kNow}, test::wang(), test::verdict(Colour::green)});
}

}  // namespace

TEST_CASE("a long card is signed and printed without a colour") {
  Turn turn = press(green(), Button::print_card);
  const auto* sign = asked<effect::SignSlip>(turn);
  REQUIRE(sign);
  CHECK(sign->kind == SlipKind::health_card);
  SignedSlip slip = test::slip();
  slip.colour.reset();
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, std::move(slip)});
  const auto* print = asked<effect::Print>(turn);
  REQUIRE(print);
  const auto* card = std::get_if<HealthCard>(&print->order.document);
  REQUIRE(card);
  CHECK(card->name.reveal() == "王秀英");
  CHECK(card->number.reveal() == "990101********0055");
  CHECK(std::get<state::Printing>(turn.next.state).paper == PaperKind::card);
}

TEST_CASE("a slip without a colour is printed as no slip: the code is asked for again") {
  Turn turn = press(green(), Button::print);
  SignedSlip slip = test::slip();
  slip.colour.reset();
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, std::move(slip)});
  CHECK_FALSE(asked<effect::Print>(turn));
  CHECK(name(turn.next.state) == "Querying");
}

TEST_CASE("whoever reads English gets paper with English first") {
  for (const Language language : {Language::zh_hans, Language::en}) {
    Visit visit = green();
    visit.look.language = language;
    Turn turn = press(std::move(visit), Button::print);
    turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, test::slip()});
    const auto* print = asked<effect::Print>(turn);
    REQUIRE(print);
    CHECK(print->order.english_first == (language == Language::en));
  }
}

TEST_CASE("whom no service can answer gets the form, and somebody who helps with it") {
  const auto none = [] {
    return test::visit_at(
        state::NoResult{{Actor::self, kNow}, test::wang(), QueryTrouble::silent, {}});
  };
  Turn turn = press(none(), Button::by_hand);
  const auto* print = asked<effect::Print>(turn);
  REQUIRE(print);
  CHECK(std::holds_alternative<RegistrationForm>(print->order.document));
  REQUIRE(asked<effect::CallStaff>(turn));
  CHECK(asked<effect::CallStaff>(turn)->call == Call::by_hand);
  const Ticket sheet = turn.next.ticket;
  Turn printed = step(std::move(turn.next), event::SheetPrinted{sheet, kLost});
  CHECK(std::get<state::TakePaper>(printed.next.state).paper == PaperKind::form);

  // No printer, or one without A4: staff bring the form.
  Visit without = none();
  without.readiness.printer = false;
  CHECK(name(press(std::move(without), Button::by_hand).next.state) == "CallStaff");
  Visit on_roll = none();
  on_roll.rules.a4 = false;
  CHECK(name(press(std::move(on_roll), Button::by_hand).next.state) == "CallStaff");
}

TEST_CASE("a held sheet that nobody waits for any more is called off") {
  Visit visit =
      test::visit_at(state::PrintHeld{PaperKind::slip, HoldReason::media_empty, kNow, false});
  Turn turn = step(std::move(visit), event::Ticked{kNow + visit.rules.held_at_most - 1s});
  CHECK_FALSE(asked<effect::CancelPrint>(turn));
  // Whoever presses anything is there.
  turn = press(std::move(turn.next), Button::help);
  turn = step(std::move(turn.next), event::Ticked{kNow + turn.next.rules.held_at_most + 1min});
  CHECK_FALSE(asked<effect::CancelPrint>(turn));
  turn = step(std::move(turn.next), event::Ticked{kNow + 2 * turn.next.rules.held_at_most});
  CHECK(asked<effect::CancelPrint>(turn));
  CHECK(name(turn.next.state) == "PrintHeld");  // only the printer's answer leads on
  turn = step(std::move(turn.next), event::Ticked{kNow + 3 * turn.next.rules.held_at_most});
  CHECK_FALSE(asked<effect::CancelPrint>(turn));
  turn =
      step(std::move(turn.next), event::SheetFailed{turn.next.ticket, PrintTrouble::not_printed});
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::by_hand);
}

TEST_CASE("no new sheet for anybody while an older one may lie in the tray") {
  Visit visit = green();
  visit.readiness.printer = false;
  visit.sheets_in_doubt = {kLost};
  const Turn turn = press(std::move(visit), Button::print);
  CHECK_FALSE(asked<effect::SignSlip>(turn));
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::sheet_unknown);
  REQUIRE(asked<effect::StartReading>(turn));
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::sheet);
}

TEST_CASE("a sheet that an earlier life left in doubt is told to staff once") {
  const auto rings = [](const Turn& turn) {
    return std::any_of(turn.effects.begin(), turn.effects.end(), [](const Effect& effect) {
      const auto* call = std::get_if<effect::CallStaff>(&effect);
      return call != nullptr && call->call == Call::sheet_unknown;
    });
  };
  Turn turn = step(test::visit_at(state::Welcome{}), event::SheetsInDoubt{{"GC07-210126-0042-7"}});
  CHECK(rings(turn));
  turn = step(std::move(turn.next),
              event::SheetsInDoubt{{"GC07-210126-0042-7", "GC07-210126-0043-5"}});
  CHECK_FALSE(rings(turn));
  turn = step(std::move(turn.next), event::SheetsInDoubt{{}});
  CHECK_FALSE(rings(turn));
  // The page of whoever waits for the sheet has called already.
  CHECK_FALSE(
      rings(step(test::visit_at(state::Printing{}), event::SheetsInDoubt{{"GC07-210126-0042-7"}})));
}

TEST_CASE("staff with a badge say of each sheet whether it lies in the tray") {
  Visit visit = in_doubt(state::CallStaff{Call::sheet_unknown}, {kLost, kAlsoLost});
  Turn turn = test::sign_in(std::move(visit));
  CHECK(std::get<state::LookInTray>(turn.next.state).serial == kLost);
  turn = press(std::move(turn.next), Button::in_tray);
  REQUIRE(asked<effect::CloseSheet>(turn));
  CHECK(asked<effect::CloseSheet>(turn)->serial == kLost);
  CHECK(asked<effect::CloseSheet>(turn)->end == SheetEnd::in_hand);

  Visit closing = step(std::move(turn.next), event::SheetsInDoubt{{kAlsoLost}}).next;
  turn = step(std::move(closing), event::SheetClosed{closing.ticket, kLost});
  CHECK(std::get<state::LookInTray>(turn.next.state).serial == kAlsoLost);
  turn = press(std::move(turn.next), Button::not_in_tray);
  CHECK(asked<effect::CloseSheet>(turn)->end == SheetEnd::voided);
  closing = step(std::move(turn.next), event::SheetsInDoubt{{}}).next;
  turn = step(std::move(closing), event::SheetClosed{closing.ticket, kAlsoLost});
  CHECK(name(turn.next.state) == "StaffDesk");
}

TEST_CASE(
    "a badge leads to the tray first, wherever it is shown, and past it if nothing is there") {
  Visit visit = in_doubt(state::CallStaff{Call::asked});
  Turn turn = test::sign_in(std::move(visit));
  CHECK(name(turn.next.state) == "LookInTray");
  turn = test::sign_in(test::visit_at(state::CallStaff{Call::asked}));
  CHECK(name(turn.next.state) == "StaffDesk");
}

TEST_CASE("the sheet itself, held under the scanner, ends the doubt; another sheet does not") {
  Visit visit = in_doubt(state::CallStaff{Call::sheet_unknown});
  Turn turn = step(std::move(visit), event::Scanned{visit.ticket, Secret("HC1:ANOTHER")});
  REQUIRE(asked<effect::CloseScanned>(turn));
  turn = step(std::move(turn.next), event::SheetNotKnown{turn.next.ticket});
  CHECK(std::get<state::CallStaff>(turn.next.state).other_sheet);
  REQUIRE(asked<effect::StartReading>(turn));  // a scan ends the reading
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::sheet);
  turn = step(std::move(turn.next), event::Scanned{turn.next.ticket, Secret(kLost)});
  REQUIRE(asked<effect::CloseScanned>(turn));
  Visit closed = step(std::move(turn.next), event::SheetsInDoubt{{}}).next;
  turn = step(std::move(closed), event::SheetClosed{closed.ticket, kLost});
  CHECK(name(turn.next.state) == "Welcome");
}

TEST_CASE("paper or toner that runs low is told to staff and to nobody on the page") {
  Visit visit = green();
  const Turn turn = step(std::move(visit), event::SupplyLow{Supply::toner});
  REQUIRE(asked<effect::CallStaff>(turn));
  CHECK(asked<effect::CallStaff>(turn)->call == Call::supply_low);
  CHECK(name(turn.next.state) == "ShowVerdict");
  CHECK_FALSE(turn.next.staff_called);
}

TEST_CASE("a certificate from elsewhere is evidence, and gives no colour") {
  PaperCheck paper;
  paper.finding = PaperFinding::genuine;
  paper.name = Secret("G***");
  Evidence evidence;
  evidence.issuer = "XA";
  evidence.negative = true;
  evidence.counts = true;
  evidence.why = {"两天以内", "within two days"};
  paper.evidence = evidence;
  Visit visit = test::visit_at(state::CheckingPaper{kNow});
  const Turn turn = step(std::move(visit), event::PaperChecked{visit.ticket, std::move(paper)});
  CHECK(name(turn.next.state) == "ShowPaper");
  CHECK(turn.effects.empty());
}

}  // namespace visit
