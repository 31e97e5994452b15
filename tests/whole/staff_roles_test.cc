// SPDX-License-Identifier: GPL-3.0-or-later
// What each role may do at the real desk.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <vector>

#include "kiosk/visit/staff.h"
#include "tests/whole/desk.h"

namespace whole {

namespace {

using visit::Entry;

// What there is to do at the desk: the button, and what stands on it.
struct Task {
  const char* button;
  const char* words;
};
constexpr std::array<Task, 8> kTasks{{{"item_1", "代查健康码"},
                                      {"item_2", "代填问卷"},
                                      {"item_3", "补打证明"},
                                      {"item_4", "作废证明"},
                                      {"item_5", "无证登记"},
                                      {"item_6", "申诉转码"},
                                      {"item_7", "交班小结"},
                                      {"item_8", "设备检查"}}};

}  // namespace

TEST_CASE("a helper, a supervisor and a maintainer each find what their role may do, and no more") {
  Stage stage;
  struct Member {
    const char* badge;
    const char* who;
    visit::Role role;
    std::vector<std::size_t> may;
  };
  for (const Member& member :
       {Member{"badge", "李护士，帮办员", visit::Role::helper, {0, 1, 2, 4, 5}},
        Member{"supervisor", "周主管，主管", visit::Role::supervisor, {0, 1, 2, 3, 4, 5, 6, 7}},
        Member{"maintainer", "何工，维护员", visit::Role::maintainer, {0, 6, 7}}}) {
    INFO(member.who);
    stage.play(sign_in(member.badge));
    const std::string desk = stage.player().now().text;
    CHECK(says(desk, member.who));
    for (std::size_t i = 0; i < kTasks.size(); ++i) {
      INFO(kTasks[i].words);
      const bool may = std::find(member.may.begin(), member.may.end(), i) != member.may.end();
      CHECK(says(desk, kTasks[i].words) == may);
      if (!may) CHECK_FALSE(stage.player().press(kTasks[i].button).has_value());
    }
    CHECK(stage.player().now().page == "desk");
    CHECK(noted(stage, Entry::What::asked_staff, member.role) == 1);
    stage.play(kSignOut);
  }
}

}  // namespace whole
