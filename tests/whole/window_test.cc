// SPDX-License-Identifier: GPL-3.0-or-later
// The real window: a visit by somebody else's hand on an X server, one by keys alone, and the kiosk
// as it is installed, under its compositor.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/whole/display.h"
#include "tests/whole/stage.h"

namespace whole {

using namespace std::chrono_literals;

namespace {

// Presses with the X server's own pointer, again until the page has gone: a new page takes no touch
// for half a second.
void click(Stage& stage, const std::string& id, const std::string& wanted) {
  const auto there = [&](std::chrono::milliseconds at_most) {
    return stage.player().wait(wanted, at_most).has_value();
  };
  for (int tries = 0; tries < 40; ++tries) {
    const auto place = stage.player().place_of(id);
    if (place) {
      const auto x = static_cast<int>(place->x + place->w / 2);
      const auto y = static_cast<int>(place->y + place->h / 2);
      (void)run("xdotool mousemove " + std::to_string(x) + " " + std::to_string(y) + " click 1");
    }
    if (there(300ms)) return;
  }
  FAIL(id << " does not lead to " << wanted << " but stays at " << stage.player().now().page);
}

// Like the above with keys; a new page takes none for half a second either.
void type(Stage& stage, const std::string& keys, const std::string& wanted) {
  for (int tries = 0; tries < 10; ++tries) {
    std::this_thread::sleep_for(600ms);
    (void)run("xdotool key " + keys);
    if (stage.player().wait(wanted, 3s)) return;
  }
  FAIL(keys << " do not lead to " << wanted << " but stay at " << stage.player().now().page);
}

}  // namespace

TEST_CASE("a whole visit in a real window, by a pointer that knows nothing of the program") {
  const XServer x(1080, 1920);
  StageOptions options;
  options.surface = Surface::window;
  Stage stage(options);
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\nexpect text \"device "
      "printer works\"\n");
  click(stage, "check_code", "consent");
  click(stage, "agree", "lay-card");
  stage.play("card lay wang\nwait confirm\n");
  click(stage, "its_me", "verdict-green");
  click(stage, "print", "take");
  stage.play("card lift\n");
  click(stage, "have_all", "welcome");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("two switches suffice for a whole visit in a real window") {
  const XServer x(1080, 1920);
  StageOptions options;
  options.surface = Surface::window;
  options.more = "[keys]\nnext = [\"Space\"]\nok = [\"Return\"]\n";
  Stage stage(options);
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\nexpect text \"device "
      "printer works\"\n");
  // The first target of every page is its way on.
  type(stage, "space Return", "consent");
  type(stage, "Return", "lay-card");
  stage.play("card lay wang\nwait confirm\n");
  type(stage, "Return", "verdict-green");
  type(stage, "Return", "take");
  stage.play("card lift\n");
  type(stage, "Return", "welcome");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("under the compositor of an installed kiosk the window fills the screen") {
  const Cage cage;
  StageOptions options;
  options.surface = Surface::fullscreen;
  options.panel = "1280x800";
  Stage stage(options);
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 1);
  stage.play("wait welcome\n");
  // The page's head, white in practice, is as wide as the screen allows; its paper reaches the
  // lower edge, and what the shape of the screen leaves is dark.
  constexpr unsigned kHead = 0xFFFFFF, kBars = 0x000000;
  const Photograph seen = cage.photograph();
  const int middle = seen.width / 2;
  INFO(seen.width << " x " << seen.height);
  CHECK(seen.at(middle, 2) == kHead);
  CHECK(seen.at(middle, seen.height - 2) != kBars);
  const int page = seen.height * 1280 / 800;
  CHECK(seen.at(middle - page / 2 + 4, 2) == kHead);
  CHECK(seen.at(middle + page / 2 - 5, 2) == kHead);
  CHECK(seen.at(middle - page / 2 - 4, 2) == kBars);
}

}  // namespace whole
