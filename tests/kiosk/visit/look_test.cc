// SPDX-License-Identifier: GPL-3.0-or-later
// How a person sees and hears: every change of it, on every page, and its end.
#include "kiosk/visit/look.h"

#include <catch2/catch.hpp>

#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kNow;

namespace {

Turn press(Visit visit, Button button) { return step(std::move(visit), event::Pressed{button}); }

Visit pressed(Visit visit, std::initializer_list<Button> buttons) {
  for (const Button button : buttons) visit = press(std::move(visit), button).next;
  return visit;
}

Visit later(Visit visit, std::chrono::seconds by) {
  const Moment then = visit.now + by;
  return step(std::move(visit), event::Ticked{then}).next;
}

}  // namespace

TEST_CASE("what one changes about seeing and hearing changes no state, on any page") {
  for (State& state : test::every_state()) {
    Visit visit = test::visit_at(std::move(state));
    const auto before = visit.state.index();
    INFO(name(visit.state));
    visit = pressed(std::move(visit), {Button::text_size, Button::contrast, Button::language,
                                       Button::uyghur, Button::listen, Button::listen,
                                       Button::faster, Button::louder, Button::names_aloud});
    CHECK(visit.state.index() == before);
    CHECK(visit.look == Look{Language::ug, 1, 1, true, 3, 3, true});
    CHECK(visit.aside == Aside::sound);
  }
}

TEST_CASE("each language is chosen by its own button, and the page is the visit's again") {
  const std::pair<Button, Language> kChoices[] = {
      {Button::english, Language::en},
      {Button::traditional_chinese, Language::zh_hant},
      {Button::uyghur, Language::ug},
      {Button::simplified_chinese, Language::zh_hans},
  };
  Visit visit = test::visit_at(state::AskConsent{});
  for (const auto& [button, language] : kChoices) {
    visit = press(std::move(visit), Button::language).next;
    CHECK(visit.aside == Aside::language);
    visit = press(std::move(visit), button).next;
    CHECK(visit.look.language == language);
    CHECK_FALSE(visit.aside);
  }
}

TEST_CASE("a page that stands aside is left by back or by its own button, and then only") {
  for (const auto& [button, aside] :
       {std::pair{Button::language, Aside::language}, std::pair{Button::adjust, Aside::adjust}}) {
    for (const Button closes : {Button::back, button}) {
      Visit visit = press(test::visit_at(state::AskConsent{}), button).next;
      REQUIRE(visit.aside == aside);
      visit = press(std::move(visit), closes).next;
      CHECK_FALSE(visit.aside);
      CHECK(std::holds_alternative<state::AskConsent>(visit.state));
    }
  }
  // The next back is the visit's own.
  Visit visit =
      pressed(test::visit_at(state::AskConsent{}), {Button::language, Button::back, Button::back});
  CHECK(std::holds_alternative<state::Welcome>(visit.state));
}

TEST_CASE("what happens in the visit is seen at once, whatever stood aside") {
  Visit visit =
      press(test::visit_at(state::LayCard{{Actor::self, kNow}, {}, 0}), Button::language).next;
  REQUIRE(visit.aside);
  visit = step(std::move(visit), event::CardLaid{visit.ticket}).next;
  CHECK_FALSE(visit.aside);
  // A failed try leads to the same state, and has something to say as well.
  visit = press(test::visit_at(state::LayCard{{Actor::self, kNow}, {}, 0}), Button::language).next;
  visit = step(std::move(visit), event::CardFailed{visit.ticket, CardTrouble::lay_again}).next;
  CHECK_FALSE(visit.aside);
  // A second that passes, or a printer that comes back, is no reason to close what one reads.
  visit = press(test::visit_at(state::AskConsent{}), Button::language).next;
  visit = later(std::move(visit), 1s);
  visit = step(std::move(visit), event::DeviceChanged{Device::printer, true}).next;
  CHECK(visit.aside == Aside::language);
}

TEST_CASE("the first press on listen reads aloud; the second leads to the voice's own page") {
  Visit visit = press(test::visit_at(state::AskConsent{}), Button::listen).next;
  CHECK(visit.look.aloud);
  CHECK_FALSE(visit.aside);
  visit = press(std::move(visit), Button::listen).next;
  CHECK(visit.aside == Aside::sound);
  visit = press(std::move(visit), Button::silence).next;
  CHECK_FALSE(visit.look.aloud);
  CHECK_FALSE(visit.aside);
}

TEST_CASE("speed and volume go from one end to the other by five steps and no further") {
  Visit visit = test::visit_at(state::AskConsent{});
  for (int i = 0; i < 9; ++i) visit = pressed(std::move(visit), {Button::slower, Button::louder});
  CHECK(visit.look.pace == 0);
  CHECK(visit.look.loudness == kLevels - 1);
  for (int i = 0; i < 9; ++i) visit = pressed(std::move(visit), {Button::faster, Button::softer});
  CHECK(visit.look.pace == kLevels - 1);
  CHECK(visit.look.loudness == 0);
}

TEST_CASE("asked to hear it again, the visit's own page is told anew") {
  Visit visit = pressed(test::visit_at(state::AskConsent{}), {Button::listen, Button::listen});
  const int before = visit.readings;
  visit = press(std::move(visit), Button::hear_again).next;
  CHECK(visit.readings == before + 1);
  CHECK_FALSE(visit.aside);
  CHECK(visit.look.aloud);
}

TEST_CASE("any key of the keypad begins the voice; where staff type it does not") {
  for (State& state : test::every_state()) {
    Visit visit = test::visit_at(std::move(state));
    const std::string_view where = name(visit.state);
    const bool staff = visit.duty || where == "EnterPin";
    INFO(where);
    CHECK(step(std::move(visit), event::KeyUsed{}).next.look.aloud == !staff);
  }
}

TEST_CASE("a headset begins the voice and ends it; whoever comes next with one hears at once") {
  Visit visit = step(test::visit_at(state::AskConsent{}), event::HeadsetPlugged{true}).next;
  CHECK(visit.look.aloud);
  CHECK(visit.readiness.headset);
  visit = press(std::move(visit), Button::back).next;
  REQUIRE(std::holds_alternative<state::Welcome>(visit.state));
  CHECK(visit.look.aloud);
  visit = step(std::move(visit), event::HeadsetPlugged{false}).next;
  CHECK_FALSE(visit.look.aloud);
  CHECK_FALSE(visit.readiness.headset);
}

TEST_CASE("every change is gone for the next person") {
  Visit visit =
      pressed(test::visit_at(state::TakePaper{"GC07-210126-0042-7", kNow}),
              {Button::text_size, Button::contrast, Button::listen, Button::faster, Button::louder,
               Button::names_aloud, Button::language, Button::english, Button::language});
  REQUIRE(visit.look != Look{});
  visit = press(std::move(visit), Button::back).next;  // of the languages
  visit = press(std::move(visit), Button::have_all).next;
  REQUIRE(std::holds_alternative<state::Welcome>(visit.state));
  CHECK(visit.look == Look{});
  CHECK_FALSE(visit.aside);
}

TEST_CASE("what somebody changed on the first page and left is not the next one's") {
  Visit visit = pressed(test::visit_at(state::Welcome{}), {Button::text_size, Button::language});
  visit = later(std::move(visit), test::rules().warn_after - 1s);
  CHECK(visit.look.size == 1);
  CHECK(visit.aside == Aside::language);
  visit = later(std::move(visit), 1s);
  CHECK(visit.look == Look{});
  CHECK_FALSE(visit.aside);
}

TEST_CASE("the warning can be answered ten times and more, each with one press") {
  Visit visit = test::visit_at(state::AskConsent{});
  for (int i = 0; i < 12; ++i) {
    visit = later(std::move(visit), visit.rules.warn_after);
    REQUIRE(std::holds_alternative<state::StillThere>(visit.state));
    // Twenty seconds are left for it (WCAG 2.2.1).
    visit = later(std::move(visit), 20s);
    REQUIRE(std::holds_alternative<state::StillThere>(visit.state));
    visit = press(std::move(visit), Button::more_time).next;
    REQUIRE(std::holds_alternative<state::AskConsent>(visit.state));
  }
  visit = later(std::move(visit), visit.rules.warn_after);
  visit = later(std::move(visit), visit.rules.erase_after);
  CHECK(std::holds_alternative<state::Welcome>(visit.state));
}

TEST_CASE("no page that works for a person counts down: it waits only where somebody is awaited") {
  for (State& state : test::every_state()) {
    Visit visit = test::visit_at(std::move(state));
    const std::string_view where = name(visit.state);
    const bool works = where == "Printing" || where == "Certifying" || where == "Welcome";
    if (!works) continue;
    visit = later(std::move(visit), visit.rules.warn_after + 1s);
    INFO(where);
    CHECK(name(visit.state) != "StillThere");
  }
}

}  // namespace visit
