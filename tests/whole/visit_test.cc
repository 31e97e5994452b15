// SPDX-License-Identifier: GPL-3.0-or-later
// Whole visits through the real binaries: kiosk, kiosk-reader, libnfc and SAM_V on
// pseudo-terminals, the service over TLS, ippeveprinter over IPP.
#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/whole/stage.h"

namespace whole {

TEST_CASE("everybody of the cast leaves with what fits them: paper, or the way to a person") {
  Stage stage;
  std::size_t sheets = 0;
  for (const sandbox::Person& person : sandbox::cast()) {
    INFO(person.id);
    stage.visit(person.id);
    if (person.facts != sandbox::Person::Facts::nothing_known) ++sheets;
    CHECK(stage.bench().sheets().size() == sheets);
  }
}

TEST_CASE("a reader that is pulled out in mid-visit calls staff, and the next visit reads again") {
  Stage stage;
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\npress check_code\npress "
      "agree\nexpect lay-card\n"
      "reader unplug\nexpect call-staff\nreader replug\npress have_all\nexpect welcome\n");
  stage.visit("wang");
}

TEST_CASE("a reader process that is killed comes back for the same person") {
  Stage stage;
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\npress check_code\npress "
      "agree\nexpect lay-card\n");
  const auto processes = stage.processes();
  REQUIRE(processes.size() == 2);
  REQUIRE(kill(processes[1], SIGKILL) == 0);
  stage.play(
      "card lay wang\nwait confirm\npress its_me\nwait verdict-green\npress no_print\nexpect "
      "take-card\n");
}

TEST_CASE("a service that stops in mid-visit is a page that helps, and asking again works") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "service down\npress its_me\nexpect busy\nservice ok\npress ask_again\nexpect verdict-green\n"
      "press no_print\npress have_all\nexpect welcome\n");
  stage.play("service busy\n");
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nexpect busy\nexpect text \"太忙\"\npress by_hand\nexpect call-staff\npress "
      "have_all\nservice ok\n");
  stage.visit("wang");
}

TEST_CASE("a slow service shows that it is being asked, and leads to people within five seconds") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play("service slow 20\npress its_me\nexpect asking\nexpect busy\nservice ok\n");
}

TEST_CASE("an empty tray holds the sheet, and the same sheet comes when paper is there") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter empty\npress print\nexpect held\nexpect text "
      "\"没纸\"\n"
      "printer ok\nwait take 20\npress have_all\nexpect welcome\n");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("a jam holds the sheet too, and one sheet comes out") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter jam\npress print\nexpect held\nprinter ok\nwait "
      "take 20\npress have_all\n");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("a printer that is switched off is said on the page, and nothing is lost or promised") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter off\npress print\nexpect call-staff\nprinter "
      "ok\npress have_all\n"
      "expect welcome\nwait welcome\nexpect text \"device printer works\"\n");
  CHECK(stage.bench().sheets().empty());
  stage.visit("wang");
}

}  // namespace whole
