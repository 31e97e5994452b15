// SPDX-License-Identifier: GPL-3.0-or-later
// Whole visits through the real binaries: kiosk, kiosk-reader, libnfc and SAM_V on
// pseudo-terminals, the service over TLS, ippeveprinter over IPP.
#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>

#include "tests/whole/stage.h"

namespace whole {

using Clock = std::chrono::steady_clock;

TEST_CASE("everybody of the cast leaves with what fits them: paper, or the way to a person",
          "[cast]") {
  Stage stage;
  std::size_t sheets = 0;
  for (const sandbox::Person& person : sandbox::cast()) {
    INFO(person.id);
    stage.visit(person.id);
    if (person.facts != sandbox::Person::Facts::nothing_known) ++sheets;
    CHECK(stage.bench().sheets().size() == sheets);
  }
}

TEST_CASE("a reader that is pulled out in mid-visit calls staff, and the next visit reads again",
          "[reader]") {
  Stage stage;
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\npress check_code\npress "
      "agree\nexpect lay-card\n"
      "reader unplug\nexpect call-staff\nreader replug\npress have_all\nexpect welcome\n");
  stage.visit("wang");
}

TEST_CASE("a reader process that is killed comes back for the same person", "[reader]") {
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

TEST_CASE("a service that stops in mid-visit is a page that helps, and asking again works",
          "[service]") {
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

TEST_CASE("a slow service shows that it is being asked, and leads to people within five seconds",
          "[service]") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play("service slow 20\npress its_me\nexpect asking\nexpect busy\nservice ok\n");
}

TEST_CASE("an empty tray holds the sheet, and the same sheet comes when paper is there",
          "[printer]") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter empty\npress print\nexpect held\nexpect text "
      "\"没纸\"\n"
      "printer ok\nwait take 20\npress have_all\nexpect welcome\n");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("a jam holds the sheet too, and one sheet comes out", "[printer]") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter jam\npress print\nexpect held\nprinter ok\nwait "
      "take 20\npress have_all\n");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("a printer that is switched off is said on the page, and nothing is lost or promised",
          "[printer]") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter off\npress print\nexpect call-staff\nprinter "
      "ok\npress have_all\n"
      "expect welcome\nwait welcome\nexpect text \"device printer works\"\n");
  CHECK(stage.bench().sheets().empty());
  stage.visit("wang");
}

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

TEST_CASE("twenty visits in a row, and how long they took", "[twenty]") {
  constexpr int kVisits = 20;
  Stage stage;
  std::vector<double> to_name;
  std::vector<double> to_verdict;
  std::vector<double> to_paper;
  for (int i = 0; i < kVisits; ++i) {
    stage.play(
        "expect welcome\nexpect text \"device card_reader works\"\nexpect text \"device printer "
        "works\"\n"
        "press check_code\nexpect consent\npress agree\nexpect lay-card\n");
    auto start = Clock::now();
    stage.play("card lay wang\nwait confirm\n");
    to_name.push_back(ms_since(start));
    stage.play("press its_me\n");
    start = Clock::now();
    stage.play("wait verdict-green\n");
    to_verdict.push_back(ms_since(start));
    stage.play("press print\n");
    start = Clock::now();
    stage.play("wait take 30\n");
    to_paper.push_back(ms_since(start));
    stage.play("card lift\npress have_all\nexpect welcome\n");
  }
  CHECK(stage.bench().sheets().size() == kVisits);
  // The wire's own time, computed: 1,359 bytes at 86.8 us, find and select 30 ms each, the card's
  // own 350 ms.
  constexpr double kWire = 1359 * 0.0868 + 2 * 30 + 350;
  std::printf(
      "medians of %d visits: card laid -> name %.0f ms (the emulated wire alone %.0f) + confirmed "
      "-> verdict %.0f ms"
      " = card laid -> verdict %.0f ms; print pressed -> printer done %.0f ms\n",
      kVisits, median(to_name), kWire, median(to_verdict), median(to_name) + median(to_verdict),
      median(to_paper));
}

}  // namespace whole
