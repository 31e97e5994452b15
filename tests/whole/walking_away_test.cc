// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody who walks away in the middle, through the real binaries.
#include <catch2/catch.hpp>

#include "tests/whole/desk.h"

namespace whole {

TEST_CASE("H24: who walks away is asked, then forgotten; the next person meets the first page") {
  StageOptions options;
  options.more = "[waiting]\nwarn_after = 10\nerase_after = 20\n";
  Stage stage(options);
  stage.up_to_paper();
  CHECK(says(stage.player().now().text, "王*英"));
  stage.play("card lift\nwait idle 40\nexpect text \"还需要时间吗\"\n");
  CHECK_FALSE(says(stage.player().now().text, "王"));
  stage.play("wait welcome 60\n");
  CHECK_FALSE(says(stage.player().now().text, "王"));
  CHECK(stage.bench().sheets().empty());
  // The page of a result is behind nobody's way back.
  CHECK_FALSE(stage.player().press("back").has_value());
  stage.visit("sun");
  CHECK(stage.bench().sheets().size() == 1);
}

}  // namespace whole
