// SPDX-License-Identifier: GPL-3.0-or-later
// What befalls people at the door, through the real binaries: a card out of date, a request that is
// made twice, a printer that runs dry.
#include <catch2/catch.hpp>

#include "tests/files.h"
#include "tests/whole/desk.h"

namespace whole {

TEST_CASE("H11: a card out of date is told so and asks all the same, alone or with staff") {
  Stage stage;
  stage.up_to_confirm("zhou");
  stage.play(
      "expect text \"身份证过期了\"\npress its_me\nwait verdict-green\npress no_print\n"
      "card lift\npress have_all\nexpect welcome\n");
  // With staff it is they who confirm.
  stage.play(sign_in("badge") +
             "press item_1\nexpect type-number\npress other_card\nexpect lay-card\n"
             "card add zhou\nwait confirm\nexpect text \"身份证过期了\"\nexpect text \"本人同意\"\n"
             "press its_me\nwait verdict-green\npress no_print\nexpect desk\n" +
             kSignOut);
  // The control: one that holds is not warned of.
  stage.up_to_confirm("wang");
  CHECK_FALSE(says(stage.player().now().text, "过期"));
}

TEST_CASE("H22: a signature that is asked for twice is given once, and one sheet comes out") {
  Stage stage;
  stage.up_to_paper();
  // The first is refused for the moment: the kiosk asks again, under the same key.
  const std::string signed_slips = "SELECT id FROM certificates";
  CHECK(service_records(stage, signed_slips).empty());
  stage.play("service stumble\npress print\nwait take 30\n");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK(stage.newest_is_verified());
  CHECK(service_records(stage, signed_slips).size() == 1);
  // The control: it was asked twice.
  const std::string log = files::contents(stage.bench().folder() / "issuers/42/service.log");
  CHECK(says(log, "POST /v1/certificates 503"));
  CHECK(says(log, "POST /v1/certificates 201"));
  stage.play("card lift\npress have_all\nexpect welcome\n");
}

TEST_CASE("H23: out of paper in the middle of a job: what waits comes out once, and then is gone") {
  Stage stage;
  stage.up_to_paper();
  stage.play("printer dry\npress print\nwait held 20\nexpect text \"您的证明没有丢\"\n");
  const std::string serial = stage.record().serial;
  // What is kept of it is in memory: no name is on the disk while it waits.
  for (const auto& entry : std::filesystem::directory_iterator(stage.bench().folder())) {
    if (!entry.is_regular_file() || entry.path().extension() == ".toml") continue;
    INFO(entry.path().filename());
    CHECK_FALSE(says(files::contents(entry.path()), "王秀英"));
  }
  stage.play("printer ok\nwait take 40\ncard lift\npress have_all\nexpect welcome\n");
  CHECK(stage.bench().sheets().size() == 1);
  CHECK(stage.bench().sheets().front() == serial);
  CHECK(stage.state_of(serial) == "printed");
  // Nothing follows: the next sheet is the next person's.
  stage.visit("sun");
  CHECK(stage.bench().sheets().size() == 2);
}

}  // namespace whole
