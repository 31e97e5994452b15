// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/focus.h"

#include <catch2/catch.hpp>

using namespace ui;

namespace {
const Focus::Order kOrder{"agree", "decline", "back"};
}

TEST_CASE("the first key shows where one is, the next ones go round and back") {
  Focus focus;
  CHECK_FALSE(focus.at());
  for (const char* id : {"agree", "decline", "back", "agree"}) {
    focus.next(kOrder);
    CHECK(focus.at() == id);
  }
  for (const char* id : {"back", "decline", "agree"}) {
    focus.previous(kOrder);
    CHECK(focus.at() == id);
  }
}

TEST_CASE("on a new page somebody who uses keys stands on its first target") {
  Focus focus;
  focus.page_changed(kOrder);
  CHECK_FALSE(focus.at());  // nobody has used a key yet
  focus.next(kOrder);
  focus.next(kOrder);
  focus.page_changed({"print", "no_print"});
  CHECK(focus.at() == "print");
}

TEST_CASE("a target that has gone hands its focus to the first that is there") {
  Focus focus;
  focus.next(kOrder);
  focus.targets_changed({"stop", "help"});
  CHECK(focus.at() == "stop");
  focus.targets_changed({"stop", "help", "back"});
  CHECK(focus.at() == "stop");
}

TEST_CASE("a page with nothing to press has no focus") {
  Focus focus;
  focus.next(kOrder);
  focus.next({});
  CHECK_FALSE(focus.at());
}
