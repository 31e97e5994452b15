// SPDX-License-Identifier: GPL-3.0-or-later
// Slips that nobody waits for any more and receipt printers without power, through the real
// binaries: what the journal says of each against the paper that was cut off.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/whole/stage.h"

namespace whole {

namespace {

StageOptions with_a_roll() {
  StageOptions options;
  options.receipts = true;
  return options;
}

void print_a_slip(Stage& stage) {
  stage.up_to_paper();
  stage.play("press print\nwait take 60\npress have_all\nexpect welcome\n");
}

}  // namespace

TEST_CASE(
    "a slip nobody waits for is proved not printed at its start, and in doubt in its middle") {
  Stage stage(with_a_roll());
  stage.up_to_paper();
  stage.play(
      "service slow 2\npress print\nexpect printing\nprinter empty\nwait held 20\nservice ok\n");
  const std::string first = stage.record().serial;
  stage.play(
      "press do_not_wait\nwait call-staff 30\nexpect text \"用纸登记\"\nprinter ok\n"
      "press have_all\nexpect welcome\nexpect text \"device printer works\"\n");
  CHECK(stage.state_of(first) == "not_printed");
  CHECK(stage.bench().sheets().empty());

  stage.up_to_paper();
  stage.play("printer dry\npress print\nwait held 20\n");
  const std::string torn = stage.record().serial;
  stage.play("press do_not_wait\nwait call-staff 30\nexpect text \"看一看出纸口\"\nprinter ok\n");
  CHECK(stage.state_of(torn) == "unknown");
  stage.look_into_tray(torn, false);
  // What hung out was cut off, so that it is nobody's slip and not the head of the next.
  CHECK(stage.bench().sheets().size() == 1);
  CHECK_FALSE(stage.newest_is_verified());
  print_a_slip(stage);
  CHECK(stage.bench().sheets().size() == 2);
  CHECK(stage.newest_is_verified());
}

TEST_CASE(
    "a receipt printer that is off and on again in mid-slip leaves it in doubt, and cuts it off") {
  Stage stage(with_a_roll());
  stage.up_to_paper();
  stage.play("printer slow 8\npress print\nexpect printing\n");
  REQUIRE(stage.player().wait_text("progress 0.75", std::chrono::seconds{30}));
  const std::string serial = stage.record().serial;
  stage.play(
      "printer off\nprinter ok\nwait call-staff 40\nexpect text \"看一看出纸口\"\n"
      "expect text \"" +
      serial + "\"\n");
  stage.look_into_tray(serial, false);
  CHECK(stage.bench().sheets().size() == 1);
  print_a_slip(stage);
  CHECK(stage.bench().sheets().size() == 2);
  CHECK(stage.newest_is_verified());
}

TEST_CASE("a receipt printer that is off is said on the page, and nothing is lost or promised") {
  Stage stage(with_a_roll());
  stage.up_to_paper();
  stage.play(
      "service slow 2\npress print\nexpect printing\nprinter off\nwait call-staff 20\n"
      "expect text \"打印机用不了了\"\nservice ok\n");
  CHECK(stage.record().state == "not_printed");
  stage.play("printer ok\npress have_all\nexpect welcome\n");
  REQUIRE(stage.player().wait_text("device printer works", std::chrono::seconds{20}));
  CHECK(stage.bench().sheets().empty());
}

}  // namespace whole
