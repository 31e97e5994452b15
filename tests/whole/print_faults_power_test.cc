// SPDX-License-Identifier: GPL-3.0-or-later
// Printers that are slow, off, or off and on again while a sheet is under way, through the real
// binaries: what the page and the journal say, and what the printer itself counts.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/whole/stage.h"

namespace whole {

TEST_CASE("a slow printer is waited for, and its sheet is one sheet") {
  Stage stage;
  stage.up_to_paper();
  stage.play("printer slow 5\npress print\nexpect printing\nexpect text \"progress 0.75\"\n");
  CHECK(stage.bench().sheets().empty());
  stage.play("wait take 40\npress have_all\nexpect welcome\n");
  CHECK(stage.bench().sheets().size() == 1);
  const auto pages = stage.player().pages();
  CHECK(std::none_of(pages.begin(), pages.end(),
                     [](const sandbox::ShownPage& shown) { return shown.page == "held"; }));
}

TEST_CASE("a printer that is off is said on the page, and nothing is lost or promised") {
  Stage stage;
  stage.up_to_paper();
  stage.play(
      "service slow 2\npress print\nexpect printing\nprinter off\nwait call-staff 20\n"
      "expect text \"打印机用不了了\"\n");
  CHECK(stage.record().state == "not_printed");
  stage.play(
      "printer ok\nservice ok\npress have_all\nwait welcome\n"
      "expect text \"device printer works\"\n");
  CHECK(stage.bench().sheets().empty());
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE(
    "a printer that is off and on again in mid-sheet leaves it in doubt, and does not print it "
    "twice") {
  Stage stage;
  stage.up_to_paper();
  stage.play(
      "printer slow 20\npress print\nexpect printing\nexpect text \"progress 0.75\"\nprinter off\n"
      "printer ok\nwait call-staff 20\nexpect text \"看一看出纸口\"\n");
  const std::string serial = stage.record().serial;
  stage.play("expect text \"" + serial + "\"\n");
  CHECK(stage.bench().sheets().empty());
  stage.look_into_tray(serial, false);
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK(stage.bench().sheets().back() != serial);
}

TEST_CASE(
    "a printer that is off in mid-sheet and stays so leaves the sheet in doubt all the same") {
  Stage stage;
  stage.up_to_paper();
  stage.play(
      "printer slow 20\npress print\nexpect printing\nexpect text \"progress 0.75\"\nprinter off\n"
      "wait call-staff 60\nexpect text \"看一看出纸口\"\n");
  const std::string serial = stage.record().serial;
  CHECK(stage.state_of(serial) == "unknown");
  stage.play("printer ok\n");
  stage.look_into_tray(serial, false);
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 1);
}

}  // namespace whole
