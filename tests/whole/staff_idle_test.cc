// SPDX-License-Identifier: GPL-3.0-or-later
// A session at the desk that everybody has left.
#include <catch2/catch.hpp>

#include "tests/whole/desk.h"

namespace whole {

TEST_CASE("a session that nobody touches ends by itself, and what was typed is gone") {
  StageOptions options;
  options.more = "[staff]\nsession = 30\n";
  Stage stage(options);
  stage.play(sign_in("badge") +
             "press item_1\nexpect type-number\npress key_9\npress key_9\npress key_0\n"
             "expect text \"已经输入 3 位\"\n");
  const std::int64_t touched = stage.player().now().ms;
  stage.play("wait welcome 120\n");
  CHECK(stage.player().now().ms - touched > 28'000);
  // The badge lies there still: whoever asks for staff meets the question for the PIN, not the
  // desk.
  stage.play("press ask_staff\nwait enter-pin\ncard lift\npress back\nexpect welcome\n");
  stage.play(sign_in("badge") +
             "press item_1\nexpect type-number\nexpect text \"已经输入 0 位\"\n");
}

}  // namespace whole
