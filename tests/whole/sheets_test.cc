// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of paper that leaves the machine, and what ends the doubt about one that may lie in
// the tray, through the real binaries.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/whole/stage.h"

namespace whole {

namespace {

// The printer loses power at the moment at which the sheet is out, and is switched on again.
void print_into_the_dark(Stage& stage) {
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter dies\npress print\nwait call-staff 30\n"
      "expect text \"看一看出纸口\"\nprinter ok\n");
  REQUIRE(stage.bench().sheets().size() == 1);
}

}  // namespace

TEST_CASE("the sheet itself, held under the scanner, ends the doubt about it, and no other sheet") {
  Stage stage;
  stage.visit("wang");
  const std::string another = stage.newest_code();
  stage.play("wait welcome\n");
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\nprinter dies\npress print\nwait call-staff 30\n"
      "printer ok\n");
  REQUIRE(stage.bench().sheets().size() == 2);
  const std::string serial = stage.bench().sheets().back();
  CHECK(stage.state_of(serial) == "unknown");
  stage.play("scan \"" + another + "\"\nexpect text \"不是这张纸\"\n");
  stage.play("scan \"" + stage.newest_code() + "\"\nexpect welcome\n");
  CHECK(stage.state_of(serial) == "printed");
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 3);
}

TEST_CASE("no sheet for anybody before staff have looked for the one in doubt") {
  Stage stage;
  print_into_the_dark(stage);
  const std::string serial = stage.bench().sheets().back();
  // Somebody says it is taken and goes; the next person gets no paper yet.
  stage.play("press have_all\nexpect welcome\nexpect text \"device printer out\"\n");
  stage.play(
      "press check_code\nexpect consent\npress agree\nexpect lay-card\ncard lay wang\nwait "
      "confirm\n"
      "press its_me\nwait verdict-green\npress by_hand\nexpect call-staff\n");
  CHECK(stage.bench().sheets().size() == 1);
  stage.play("card lay badge\n" + std::string(kPin) + "wait look-in-tray\nexpect text \"" + serial +
             "\"\npress not_in_tray\nwait desk\npress sign_out\nexpect welcome\n"
             "expect text \"device printer works\"\n");
  CHECK(stage.state_of(serial) == "voided");
  stage.visit("wang");
  CHECK(stage.bench().sheets().size() == 2);
}

TEST_CASE("whom no service can answer leaves with a form, and its code names the sheet alone") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "service down\nnational down\npress its_me\nwait busy 20\npress by_hand\nwait take 30\n"
      "expect text \"登记单\"\n");
  REQUIRE(stage.bench().sheets().size() == 1);
  CHECK(stage.newest_code() == stage.bench().sheets().back());
  stage.play("press have_all\nexpect welcome\n");
}

TEST_CASE("a long card names its owner and no colour, and anyone can verify it") {
  StageOptions options;
  options.long_cards = true;
  Stage stage(options);
  stage.up_to_confirm("wang");
  stage.play("press its_me\nwait verdict-green\npress print_card\nwait take 30\n");
  REQUIRE(stage.bench().sheets().size() == 1);
  const auto ran = run(program("kioskctl").string() + " verify --json --trust " +
                           (stage.bench().folder() / "issuers/signers").string(),
                       stage.newest_code() + "\n");
  INFO(ran.out);
  const auto said = nlohmann::json::parse(ran.out);
  CHECK(said.at("verdict") == "ok");
  CHECK(ran.out.find("GREEN") == std::string::npos);
  stage.play("press have_all\nexpect welcome\n");
}

TEST_CASE("a kiosk with a receipt printer prints the same certificate on its roll") {
  StageOptions options;
  options.receipts = true;
  Stage stage(options);
  stage.up_to_confirm("wang");
  stage.play("press its_me\nwait verdict-green\npress print\nwait take 60\n");
  REQUIRE(stage.bench().sheets().size() == 1);
  CHECK(stage.newest_is_verified());
  stage.play("press have_all\nexpect welcome\n");
}

TEST_CASE("whoever reads English leaves with a sheet in English first") {
  StageOptions options;
  options.language = "en";
  Stage stage(options);
  stage.visit("wang");
  REQUIRE(stage.bench().sheets().size() == 1);
  CHECK(stage.newest_code().starts_with("HC1:"));
}

}  // namespace whole
