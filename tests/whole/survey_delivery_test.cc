// SPDX-License-Identifier: GPL-3.0-or-later
// Finished surveys on their way to the hospital's server, through the real binaries: each arrives
// once, in its order, whatever goes down meanwhile.
#include <catch2/catch.hpp>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/desk.h"
#include "tests/whole/household.h"
#include "tests/whole/survey.h"

namespace whole {

TEST_CASE("while the server is down nobody waits; when it is back each arrives once, in order") {
  Stage stage;
  stage.play("expect welcome\nfhir down\n");
  answer(stage, "wang", "n");
  CHECK_FALSE(shows(stage, "回答只写在纸上"));
  stage.play(kAway);
  answer(stage, "sun", "y");
  stage.play(kAway);
  const Ran waiting = outbox(stage, "list");
  CHECK(lines(waiting.out) == 2);
  // The desk says how many wait, and of whom nothing.
  stage.play(sign_in("badge"));
  CHECK(soon([&] { return says(line_with(stage, "问卷待送"), "\"2\""); }));
  CHECK_FALSE(shows(stage, "王"));
  stage.play(kSignOut);
  // What waits names nobody on the disk.
  for (const char* file : {"surveys.db", "surveys.db-wal", "journal.jsonl", "kiosk.log"}) {
    const std::string bytes = files::contents(stage.bench().folder() / file);
    INFO(file);
    for (const char* trace : {"990101195202290047", "王秀英", "QuestionnaireResponse"})
      CHECK(bytes.find(trace) == std::string::npos);
  }
  CHECK(documents(stage).empty());
  stage.play("fhir ok\n");
  REQUIRE(arrive(stage, 2));
  const auto all = documents(stage);
  CHECK(subject(all[0]) == "990101195202290047");
  CHECK(subject(all[1]) == "990101193804120011");
  CHECK(all[0].at("identifier").at("value") != all[1].at("identifier").at("value"));
  CHECK(outbox(stage, "list").out.empty());
}

TEST_CASE("an answer that is lost on the way back does not make two of one survey") {
  Stage stage;
  stage.play("expect welcome\nfhir dies\n");
  answer(stage, "wang", "n");
  stage.play(kAway);
  // It was kept, and the kiosk does not know: it still lies here and goes once more.
  REQUIRE(soon([&] { return noted(stage, visit::Entry::What::delivery, 1) > 0; }));
  CHECK(stage.bench().surveys().size() == 1);
  REQUIRE(soon([&] { return noted(stage, visit::Entry::What::delivery, 0) > 0; },
               std::chrono::seconds{60}));
  CHECK(arrive(stage, 1));
  CHECK(outbox(stage, "list").out.empty());
}

TEST_CASE("a survey outlives the kiosk that took it") {
  Stage stage;
  stage.play("expect welcome\nfhir down\n");
  answer(stage, "wang", "u");
  stage.play(kAway);
  stage.restart();
  CHECK(lines(outbox(stage, "list").out) == 1);
  stage.play("expect welcome\nfhir ok\n");
  REQUIRE(arrive(stage, 1));
  CHECK(answers(documents(stage).front(), "q1") == std::vector<std::string>{"unknown"});
}

}  // namespace whole
