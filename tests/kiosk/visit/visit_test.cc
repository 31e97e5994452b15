// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/visit.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "kiosk/visit/page.h"
#include "tests/golden.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kNow;

namespace {

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

template <typename E>
bool asks(const Turn& turn) {
  for (const Effect& effect : turn.effects) {
    if (std::holds_alternative<E>(effect)) return true;
  }
  return false;
}

// Whose name a state bears; "" if nobody's.
std::string person_in(const State& state) {
  return std::visit(
      [](const auto& s) -> std::string {
        if constexpr (requires { s.identity.name; }) {
          return std::string(s.identity.name.reveal());
        } else if constexpr (requires { s.identity->name; }) {
          return s.identity ? std::string(s.identity->name.reveal()) : "";
        } else if constexpr (requires { s.person.name; }) {
          return std::string(s.person.name.reveal());
        } else {
          return "";
        }
      },
      state);
}

}  // namespace

TEST_CASE("the table of arrows is the one that was last looked at") {
  std::string table;
  std::set<std::string> drawn;
  for (std::size_t s = 0; s < test::every_state().size(); ++s) {
    for (std::size_t e = 0; e < test::every_event({7}).size(); ++e) {
      Visit visit = test::visit_at(std::move(test::every_state()[s]));
      Event event = std::move(test::every_event({7})[e]);
      const std::string from(name(visit.state));
      const std::string what = test::name(event);
      const Turn turn = step(std::move(visit), std::move(event));
      const std::string to(name(turn.next.state));
      if (to == from && turn.effects.empty()) continue;
      table += "| " + from + " | " + what + " | " + to + " |";
      for (const Effect& effect : turn.effects) table += " " + test::name(effect);
      table += " |\n";
      if (to != from) drawn.insert("  " + from + " --> " + to + "\n");
    }
  }
  std::string document =
      "# The visit\n"
      "One person's visit is a value; `step(visit, event)` is the only thing that moves it "
      "(kiosk/visit/visit.h). This page\n"
      "is printed from the code by the ctest `kiosk/visit`; `KIOSK_GOLDEN=write` prints it anew. "
      "An arrow that is not in\n"
      "the table does not exist: the event changes nothing. Size, contrast, language and reading "
      "aloud change the look on\n"
      "every page and no state. An answer with another ticket than the visit's present one is "
      "dropped before all this.\n\n"
      "```mermaid\nstateDiagram-v2\n  [*] --> Welcome\n";
  for (const std::string& arrow : drawn) document += arrow;
  document += "```\n\n| state | event | next | asks for |\n|---|---|---|---|\n" + table;
  golden::check_file("docs/visit.md", document);
}

TEST_CASE("a visit goes from card to paper and forgets the person") {
  Visit visit = test::visit_at(state::Welcome{});
  visit = press(std::move(visit), Button::check_code).next;
  visit = press(std::move(visit), Button::agree).next;
  visit = step(std::move(visit), event::CardLaid{visit.ticket}).next;
  visit = step(std::move(visit), event::CardRead{visit.ticket, test::wang()}).next;
  visit = press(std::move(visit), Button::its_me).next;
  visit = step(std::move(visit), event::Answered{visit.ticket, test::code(CodeState::green)}).next;
  REQUIRE(std::holds_alternative<state::ShowVerdict>(visit.state));
  visit = press(std::move(visit), Button::print).next;
  Turn turn = step(std::move(visit), event::SlipSigned{visit.ticket, test::slip()});
  REQUIRE(asks<effect::Print>(turn));
  visit =
      step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0042-7"}).next;
  REQUIRE(std::holds_alternative<state::TakePaper>(visit.state));
  turn = press(std::move(visit), Button::have_all);
  CHECK(std::holds_alternative<state::Welcome>(turn.next.state));
  CHECK(asks<effect::Forget>(turn));
}

// The worst this machine could do: B sees A's record. A cancels, B begins, A's late answer comes.
TEST_CASE("an answer to an older question never reaches the next person") {
  Visit visit = test::visit_at(
      state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
  const Ticket wangs = visit.ticket;
  visit = press(std::move(visit), Button::stop).next;
  visit = press(std::move(visit), Button::not_me).next;
  visit = step(std::move(visit), event::CardRead{visit.ticket, test::sun()}).next;
  visit = press(std::move(visit), Button::its_me).next;
  REQUIRE(person_in(visit.state) == "孙𠅤");
  const Turn turn = step(std::move(visit), event::Answered{wangs, test::code(CodeState::red)});
  CHECK(std::holds_alternative<state::Querying>(turn.next.state));
  CHECK(turn.effects.empty());
}

namespace {

// One question a visit asked, kept to be answered late, twice or out of order.
struct Question {
  enum class Kind { read, scan, ask, check, sign, print } kind;
  Ticket ticket;
  std::string person;  // "" while nobody has laid a card
};

std::optional<Question> question_in(const Effect& effect, const std::string& person) {
  if (const auto* e = std::get_if<effect::StartReading>(&effect)) {
    if (e->wanted == Wanted::badge) return std::nullopt;
    return Question{e->wanted == Wanted::card ? Question::Kind::read : Question::Kind::scan,
                    e->ticket, ""};
  }
  if (const auto* e = std::get_if<effect::AskHealthCode>(&effect)) {
    return Question{Question::Kind::ask, e->ticket, std::string(e->identity.name.reveal())};
  }
  if (const auto* e = std::get_if<effect::CheckPaper>(&effect)) {
    return Question{Question::Kind::check, e->ticket, std::string(e->text.reveal())};
  }
  if (const auto* e = std::get_if<effect::SignSlip>(&effect)) {
    return Question{Question::Kind::sign, e->ticket, std::string(e->identity.name.reveal())};
  }
  if (const auto* e = std::get_if<effect::Print>(&effect)) {
    return Question{Question::Kind::print, e->ticket, person};
  }
  return std::nullopt;
}

Event answer_to(const Question& question, Moment now, std::uint64_t& people) {
  switch (question.kind) {
    case Question::Kind::read: {
      Identity identity = test::wang();
      identity.name = Secret("P" + std::to_string(++people));
      return event::CardRead{question.ticket, std::move(identity)};
    }
    case Question::Kind::scan:
      return event::Scanned{question.ticket, Secret("HC1:P" + std::to_string(++people))};
    case Question::Kind::check:
      return event::PaperChecked{question.ticket, test::paper(PaperFinding::genuine)};
    case Question::Kind::ask: {
      HealthCode code = test::code(CodeState::green);
      code.expires_at = now + 1h;
      return event::Answered{question.ticket, std::move(code)};
    }
    case Question::Kind::sign:
      return event::SlipSigned{question.ticket, test::slip()};
    case Question::Kind::print:
      break;
  }
  return event::SheetPrinted{question.ticket, "GC07-210126-0042-7"};
}

struct Crossing {
  int answers = 0;    // that moved the visit
  int strangers = 0;  // of those, answers about somebody else than who stands here
};

// A random session of presses, ticks and answers. Each question is remembered with the person it
// was asked for; an answer that moves the visit while somebody else stands there is a crossing.
Crossing random_session(std::uint64_t seed, int events) {
  std::mt19937_64 random(seed);
  std::vector<Question> questions;
  Visit visit = test::visit_at(state::Welcome{});
  Crossing crossing;
  std::uint64_t people = 0;
  std::string here;  // who laid the last card of this visit
  for (int i = 0; i < events; ++i) {
    const auto dice = random() % 16;
    Turn turn;
    if (dice < 9) {
      // Presses that lead on and back, so that every state is met.
      static constexpr std::array kWays{
          Button::check_code,  Button::agree,        Button::its_me,   Button::stop,
          Button::not_me,      Button::back,         Button::print,    Button::have_all,
          Button::ask_again,   Button::print,        Button::no_print, Button::have_all,
          Button::check_paper, Button::another_paper};
      const bool asked = std::holds_alternative<state::AskConsent>(visit.state);
      turn = press(std::move(visit), kWays[random() % kWays.size()]);
      // Their card lay there while they were asked: with their yes they are the one who is here.
      if (asked && std::holds_alternative<state::ConfirmIdentity>(turn.next.state)) {
        here = person_in(turn.next.state);
      }
    } else if (dice < 10) {
      const Moment later = visit.now + std::chrono::seconds{random() % 20};
      turn = step(std::move(visit), event::Ticked{later});
    } else if (!questions.empty()) {
      const std::size_t which = random() % questions.size();
      const Question question = questions[which];
      if (random() % 3 != 0)
        questions.erase(questions.begin() + static_cast<std::ptrdiff_t>(which));
      const auto before = visit.state.index();
      Event answer = answer_to(question, visit.now, people);
      const auto* scanned = std::get_if<event::Scanned>(&answer);
      const std::string paper(scanned == nullptr ? "" : scanned->text.reveal());
      turn = step(std::move(visit), std::move(answer));
      if (turn.next.state.index() != before) {
        ++crossing.answers;
        const bool asks_who =
            question.kind == Question::Kind::read || question.kind == Question::Kind::scan;
        if (!asks_who && question.person != here) ++crossing.strangers;
        if (question.kind == Question::Kind::read) here = person_in(turn.next.state);
        if (question.kind == Question::Kind::scan) here = paper;
      }
    } else {
      continue;
    }
    for (const Effect& effect : turn.effects) {
      if (auto asked = question_in(effect, here)) questions.push_back(std::move(*asked));
      if (questions.size() > 32) questions.erase(questions.begin());
    }
    visit = std::move(turn.next);
  }
  return crossing;
}

}  // namespace

// tests/CMakeLists.txt builds this program once more with the ticket check taken out of visit.cc;
// there this test must fail, or it would prove nothing.
TEST_CASE("a million late, doubled and reordered answers show nobody another's record",
          "[ticket]") {
  constexpr std::uint64_t kSessions = 100;
  constexpr int kEvents = 10000;
  Crossing all;
  for (std::uint64_t seed = 0; seed < kSessions; ++seed) {
    const Crossing one = random_session(seed, kEvents);
    all.answers += one.answers;
    all.strangers += one.strangers;
  }
  CHECK(all.strangers == 0);
  CHECK(all.answers > 10000);  // the sessions really were answered
}

TEST_CASE("only pages that wait for a person idle; the desk's session ends without a word") {
  static const std::set<std::string> kResidents{
      "AskConsent", "LayCard",    "ConfirmIdentity", "ShowVerdict",  "NoResult",       "CallStaff",
      "ScanPaper",  "ShowPaper",  "LookInTray",      "ChoosePerson", "ChooseRelation", "NotAllowed",
      "ShowAgents", "EndBinding", "TakeSurvey",      "Routed",       "EnterPin"};
  static const std::set<std::string> kDesk{
      "TypeNumber", "StaffDesk", "PickSheet", "GiveReason",  "ChooseAppeal", "AppealDone",
      "ShowShift",  "Devices",   "Checking",  "ReadJournal", "AskPractice"};
  for (State& state : test::every_state()) {
    const std::string before(name(state));
    INFO(before);
    Visit visit = test::visit_at(std::move(state));
    Turn turn = step(std::move(visit), event::Ticked{kNow + 45s});
    CHECK((name(turn.next.state) == "StillThere" && before != "StillThere") ==
          kResidents.contains(before));
    if (!kDesk.contains(before)) continue;
    CHECK(name(turn.next.state) == before);
    turn = step(std::move(turn.next), event::Ticked{kNow + turn.next.rules.duty_for});
    CHECK(name(turn.next.state) == "Welcome");
    CHECK_FALSE(turn.next.duty);
  }
}

TEST_CASE("one press extends the time, at least ten times, and the page comes back as it was") {
  Visit visit = test::visit_at(state::ConfirmIdentity{{Actor::self, kNow}, test::wang(), {}});
  for (int i = 0; i < 12; ++i) {
    visit = step(std::move(visit), event::Ticked{visit.now + 46s}).next;
    REQUIRE(name(visit.state) == "StillThere");
    visit = press(std::move(visit), Button::more_time).next;
    REQUIRE(name(visit.state) == "ConfirmIdentity");
    CHECK(person_in(visit.state) == "王秀英");
  }
}

TEST_CASE("nobody answering the warning erases everything") {
  Visit visit = test::visit_at(state::ConfirmIdentity{{Actor::self, kNow}, test::wang(), {}});
  visit.look.size = 2;
  visit = step(std::move(visit), event::Ticked{kNow + 46s}).next;
  visit = step(std::move(visit), event::Ticked{kNow + 46s + 29s}).next;
  CHECK(name(visit.state) == "StillThere");
  const Turn turn = step(std::move(visit), event::Ticked{kNow + 46s + 30s});
  CHECK(name(turn.next.state) == "Welcome");
  CHECK(asks<effect::Forget>(turn));
  CHECK(turn.next.look.size == 0);
}

TEST_CASE("a sheet that may lie in the tray keeps the next person out") {
  Visit take = test::visit_at(state::TakePaper{"GC07-210126-0042-7", kNow});
  take = step(std::move(take), event::Ticked{kNow + 1h}).next;
  CHECK(name(take.state) == "TakePaper");
  CHECK(name(press(std::move(take), Button::check_code).next.state) == "TakePaper");

  Visit unknown = test::visit_at(state::Printing{PaperKind::slip, 0});
  unknown =
      step(std::move(unknown), event::SheetFailed{unknown.ticket, PrintTrouble::unknown}).next;
  unknown = step(std::move(unknown), event::Ticked{kNow + 1h}).next;
  unknown = press(std::move(unknown), Button::back).next;
  CHECK(name(unknown.state) == "CallStaff");
  CHECK(name(press(std::move(unknown), Button::have_all).next.state) == "Welcome");
}

TEST_CASE("paper that runs out holds the sheet, and the same sheet goes on when it is refilled") {
  Visit visit = test::visit_at(state::Printing{PaperKind::slip, 1});
  const Ticket sheet = visit.ticket;
  Turn turn = step(std::move(visit), event::SheetHeld{sheet, HoldReason::media_empty});
  CHECK(name(turn.next.state) == "PrintHeld");
  CHECK(asks<effect::CallStaff>(turn));
  turn = step(std::move(turn.next), event::SheetResumed{sheet});
  CHECK(name(turn.next.state) == "Printing");
  turn = step(std::move(turn.next), event::SheetPrinted{sheet, "GC07-210126-0042-7"});
  CHECK(name(turn.next.state) == "TakePaper");
}

TEST_CASE("giving up a held sheet waits for the printer's word: a cancel proves nothing") {
  Visit visit =
      test::visit_at(state::PrintHeld{PaperKind::slip, HoldReason::media_empty, kNow, false});
  Turn turn = press(std::move(visit), Button::do_not_wait);
  CHECK(asks<effect::CancelPrint>(turn));
  CHECK(name(turn.next.state) == "PrintHeld");
  turn = press(std::move(turn.next), Button::do_not_wait);
  CHECK_FALSE(asks<effect::CancelPrint>(turn));
  turn = step(std::move(turn.next), event::SheetPrinted{turn.next.ticket, "GC07-210126-0042-7"});
  CHECK(name(turn.next.state) == "TakePaper");
}

TEST_CASE("three tries with a card, then staff look at it; a card that is not genuine at once") {
  Visit visit = test::visit_at(state::LayCard{{Actor::self, kNow}, {}, 0});
  for (int i = 0; i < 2; ++i) {
    visit = step(std::move(visit), event::CardFailed{visit.ticket, CardTrouble::lay_again}).next;
    CHECK(name(visit.state) == "LayCard");
  }
  visit = step(std::move(visit), event::CardFailed{visit.ticket, CardTrouble::misread}).next;
  CHECK(std::get<state::CallStaff>(visit.state).call == Call::card_unreadable);

  Visit false_card = test::visit_at(state::Reading{{Actor::self, kNow}, 0, kNow});
  false_card =
      step(std::move(false_card), event::CardFailed{false_card.ticket, CardTrouble::not_genuine})
          .next;
  CHECK(std::get<state::CallStaff>(false_card.state).call == Call::card_not_genuine);
}

TEST_CASE("what the service does not know is never a colour") {
  for (const CodeState state : {CodeState::unknown, CodeState::expired, CodeState::not_found}) {
    Visit visit = test::visit_at(
        state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
    visit = step(std::move(visit), event::Answered{visit.ticket, test::code(state)}).next;
    CHECK(name(visit.state) == "NoResult");
  }
  Visit late = test::visit_at(
      state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
  HealthCode stale = test::code(CodeState::green);
  stale.expires_at = kNow;
  late = step(std::move(late), event::Answered{late.ticket, std::move(stale)}).next;
  CHECK(std::get<NoColour>(std::get<state::NoResult>(late.state).why) == NoColour::expired);
}

TEST_CASE("a service that says nothing leads to paper and people within the budget") {
  Visit visit = test::visit_at(
      state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
  visit = step(std::move(visit), event::Ticked{kNow + 7s}).next;
  CHECK(name(visit.state) == "Querying");
  const Turn turn = step(std::move(visit), event::Ticked{kNow + 8s});
  CHECK(name(turn.next.state) == "NoResult");
  CHECK(asks<effect::CancelAsking>(turn));
}

TEST_CASE("a reader that falls silent in the middle of a card calls staff") {
  Visit visit = test::visit_at(state::Reading{{Actor::self, kNow}, 0, kNow});
  visit = step(std::move(visit), event::Ticked{kNow + 6s}).next;
  CHECK(std::get<state::CallStaff>(visit.state).call == Call::reader_out);
}

TEST_CASE("H27: a red code calls staff at once, and the page says so") {
  Visit visit = test::visit_at(
      state::Querying{{Actor::self, kNow}, test::wang(), Source::province, false, kNow, {}});
  const Turn turn =
      step(std::move(visit), event::Answered{visit.ticket, test::code(CodeState::red)});
  CHECK(asks<effect::CallStaff>(turn));
  CHECK(turn.next.staff_called == kNow);
}

TEST_CASE("printing is not offered when the printer does not work") {
  Visit visit = test::visit_at(
      state::ShowVerdict{{Actor::self, kNow}, test::wang(), test::verdict(Colour::green)});
  visit = step(std::move(visit), event::DeviceChanged{Device::printer, false}).next;
  const Turn turn = press(std::move(visit), Button::print);
  CHECK_FALSE(asks<effect::SignSlip>(turn));
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::printer_out);
}

TEST_CASE("a code that changed before it was signed is asked anew, not printed") {
  Visit visit = test::visit_at(
      state::Certifying{{Actor::self, kNow}, test::wang(), test::verdict(Colour::green), kNow});
  SignedSlip red = test::slip();
  red.colour = Colour::red;
  const Turn turn = step(std::move(visit), event::SlipSigned{visit.ticket, std::move(red)});
  CHECK(name(turn.next.state) == "Querying");
  CHECK(asks<effect::AskHealthCode>(turn));
  CHECK_FALSE(asks<effect::Print>(turn));
}

}  // namespace visit
