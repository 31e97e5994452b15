// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/touch.h"

#include <catch2/catch.hpp>

using namespace ui;
using namespace std::chrono_literals;

namespace {

const std::vector<Target> kTargets{{"agree", {14, 324, 240, 40}}, {"decline", {14, 370, 240, 30}}};
constexpr Point kAgree{100, 340}, kDecline{100, 385}, kNowhere{100, 200};

// A touch whose guard has passed.
Touch ready(TouchRules rules = {}) {
  Touch touch(rules);
  touch.page_changed(0ms);
  return touch;
}

}  // namespace

TEST_CASE("a finger acts when it leaves the target it came down on") {
  Touch touch = ready();
  touch.down(1, kAgree, 1s, kTargets);
  CHECK(touch.pressed() == "agree");
  CHECK(touch.up(1, kAgree, 1100ms) == "agree");
  CHECK_FALSE(touch.pressed());
}

TEST_CASE("a press that slides off does nothing, not even on the target where it ends") {
  Touch touch = ready();
  touch.down(1, kAgree, 1s, kTargets);
  touch.move(1, kDecline);
  CHECK_FALSE(touch.pressed());
  CHECK_FALSE(touch.up(1, kDecline, 2s));
}

TEST_CASE("a finger that comes back to its target still means it") {
  Touch touch = ready();
  touch.down(1, kAgree, 1s, kTargets);
  touch.move(1, kNowhere);
  touch.move(1, kAgree);
  CHECK(touch.pressed() == "agree");
  CHECK(touch.up(1, kAgree, 2s) == "agree");
}

TEST_CASE("a trembling finger may leave its target by 3 mm and no further") {
  Touch touch = ready();
  touch.down(1, {100, 363}, 1s, kTargets);
  CHECK(touch.up(1, {100, 366.5}, 1100ms) == "agree");
  touch.down(1, {100, 363}, 2s, kTargets);
  CHECK_FALSE(touch.up(1, {100, 367.5}, 2100ms));
}

TEST_CASE("a second finger is ignored") {
  Touch touch = ready();
  touch.down(1, kAgree, 1s, kTargets);
  touch.down(2, kDecline, 1050ms, kTargets);
  CHECK(touch.pressed() == "agree");
  touch.move(2, kNowhere);
  CHECK_FALSE(touch.up(2, kDecline, 1100ms));
  CHECK(touch.up(1, kAgree, 1200ms) == "agree");
}

TEST_CASE("a second tap within 300 ms is the same hand trembling; a later one counts") {
  Touch touch = ready();
  int presses = 0;
  for (const auto at : {1000ms, 1125ms, 1250ms, 1375ms, 1500ms}) {
    touch.down(1, kAgree, at, kTargets);
    if (touch.up(1, kAgree, at + 20ms)) ++presses;
  }
  CHECK(presses == 2);  // the first, and the one at 1375 ms
}

TEST_CASE("the repeat filter is the place's to set") {
  Touch touch = ready({.repeat = 700ms});
  touch.down(1, kAgree, 1s, kTargets);
  CHECK(touch.up(1, kAgree, 1s));
  touch.down(1, kAgree, 1600ms, kTargets);
  CHECK_FALSE(touch.up(1, kAgree, 1600ms));
  touch.down(1, kAgree, 1700ms, kTargets);
  CHECK(touch.up(1, kAgree, 1700ms));
}

TEST_CASE("a new page takes no touch for 500 ms") {
  Touch touch({});
  touch.page_changed(10s);
  touch.down(1, kAgree, 10499ms, kTargets);
  CHECK_FALSE(touch.pressed());
  CHECK_FALSE(touch.up(1, kAgree, 10800ms));  // it came down too early, whenever it leaves
  touch.down(1, kAgree, 10801ms, kTargets);
  CHECK(touch.up(1, kAgree, 10900ms) == "agree");
}

TEST_CASE("a finger that meant the page before presses nothing on the new one") {
  Touch touch = ready();
  touch.down(1, kAgree, 1s, kTargets);
  touch.page_changed(1100ms);
  CHECK_FALSE(touch.pressed());
  CHECK_FALSE(touch.up(1, kAgree, 2s));
}

TEST_CASE("a finger the window has lost presses nothing, and the next one may") {
  Touch touch = ready();
  touch.down(1, kAgree, 1s, kTargets);
  touch.cancel();
  CHECK_FALSE(touch.up(1, kAgree, 1100ms));
  touch.down(2, kDecline, 2s, kTargets);
  CHECK(touch.up(2, kDecline, 2s) == "decline");
}

TEST_CASE(
    "on a keypad the next key may follow at once; the same one too soon is a trembling hand") {
  const std::vector<Target> keys{{"key_1", {14, 192, 76, 36}, true},
                                 {"key_2", {96, 192, 76, 36}, true},
                                 {"back", {14, 414, 72, 24}}};
  constexpr Point kOne{50, 210}, kTwo{130, 210}, kBack{50, 425};
  Touch touch = ready();
  const auto tap = [&](Point at, Touch::Time now) {
    touch.down(1, at, now, keys);
    return touch.up(1, at, now);
  };
  CHECK(tap(kOne, 1000ms) == "key_1");
  CHECK(tap(kTwo, 1060ms) == "key_2");
  CHECK(tap(kOne, 1120ms) == "key_1");
  CHECK_FALSE(tap(kOne, 1300ms));
  CHECK(tap(kOne, 1420ms) == "key_1");
  // Controls: to and from what is no key, the rest counts as ever.
  CHECK_FALSE(tap(kBack, 1500ms));
  CHECK(tap(kBack, 1720ms) == "back");
  CHECK_FALSE(tap(kOne, 1800ms));
}
