// SPDX-License-Identifier: GPL-3.0-or-later
// Finished surveys where a hospital has no FHIR server, through the real binaries: on paper for the
// person, as a table for the house.
#include <catch2/catch.hpp>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/household.h"
#include "tests/whole/survey.h"

namespace whole {

TEST_CASE("without a server the answers go on paper and into a table, and then from the outbox") {
  StageOptions options;
  options.intake = false;
  Stage stage(options);
  answer(stage, "wang", "y");
  CHECK(shows(stage, "请先去发热门诊"));
  stage.play("press print\nwait take 60\ncard lift\npress have_all\nexpect welcome\n");
  CHECK(stage.bench().sheets().size() == 2);
  CHECK(lines(outbox(stage, "list").out) == 1);
  const std::string form = " --form " KIOSK_SOURCE_DIR "/config/survey/epi-survey.json";
  const auto table = stage.out() / "surveys.csv";
  REQUIRE(outbox(stage, "csv " + table.string() + form + " --erase").code == 0);
  const std::string csv = files::contents(table);
  CHECK(lines(csv) == 2);
  CHECK(csv.find("990101195202290047") != std::string::npos);
  CHECK(csv.find(",self,,yes,no,no,no,no,none,,true") != std::string::npos);
  CHECK(outbox(stage, "list").out.empty());
  // The kiosk goes on, and its next survey lies there alone.
  answer(stage, "sun", "n");
  stage.play(kAway);
  CHECK(lines(outbox(stage, "list").out) == 1);
}

}  // namespace whole
