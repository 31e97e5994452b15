// SPDX-License-Identifier: GPL-3.0-or-later
// Badge and PIN at the real machine: who is let in, and what wrong PINs come to.
#include <catch2/catch.hpp>
#include <fstream>

#include "devices/clock.h"
#include "kiosk/visit/staff.h"
#include "tests/files.h"
#include "tests/whole/desk.h"

namespace whole {

namespace {

using visit::Entry;
using namespace std::chrono_literals;

constexpr const char* kLocked = "试错太多";

void show_badge(Stage& stage, const std::string& badge, const std::string& page) {
  stage.play("wait welcome 60\nexpect text \"device card_reader works\"\npress ask_staff\nexpect " +
             std::string("call-staff\ncard lay ") + badge + "\nwait " + page + "\n");
}

// Of the badge with that number, as whoever keeps the roll reads it.
std::string listed(Stage& stage, const std::string& number) {
  const std::string all =
      run(program("kioskctl").string() + " staff list --config " + stage.bench().config().string())
          .out;
  const auto at = all.find(number);
  REQUIRE(at != std::string::npos);
  return all.substr(at, all.find('\n', at) - at);
}

// Since the last lock began, by the journal, until the page says that one may try again.
std::chrono::milliseconds locked_for(Stage& stage) {
  REQUIRE(soon([&] { return !says(stage.player().now().text, kLocked); }, 60s));
  const auto now = devices::now();
  visit::Moment begun{};
  for (const nlohmann::json& entry : journal_of(stage)) {
    if (entry.value("what", "") == visit::name(Entry::What::badge_locked))
      begun = visit::Moment{std::chrono::milliseconds{entry.value("at", std::int64_t{0})}};
  }
  return now - begun;
}

}  // namespace

TEST_CASE("five wrong PINs lock a badge, the next one for twice as long, and no restart opens it") {
  StageOptions options;
  options.more = "[staff]\nfirst_lock = 10\n";
  Stage stage(options);
  show_badge(stage, "badge", "enter-pin");
  for (const char* left : {"5", "4", "3", "2", "1"}) {
    stage.play("expect text \"还能试 " + std::string(left) + " 次\"\n" + typed("246811"));
  }
  stage.play("expect text \"" + std::string(kLocked) + "\"\n");
  CHECK(noted(stage, Entry::What::badge_locked, 0) == 1);
  CHECK(says(listed(stage, "A017"), "locked until"));
  CHECK(listed(stage, "A002") == "A002 supervisor open");
  // The right one is neither taken nor counted.
  stage.play(typed("246810") + "expect enter-pin\nexpect text \"" + kLocked + "\"\n");
  CHECK(locked_for(stage) > 8s);

  // Each further wrong one locks again.
  stage.play("expect text \"还能试 1 次\"\n" + typed("135790") + "expect text \"" + kLocked +
             "\"\n");
  CHECK(noted(stage, Entry::What::badge_locked, 0) == 2);
  stage.play("card lift\n");
  stage.restart();
  show_badge(stage, "badge", "enter-pin");
  stage.play("expect text \"" + std::string(kLocked) + "\"\n" + typed("246810") +
             "expect enter-pin\n");
  CHECK(locked_for(stage) > 17s);
  // One right PIN, and nothing is counted any more.
  stage.play(std::string(kPin) + "wait desk\n" + kSignOut);
  CHECK(listed(stage, "A017") == "A017 helper open");
  // Nobody's PIN, right or wrong, is in what the kiosk wrote.
  for (const char* file : {"journal.jsonl", "kiosk.log", "pin-locks.db"}) {
    INFO(file);
    const std::string text = files::contents(stage.bench().folder() / file);
    for (const char* pin : {"246810", "246811", "135790"}) CHECK_FALSE(says(text, pin));
  }
}

TEST_CASE("a badge that stands in nobody's line opens nothing, and the page says so") {
  Stage stage;
  // The helper has left the house: the badge is genuine still.
  const auto roll = stage.bench().folder() / "staff.toml";
  const std::string all = files::contents(roll);
  const auto next = all.find("[[member]]", 1);
  REQUIRE(next != std::string::npos);
  REQUIRE(says(all.substr(0, next), "A017"));
  std::ofstream(roll, std::ios::trunc) << all.substr(next);
  stage.restart();
  show_badge(stage, "badge", "call-staff");
  stage.play("expect text \"这张工牌机器不认识\"\ncard lift\npress have_all\nexpect welcome\n");
  CHECK(noted(stage, Entry::What::asked_staff, visit::Role::helper) == 0);
  // The control: another's works as before.
  stage.play(sign_in("supervisor") + kSignOut);
}

}  // namespace whole
