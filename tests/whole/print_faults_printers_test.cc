// SPDX-License-Identifier: GPL-3.0-or-later
// Other printers before the same kiosk, through the real binaries: a second one that takes the
// first one's place, and one that takes dots instead of PDF.
#include <catch2/catch.hpp>
#include <string>

#include "tests/whole/stage.h"

namespace whole {

TEST_CASE(
    "a sheet left at one printer is in doubt at the next one, until staff have looked for it") {
  Stage stage;
  stage.up_to_paper();
  stage.play("printer jam\npress print\nexpect held\nprinter other\n");
  const SheetRecord left = stage.record();
  CHECK(left.state == "sent");
  stage.restart();
  // The kiosk does not know this printer's tray from that one's: nothing is printed for anybody.
  stage.play(
      "expect welcome\nexpect text \"device card_reader works\"\n"
      "expect text \"device printer out\"\npress ask_staff\nexpect call-staff\n");
  stage.look_into_tray(left.serial, false);
  stage.visit("wang");
  REQUIRE(stage.bench().sheets().size() == 1);
  CHECK(stage.bench().sheets().back() != left.serial);
  CHECK(stage.newest_is_verified());
  CHECK(stage.bench().sheets_elsewhere().empty());
  // The first one is mended at last: its sheet comes out, and its serial counts no more. The
  // kiosk that has it back goes on from there.
  stage.play("printer other\nprinter ok\n");
  CHECK(soon([&] { return stage.bench().sheets().size() == 1; }));
  CHECK(stage.bench().sheets().back() == left.serial);
  CHECK(stage.state_of(left.serial) == "voided");
  stage.restart();
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 2);
  CHECK(stage.bench().sheets_elsewhere().size() == 1);
  CHECK(stage.state_of(left.serial) == "voided");
}

TEST_CASE("a printer that takes no PDF prints a certificate that anyone can verify") {
  StageOptions options;
  options.takes = sandbox::Takes::pwg_raster;
  Stage stage(options);
  stage.visit("wang");
  REQUIRE(stage.bench().sheets().size() == 1);
  const std::string serial = stage.bench().sheets().back();
  CHECK(exists(stage.out() / (serial + ".pwg")));
  CHECK_FALSE(exists(stage.out() / (serial + ".pdf")));
  CHECK(stage.state_of(serial) == "printed");
  CHECK(stage.newest_is_verified());
  // The control: the same code with a figure less.
  std::string code = stage.newest_code();
  code.pop_back();
  CHECK(run(program("kioskctl").string() + " verify --trust " +
                (stage.bench().folder() / "issuers/signers").string(),
            code + "\n")
            .out != "ok\n");
}

}  // namespace whole
