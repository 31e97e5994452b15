// SPDX-License-Identifier: GPL-3.0-or-later
// Papers under the scanner, other cards than an ID card, and staff who type a number.
#include <catch2/catch.hpp>
#include <string>

#include "kiosk/visit/turning.h"
#include "kiosk/visit/visit.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using test::kBadge;
using test::kNow;
using namespace std::chrono_literals;

namespace {

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

template <typename E>
const E* asked(const Turn& turn) {
  for (const Effect& effect : turn.effects) {
    if (const auto* found = std::get_if<E>(&effect)) return found;
  }
  return nullptr;
}

Visit typing(std::string_view number) {
  return test::visit_at(state::TypeNumber{kBadge, Secret(number), {}});
}

Turn typed(Visit visit, std::string_view characters) {
  Turn turn{std::move(visit), {}};
  for (const char character : characters) {
    turn = press(std::move(turn.next), *key_of(static_cast<char32_t>(character)));
  }
  return turn;
}

}  // namespace

TEST_CASE("a certificate is judged here, a telephone's code by its service, others by nobody") {
  const auto scan = [](const char* text) {
    Turn turn = press(test::visit_at(state::Welcome{}), Button::check_paper);
    const auto* start = asked<effect::StartReading>(turn);
    REQUIRE(start != nullptr);
    CHECK(start->wanted == Wanted::paper);
    return step(std::move(turn.next), event::Scanned{turn.next.ticket, Secret(text)});
  };
  const Turn certificate = scan("HC1:6BF");
  REQUIRE(asked<effect::CheckPaper>(certificate) != nullptr);
  CHECK(asked<effect::CheckPaper>(certificate)->text.reveal() == "HC1:6BF");
  CHECK(asked<effect::AskByCode>(certificate) == nullptr);

  const Turn code = scan("GC1:42:AAAAAAAAAAAAAAAAAAAAAA");
  CHECK(asked<effect::AskByCode>(code) != nullptr);
  CHECK(asked<effect::CheckPaper>(code) == nullptr);

  for (const char* text : {"HC2:6BF", "https://example.org/x", "shc:/1"}) {
    const Turn other = scan(text);
    CHECK(asked<effect::CheckPaper>(other) == nullptr);
    CHECK(asked<effect::AskByCode>(other) == nullptr);
    CHECK(std::get<PaperCheck>(std::get<state::ShowPaper>(other.next.state).found).finding ==
          PaperFinding::unsupported);
  }
}

TEST_CASE("whoever asks for their own code after a paper is asked for consent like all others") {
  Visit visit = test::visit_at(state::ShowPaper{PaperCheck{}});
  Turn turn = press(std::move(visit), Button::check_code);
  REQUIRE(name(turn.next.state) == "AskConsent");
  // A card that is laid down now says yes.
  REQUIRE(asked<effect::StartReading>(turn) != nullptr);
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::card);
  CHECK(std::get<state::AskConsent>(turn.next.state).since == turn.next.now);
}

TEST_CASE("a paper that comes late is shown to nobody else") {
  Turn turn = press(test::visit_at(state::Welcome{}), Button::check_paper);
  turn = step(std::move(turn.next), event::Scanned{turn.next.ticket, Secret("HC1:6BF")});
  const Ticket question = turn.next.ticket;
  turn = press(std::move(turn.next), Button::back);  // away, before the answer came
  turn = press(std::move(turn.next), Button::back);
  turn = press(std::move(turn.next), Button::check_paper);
  turn =
      step(std::move(turn.next), event::PaperChecked{question, test::paper(PaperFinding::genuine)});
  CHECK(name(turn.next.state) == "ScanPaper");
}

TEST_CASE("a service that does not answer about a code leads on within the budget") {
  Visit visit = test::visit_at(state::CheckingPaper{kNow});
  visit = step(std::move(visit), event::Ticked{kNow + 7s}).next;
  CHECK(name(visit.state) == "CheckingPaper");
  const Turn turn = step(std::move(visit), event::Ticked{kNow + 8s});
  CHECK(asked<effect::CancelAsking>(turn) != nullptr);
  CHECK(std::get<QueryTrouble>(std::get<state::ShowPaper>(turn.next.state).found) ==
        QueryTrouble::silent);
}

TEST_CASE("without a scanner, or when it goes, the paper is looked at by people") {
  Visit visit = test::visit_at(state::Welcome{});
  visit.readiness.scanner = false;
  CHECK(std::get<state::CallStaff>(press(std::move(visit), Button::check_paper).next.state).call ==
        Call::paper_check);
  Turn turn = press(test::visit_at(state::Welcome{}), Button::check_paper);
  REQUIRE(name(turn.next.state) == "ScanPaper");
  turn = step(std::move(turn.next), event::DeviceChanged{Device::scanner, false});
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::paper_check);
}

TEST_CASE("a hospital card and a passport are declined by name, and the card may still come") {
  for (const CardTrouble trouble : {CardTrouble::hospital_card, CardTrouble::passport}) {
    Visit visit = test::visit_at(state::LayCard{{Actor::self, kNow}, {}, 0});
    visit = step(std::move(visit), event::CardFailed{visit.ticket, trouble}).next;
    CHECK(std::get<state::LayCard>(visit.state).trouble == trouble);
    visit = step(std::move(visit), event::CardRead{visit.ticket, test::wang()}).next;
    CHECK(name(visit.state) == "ConfirmIdentity");
  }
}

TEST_CASE("a social security card proves nothing: without staff nobody is asked about") {
  Visit visit = test::visit_at(state::LayCard{{Actor::self, kNow}, {}, 0});
  Turn turn = step(std::move(visit), event::CardHinted{visit.ticket, test::wang()});
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::social_card);
  CHECK(asked<effect::AskHealthCode>(turn) == nullptr);
  CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::badge);
  // Nobody with a badge: it is forgotten with the page.
  CHECK(name(press(test::visit_at(std::move(turn.next.state)), Button::have_all).next.state) ==
        "Welcome");

  // A badge makes it a number that staff look over, and then somebody to ask about.
  visit = test::visit_at(state::LayCard{{Actor::self, kNow}, {}, 0});
  turn = step(std::move(visit), event::CardHinted{visit.ticket, test::wang()});
  turn = test::sign_in(std::move(turn.next));
  CHECK(std::get<state::TypeNumber>(turn.next.state).typed == test::wang().number);
  turn = press(std::move(turn.next), Button::number_done);
  const auto& who = std::get<state::ConfirmIdentity>(turn.next.state);
  CHECK(who.identity.name == test::wang().name);
  CHECK(who.consent.actor == Actor::staff);
  CHECK(who.consent.badge == kBadge);
  turn = press(std::move(turn.next), Button::its_me);
  REQUIRE(asked<effect::AskHealthCode>(turn) != nullptr);
  CHECK(asked<effect::AskHealthCode>(turn)->consent.badge == kBadge);
}

TEST_CASE("nobody types a number who is not signed in, and a badge alone opens nothing") {
  for (State& state : test::every_state()) {
    if (name(state) == "TypeNumber") continue;
    Visit visit = test::visit_at(std::move(state));
    CHECK(name(step(std::move(visit), event::BadgeShown{visit.ticket, kBadge}).next.state) !=
          "TypeNumber");
  }
  for (State& state : test::every_state()) {
    if (name(state) == "TypeNumber") continue;
    for (std::size_t b = 0; b < kButtons; ++b) {
      Visit visit = test::visit_at(std::move(test::every_state()[state.index()]));
      if (visit.duty) continue;
      CHECK(name(press(std::move(visit), static_cast<Button>(b)).next.state) != "TypeNumber");
    }
  }
}

TEST_CASE("a number is typed key by key, taken back, handed in, and told what is wrong with it") {
  Turn turn = typed(typing(""), "990101195202290048");
  turn = press(std::move(turn.next), Button::number_done);
  CHECK(std::get<state::TypeNumber>(turn.next.state).trouble == NumberTrouble::check);
  turn = press(std::move(turn.next), Button::key_erase);
  CHECK_FALSE(std::get<state::TypeNumber>(turn.next.state).trouble);
  turn = typed(std::move(turn.next), "7");
  turn = press(std::move(turn.next), Button::number_done);
  const auto& who = std::get<state::ConfirmIdentity>(turn.next.state);
  CHECK(who.identity.number.reveal() == "990101195202290047");
  CHECK(who.identity.name.empty());
  CHECK(who.identity.birth == std::chrono::year{1952} / 2 / 29);
  // A nineteenth character is not taken, and nothing is taken back from an empty number.
  turn = typed(typing("990101195202290047"), "1");
  CHECK(std::get<state::TypeNumber>(turn.next.state).typed.reveal().size() == 18);
  turn = press(typing(""), Button::key_erase);
  CHECK(std::get<state::TypeNumber>(turn.next.state).typed.empty());
}

TEST_CASE("not the right person: staff type again, and lay no card in somebody's place") {
  Turn turn = press(typing("990101195202290047"), Button::number_done);
  turn = press(std::move(turn.next), Button::not_me);
  CHECK(std::get<state::TypeNumber>(turn.next.state).badge == kBadge);
  // Whoever laid a card lays another one.
  Visit self = test::visit_at(state::ConfirmIdentity{{Actor::self, kNow}, test::wang(), {}});
  CHECK(name(press(std::move(self), Button::not_me).next.state) == "LayCard");
}

TEST_CASE("a person without a name gets no sheet from the machine") {
  Identity nameless = test::wang();
  nameless.name = {};
  Visit visit = test::visit_at(state::ShowVerdict{
      {Actor::staff, kNow, kBadge}, std::move(nameless), test::verdict(Colour::green)});
  const Turn turn = press(std::move(visit), Button::print);
  CHECK(asked<effect::SignSlip>(turn) == nullptr);
  CHECK(std::get<state::CallStaff>(turn.next.state).call == Call::by_hand);
}

TEST_CASE("every page that calls staff waits for a badge, and leaving ends that") {
  for (const Call call : {Call::asked, Call::no_card, Call::written_consent}) {
    Visit visit = test::visit_at(state::Welcome{});
    Turning turning(visit);
    visit.state = turning.call_staff(call);
    Turn turn{std::move(visit), std::move(turning).effects()};
    CHECK(asked<effect::StartReading>(turn)->wanted == Wanted::badge);
    turn = press(std::move(turn.next), Button::have_all);
    CHECK(asked<effect::StopReading>(turn) != nullptr);
  }
}

}  // namespace visit
