// SPDX-License-Identifier: GPL-3.0-or-later
// Whole visits through the real binaries: kiosk, kiosk-reader, libnfc and SAM_V on
// pseudo-terminals, the service over TLS, ippeveprinter over IPP.
#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/whole/stage.h"

namespace whole {

TEST_CASE(
    "everybody of the cast leaves with their paper: a certificate, the way too where one "
    "leads on, or the form to fill in") {
  Stage stage;
  std::size_t sheets = 0;
  for (const sandbox::Person& person : sandbox::cast()) {
    INFO(person.id);
    stage.visit(person.id);
    // A yellow code leads to the fever clinic: the way there is a sheet of its own.
    const bool led = person.facts == sandbox::Person::Facts::yellow;
    sheets += led ? 2 : 1;
    REQUIRE(stage.bench().sheets().size() == sheets);
    const bool form = person.facts == sandbox::Person::Facts::nothing_known;
    CHECK(stage.newest_code().starts_with("HC1:") != (form || led));
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
      "service down\nnational down\npress its_me\nexpect busy\nservice ok\npress ask_again\n"
      "expect verdict-green\npress no_print\npress have_all\nexpect welcome\n");
  stage.play("service busy\nnational busy\n");
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nexpect busy\nexpect text \"太忙\"\npress by_hand\nwait take 30\npress "
      "have_all\nservice ok\n");
  stage.visit("wang");
}

TEST_CASE("H02: when the province is busy the national platform answers, and the page says so") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "service busy\npress its_me\nwait verdict-green\nexpect text \"国家平台的回答\"\n"
      "press print\nwait take 30\npress have_all\nexpect welcome\nservice ok\n");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("H03: what was said a moment ago is shown when nobody answers, with its time") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "press its_me\nwait verdict-green\npress back\nexpect confirm\nservice down\nnational down\n"
      "press its_me\nwait verdict-green\nexpect text \"查到的\"\nexpect text \"现在问不到\"\n"
      "service ok\nnational ok\npress ask_again\nwait verdict-green\n"
      "expect text \"打印纸质证明\"\n");
}

TEST_CASE("a traveller gets one answer, and it says whose code it was") {
  Stage stage;
  stage.up_to_confirm("liang");
  stage.play("press its_me\nwait verdict-green\nexpect text \"粤康码（绿码）\"\n");
  stage.play("press print\nwait take 30\npress have_all\nexpect welcome\n");
  stage.up_to_confirm("feng");
  stage.play("press its_me\nwait verdict-yellow\nexpect text \"北京健康宝（居家观察）\"\n");
}

TEST_CASE("where no code is needed the first page says so, and the rest still works") {
  StageOptions options;
  options.scene = "LOW_RISK_AREA";
  Stage stage(options);
  stage.play("expect welcome\nexpect text \"这里不用|查健康码\"\n");
  stage.visit("wang");
}

TEST_CASE("a shop turns a yellow code away kindly, and rings for somebody") {
  StageOptions options;
  options.scene = "PUBLIC_VENUE_SH_202205";
  Stage stage(options);
  stage.up_to_confirm("li");
  stage.play("press its_me\nwait verdict-yellow\nexpect text \"今天先不进去\"\n");
}

TEST_CASE("a slow service shows that it is being asked, and leads to people within eight seconds") {
  Stage stage;
  stage.up_to_confirm("wang");
  stage.play(
      "service slow 20\nnational slow 20\npress its_me\nexpect asking\nwait busy 9\nservice ok\n");
}

}  // namespace whole
