// SPDX-License-Identifier: GPL-3.0-or-later
// A session at the desk ends with the badge, or because somebody comes who wants to be served.
#include <catch2/catch.hpp>

#include "kiosk/visit/staff.h"
#include "tests/whole/desk.h"

namespace whole {

TEST_CASE("a badge that is taken away ends the session, wherever at the desk it stands") {
  Stage stage;
  for (const char* there :
       {"", "press item_1\nexpect type-number\npress key_9\n", "press item_4\nexpect pick-sheet\n",
        "press item_7\nexpect shift\n", "press item_8\nexpect devices\n",
        "press item_8\nexpect devices\npress journal\nexpect "
        "journal\n"}) {
    INFO(there);
    stage.play(sign_in("supervisor") + there + "card lift\nwait welcome\n");
  }
  // The control: while it lies there the session stays.
  stage.play(sign_in("supervisor") + "pause 3\nexpect desk\n" + kSignOut);
}

TEST_CASE("a resident's card beside the badge ends the session, and their visit is their own") {
  Stage stage;
  // What lies there when the session begins is no news.
  stage.play(sign_in("badge") + "pause 3\ncard add wang\nwait consent\n");
  CHECK_FALSE(says(stage.player().now().text, "李护士"));
  // It lay there before the question stood there: only a press says yes, and a card in the hand.
  stage.play(
      "pause 3\nexpect consent\npress agree\ncard lay wang\nwait confirm 15\n"
      "expect text \"王秀英\"\nexpect text \"是我，往下查\"\n");
  stage.play(
      "press its_me\nwait verdict-green\npress print\nwait take 30\ncard lift\n"
      "press have_all\nexpect welcome\n");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK(stage.newest_is_verified());
  // Nobody of the staff asked for her.
  CHECK(noted(stage, visit::Entry::What::duty, visit::Duty::query) == 0);
}

}  // namespace whole
