// SPDX-License-Identifier: GPL-3.0-or-later
// The staff: who gets in, what each may do, how a session ends, and what becomes of sheets.
#include <catch2/catch.hpp>

#include "kiosk/visit/page.h"
#include "kiosk/visit/visit.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kBadge;
using test::kNow;

namespace {

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

template <typename E>
const E* asked(const Turn& turn) {
  for (const Effect& effect : turn.effects) {
    if (const auto* e = std::get_if<E>(&effect)) return e;
  }
  return nullptr;
}

Turn at_the_pin(PinState pin = {}) {
  Turn turn = press(test::visit_at(state::Welcome{}), Button::ask_staff);
  turn = step(std::move(turn.next), event::BadgeShown{turn.next.ticket, kBadge});
  REQUIRE(asked<effect::RecogniseBadge>(turn)->badge == kBadge);
  return step(std::move(turn.next),
              event::StaffKnown{turn.next.ticket, kBadge, test::member(), pin});
}

Turn type_pin(Turn turn, int digits = 6) {
  for (int i = 0; i < digits; ++i) turn = press(std::move(turn.next), Button::key_4);
  return press(std::move(turn.next), Button::number_done);
}

Turn at_the_desk() { return test::sign_in(test::visit_at(state::CallStaff{Call::asked})); }

}  // namespace

TEST_CASE("a badge and its PIN lead to the desk, and the lamp goes out") {
  Turn turn = type_pin(at_the_pin());
  const auto* check = asked<effect::CheckPin>(turn);
  REQUIRE(check);
  CHECK(check->pin.reveal() == "444444");
  CHECK(std::get<state::EnterPin>(turn.next.state).typed.empty());
  CHECK_FALSE(turn.next.duty);
  turn = step(std::move(turn.next), event::PinAccepted{turn.next.ticket});
  CHECK(name(turn.next.state) == "StaffDesk");
  CHECK(asked<effect::StaffCame>(turn));
  CHECK(asked<effect::AskFigures>(turn));
  CHECK_FALSE(turn.next.staff_called);
}

TEST_CASE("a wrong PIN opens nothing, says how many tries are left, and a lock takes no key") {
  Turn turn = type_pin(at_the_pin());
  turn = step(std::move(turn.next), event::PinRejected{turn.next.ticket, {4, {}}});
  CHECK(name(turn.next.state) == "EnterPin");
  CHECK(std::get<state::EnterPin>(turn.next.state).pin.left == 4);
  turn = type_pin(std::move(turn));
  turn = step(std::move(turn.next), event::PinRejected{turn.next.ticket, {0, kNow + 60s}});
  turn = type_pin(std::move(turn));
  CHECK(asked<effect::CheckPin>(turn) == nullptr);
  CHECK(std::get<state::EnterPin>(turn.next.state).typed.empty());
}

TEST_CASE("fewer than six digits are not compared, and no page or tree holds them") {
  const Turn turn = type_pin(at_the_pin(), 5);
  CHECK(asked<effect::CheckPin>(turn) == nullptr);
}

TEST_CASE("a badge that nobody here bears opens nothing, and the next one is looked at") {
  Turn turn = press(test::visit_at(state::Welcome{}), Button::ask_staff);
  turn = step(std::move(turn.next), event::BadgeShown{turn.next.ticket, "ffffffffffffffff"});
  turn = step(std::move(turn.next), event::StaffUnknown{turn.next.ticket});
  CHECK(std::get<state::CallStaff>(turn.next.state).unknown_badge);
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::badge);
}

TEST_CASE("a session ends by itself, by the badge that is taken away, and by a resident's card") {
  Turn lifted = at_the_desk();
  lifted = step(std::move(lifted.next), event::BadgeLifted{lifted.next.ticket});
  CHECK(name(lifted.next.state) == "Welcome");
  CHECK_FALSE(lifted.next.duty);

  Turn laid = at_the_desk();
  laid = step(std::move(laid.next), event::CardLaid{laid.next.ticket});
  CHECK(name(laid.next.state) == "AskConsent");
  CHECK_FALSE(laid.next.duty);
  CHECK(asked<effect::Forget>(laid));

  Turn idle = at_the_desk();
  idle = step(std::move(idle.next), event::Ticked{kNow + test::rules().duty_for});
  CHECK(name(idle.next.state) == "Welcome");
  CHECK_FALSE(idle.next.duty);
}

TEST_CASE("what a role may not do is neither shown nor done") {
  Visit visit = at_the_desk().next;
  visit.duty->member.may = {};
  visit.duty->member.may.add(Duty::query);
  for (std::size_t i = 1; i < 8; ++i) {
    Visit again = at_the_desk().next;
    again.duty->member.may = visit.duty->member.may;
    INFO(i);
    CHECK(name(press(std::move(again), item(i)).next.state) == "StaffDesk");
  }
  CHECK(name(press(std::move(visit), Button::item_1).next.state) == "TypeNumber");
}

TEST_CASE("staff ask about a number that agreed, and are back at the desk after it") {
  Turn turn = press(at_the_desk().next, Button::item_1);
  for (const char digit : std::string_view("990101195202290047")) {
    turn = press(std::move(turn.next), *key_of(static_cast<char32_t>(digit)));
  }
  turn = press(std::move(turn.next), Button::number_done);
  turn = press(std::move(turn.next), Button::its_me);
  const auto* ask = asked<effect::AskHealthCode>(turn);
  REQUIRE(ask);
  CHECK(ask->consent.actor == Actor::staff);
  CHECK(ask->consent.badge == kBadge);
  CHECK(ask->consent.given_at == kNow);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  turn = press(std::move(turn.next), Button::no_print);
  CHECK(name(turn.next.state) == "StaffDesk");
  CHECK(asked<effect::Forget>(turn));
}

TEST_CASE("a reprint bears the older sheet's serial, and only that one sheet does") {
  Turn turn = press(at_the_desk().next, Button::item_3);
  REQUIRE(asked<effect::AskSheets>(turn));
  turn = step(std::move(turn.next),
              event::SheetsKnown{turn.next.ticket,
                                 {{"GC07-210126-0042-7", SheetState::printed, kNow - 1h}}});
  turn = press(std::move(turn.next), Button::item_1);
  turn = press(std::move(turn.next), Button::item_1);  // lost
  REQUIRE(name(turn.next.state) == "LayCard");
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  turn = press(std::move(turn.next), Button::its_me);
  turn =
      step(std::move(turn.next), event::Answered{turn.next.ticket, test::code(CodeState::green)});
  turn = press(std::move(turn.next), Button::print);
  turn = step(std::move(turn.next), event::SlipSigned{turn.next.ticket, test::slip()});
  const auto* print = asked<effect::Print>(turn);
  REQUIRE(print);
  REQUIRE(print->order.reprint);
  CHECK(print->order.reprint->replaces == "GC07-210126-0042-7");
  CHECK(print->order.reprint->reason == SheetReason::lost);
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0043-5"});
  CHECK_FALSE(turn.next.duty->replaces);
  turn = press(std::move(turn.next), Button::have_all);
  CHECK(name(turn.next.state) == "StaffDesk");
}

TEST_CASE("a sheet that counts no more is named to the books with its reason") {
  Turn turn = press(at_the_desk().next, Button::item_4);
  turn = step(std::move(turn.next),
              event::SheetsKnown{turn.next.ticket,
                                 {{"GC07-210126-0042-7", SheetState::printed, kNow - 1h}}});
  turn = press(std::move(turn.next), Button::item_1);
  turn = press(std::move(turn.next), Button::item_3);  // given out by mistake
  const auto* voided = asked<effect::VoidSheet>(turn);
  REQUIRE(voided);
  CHECK(voided->serial == "GC07-210126-0042-7");
  CHECK(voided->reason == SheetReason::withdrawn);
  turn = step(std::move(turn.next), event::SheetClosed{turn.next.ticket, "GC07-210126-0042-7"});
  CHECK(name(turn.next.state) == "StaffDesk");
}

TEST_CASE("an appeal is taken with its kind, and its number or the reason against it is shown") {
  for (const bool taken : {true, false}) {
    Turn turn = press(at_the_desk().next, Button::item_6);
    for (const char digit : std::string_view("990101195202290047")) {
      turn = press(std::move(turn.next), *key_of(static_cast<char32_t>(digit)));
    }
    turn = press(std::move(turn.next), Button::number_done);
    turn = press(std::move(turn.next), Button::item_2);
    REQUIRE(asked<effect::Appeal>(turn));
    CHECK(asked<effect::Appeal>(turn)->kind == AppealKind::not_converted);
    const Ticket ticket = turn.next.ticket;
    turn = taken
               ? step(std::move(turn.next), event::AppealTaken{ticket, "0123456789abcdef"})
               : step(std::move(turn.next), event::AppealRefused{ticket, AppealTrouble::too_early});
    CHECK(std::holds_alternative<std::string>(
              std::get<state::AppealDone>(turn.next.state).outcome) == taken);
    turn = press(std::move(turn.next), Button::all_done);
    CHECK(name(turn.next.state) == "StaffDesk");
    CHECK(asked<effect::Forget>(turn));
  }
}

TEST_CASE("that a name is wrong can be said of a card only: a typed number bears none") {
  const auto by_number = [] {
    Turn turn = press(at_the_desk().next, Button::item_6);
    for (const char digit : std::string_view("990101195202290047")) {
      turn = press(std::move(turn.next), *key_of(static_cast<char32_t>(digit)));
    }
    return press(std::move(turn.next), Button::number_done);
  };
  Turn turn = by_number();
  turn = press(std::move(turn.next), Button::item_3);
  CHECK(asked<effect::Appeal>(turn) == nullptr);
  CHECK(name(turn.next.state) == "ChooseAppeal");

  turn = press(at_the_desk().next, Button::item_6);
  turn = press(std::move(turn.next), Button::other_card);
  REQUIRE(name(turn.next.state) == "LayCard");
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  REQUIRE(name(turn.next.state) == "ChooseAppeal");
  turn = press(std::move(turn.next), Button::item_3);
  REQUIRE(asked<effect::Appeal>(turn));
  CHECK(asked<effect::Appeal>(turn)->kind == AppealKind::identity);
  CHECK(asked<effect::Appeal>(turn)->identity.name == test::wang().name);
}

TEST_CASE("a shift ends when its report is on paper, not before") {
  Turn turn = press(at_the_desk().next, Button::item_7);
  REQUIRE(asked<effect::AskShift>(turn));
  turn = step(std::move(turn.next), event::ShiftKnown{turn.next.ticket, test::shift()});
  turn = press(std::move(turn.next), Button::print_report);
  CHECK(std::holds_alternative<ShiftReport>(asked<effect::Print>(turn)->order.document));
  CHECK(asked<effect::EndShift>(turn) == nullptr);
  Turn failed = step(press(at_the_desk().next, Button::item_7).next, event::Ticked{kNow});
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0042-7"});
  CHECK(asked<effect::EndShift>(turn));
}

TEST_CASE("every check is tried: those that need nobody run, the others ask for hands") {
  Turn turn = press(at_the_desk().next, Button::item_8);
  REQUIRE(asked<effect::AskChecks>(turn));
  turn = step(std::move(turn.next), event::ChecksKnown{turn.next.ticket, {}, {}});
  turn = press(std::move(turn.next), Button::try_all);
  // First the antenna: any card will do, and nothing of it is kept.
  CHECK(std::get<state::Checking>(turn.next.state).check == Check::card_reader);
  turn =
      step(std::move(turn.next), event::CardFailed{turn.next.ticket, CardTrouble::hospital_card});
  REQUIRE(asked<effect::NoteCheck>(turn));
  CHECK(asked<effect::NoteCheck>(turn)->outcome == CheckOutcome::passed);
  const auto done = [&](Check check, CheckOutcome outcome) {
    turn = step(std::move(turn.next), event::Checked{turn.next.ticket, {check, outcome, kNow, 0}});
  };
  done(Check::card_reader, CheckOutcome::passed);
  CHECK(std::get<state::Checking>(turn.next.state).check == Check::identity_module);
  turn = step(std::move(turn.next), event::CardRead{turn.next.ticket, test::wang()});
  CHECK(asked<effect::NoteCheck>(turn)->check == Check::identity_module);
  done(Check::identity_module, CheckOutcome::passed);
  // The printer's sheet comes out, and eyes say whether it is clean.
  REQUIRE(asked<effect::Print>(turn));
  CHECK(std::holds_alternative<ReadinessReport>(asked<effect::Print>(turn)->order.document));
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0042-7"});
  CHECK(asked<effect::NoteCheck>(turn) == nullptr);
  turn = press(std::move(turn.next), Button::yes);
  CHECK(asked<effect::NoteCheck>(turn)->outcome == CheckOutcome::passed);
  done(Check::printer, CheckOutcome::passed);
  CHECK(asked<effect::RunCheck>(turn)->check == Check::health_codes);
  done(Check::health_codes, CheckOutcome::watch);
  CHECK(std::get<state::Checking>(turn.next.state).check == Check::scanner);
  turn = step(std::move(turn.next), event::Scanned{turn.next.ticket, Secret("HC1:X")});
  done(Check::scanner, CheckOutcome::passed);
  CHECK(asked<effect::RunCheck>(turn)->check == Check::speaker);
  done(Check::speaker, CheckOutcome::not_tried);  // it has sounded
  turn = press(std::move(turn.next), Button::no);
  CHECK(asked<effect::NoteCheck>(turn)->outcome == CheckOutcome::failed);
  done(Check::speaker, CheckOutcome::failed);
  turn = press(std::move(turn.next), Button::yes);
  done(Check::keys, CheckOutcome::passed);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(asked<effect::NoteCheck>(turn) == nullptr);
    turn = press(std::move(turn.next), item(i));
  }
  CHECK(asked<effect::NoteCheck>(turn)->check == Check::touch);
  done(Check::touch, CheckOutcome::passed);
  CHECK(asked<effect::RunCheck>(turn)->check == Check::storage);
  done(Check::storage, CheckOutcome::passed);
  CHECK(name(turn.next.state) == "Devices");
  CHECK(asked<effect::AskChecks>(turn));
}

TEST_CASE("a printer that fails its test sheet, or cannot print, has not passed") {
  const auto tried = [](bool printer) {
    Turn turn = press(at_the_desk().next, Button::item_8);
    turn.next.readiness.printer = printer;
    turn = step(std::move(turn.next), event::ChecksKnown{turn.next.ticket, {}, {}});
    return press(std::move(turn.next), item(static_cast<std::size_t>(Check::printer)));
  };
  Turn turn = tried(true);
  REQUIRE(asked<effect::Print>(turn));
  turn =
      step(std::move(turn.next), event::SheetFailed{turn.next.ticket, PrintTrouble::not_printed});
  REQUIRE(asked<effect::NoteCheck>(turn));
  CHECK(asked<effect::NoteCheck>(turn)->check == Check::printer);
  CHECK(asked<effect::NoteCheck>(turn)->outcome == CheckOutcome::failed);

  turn = tried(true);
  turn = press(std::move(turn.next), Button::back);
  CHECK(asked<effect::CancelPrint>(turn));
  CHECK(name(turn.next.state) == "Devices");

  turn = tried(false);
  CHECK(asked<effect::Print>(turn) == nullptr);
  REQUIRE(asked<effect::RunCheck>(turn));
  CHECK(asked<effect::RunCheck>(turn)->check == Check::printer);
}

TEST_CASE("practice is switched after a question, and only by whom the role lets") {
  Turn turn = press(at_the_desk().next, Button::item_8);
  turn = press(std::move(turn.next), Button::practice);
  CHECK(name(turn.next.state) == "AskPractice");
  turn = press(std::move(turn.next), Button::yes);
  CHECK(asked<effect::SwitchPractice>(turn));
  CHECK(name(turn.next.state) == "Welcome");

  turn = press(at_the_desk().next, Button::item_8);
  turn.next.duty->member.may = {};
  turn = press(std::move(turn.next), Button::practice);
  CHECK(name(turn.next.state) == "Devices");

  // Nor where there is nothing to switch to.
  turn = press(at_the_desk().next, Button::item_8);
  turn.next.rules.practice_switch = false;
  turn = press(std::move(turn.next), Button::practice);
  CHECK(name(turn.next.state) == "Devices");
}

TEST_CASE("the journal is read and taken away, and what went wrong with that is said") {
  Turn turn = press(at_the_desk().next, Button::item_8);
  turn = press(std::move(turn.next), Button::journal);
  REQUIRE(asked<effect::AskJournal>(turn));
  turn = step(std::move(turn.next), event::JournalRead{turn.next.ticket, {}});
  turn = press(std::move(turn.next), Button::export_journal);
  REQUIRE(asked<effect::ExportJournal>(turn));
  turn = step(std::move(turn.next),
              event::JournalNotExported{turn.next.ticket, ExportTrouble::no_stick});
  CHECK(std::get<ExportTrouble>(std::get<state::ReadJournal>(turn.next.state).exported) ==
        ExportTrouble::no_stick);
}

}  // namespace visit
