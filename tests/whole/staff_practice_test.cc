// SPDX-License-Identifier: GPL-3.0-or-later
// The switch to practice and back: the same program by its other kiosk.toml, marked on the glass
// and on every sheet.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/files.h"
#include "tests/whole/desk.h"

namespace whole {

namespace {

void put(std::string& text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  text.replace(at, old.size(), now);
}

// The kiosk of every day, in a folder of its own beside that of practice.
void write_everyday(Stage& stage) {
  std::filesystem::create_directory(stage.bench().folder() / "everyday");
  std::string toml = files::contents(stage.bench().config());
  put(toml, "practice = true", "practice = false");
  put(toml, "switch_to = \"everyday.toml\"", "switch_to = \"kiosk.toml\"");
  put(toml, "machine = \"GC07\"", "machine = \"GC08\"");
  put(toml, "store = \"store.db\"", "store = \"everyday/store.db\"");
  put(toml, "journal = \"journal.jsonl\"", "journal = \"everyday/journal.jsonl\"");
  std::ofstream(stage.bench().folder() / "everyday.toml") << toml;
}

// Across the sheet and along its edges: for practice, not valid.
bool is_marked(Stage& stage, const std::string& serial) {
  const std::string words = all_words_on(stage, serial);
  UNSCOPED_INFO(words);
  return says(words, "练习用") || says(words, "无效");
}

std::string glass(Stage& stage, const std::string& name) {
  stage.play("screenshot " + name + "\n");
  return words_in(stage.out() / (name + ".png"));
}

int starts(const std::filesystem::path& journal) {
  const std::string text = files::contents(journal);
  int count = 0;
  for (auto at = text.find("\"started\""); at != text.npos; at = text.find("\"started\"", at + 1))
    ++count;
  return count;
}

// `journal`: of the kiosk that begins.
void change_over(Stage& stage, const char* stands, const char* journal) {
  const auto its = stage.bench().folder() / journal;
  const int before = starts(its);
  const int process = stage.player().process();
  stage.play(
      sign_in("maintainer") + "press item_8\nexpect devices\nexpect text \"" + stands +
      "\"\npress practice\nexpect practice\npress no\nexpect devices\npress practice\nexpect "
      "practice\npress yes\ncard lift\n");
  REQUIRE(soon([&] { return starts(its) == before + 1; }, std::chrono::seconds{60}));
  // Another program in the same process.
  CHECK(stage.player().process() == process);
  CHECK(stage.player().alive());
  stage.play("expect welcome\nexpect text \"device printer works\"\n");
}

}  // namespace

TEST_CASE("a maintainer switches to the kiosk of every day and back; only practice is marked") {
  StageOptions options;
  options.more = "[place]\nswitch_to = \"everyday.toml\"\n";
  Stage stage(options);
  write_everyday(stage);
  stage.visit("wang");
  const std::string practised = stage.bench().sheets().back();
  CHECK(practised.starts_with("GC07"));
  CHECK(is_marked(stage, practised));
  CHECK(says(glass(stage, "practice"), "练习"));

  change_over(stage, "练习模式：开", "everyday/journal.jsonl");
  CHECK_FALSE(says(glass(stage, "everyday"), "练习"));
  stage.visit("wang");
  const std::string meant = stage.bench().sheets().back();
  CHECK(meant.starts_with("GC08"));
  CHECK_FALSE(is_marked(stage, meant));
  CHECK(stage.newest_is_verified());

  change_over(stage, "练习模式：关", "journal.jsonl");
  CHECK(says(glass(stage, "again"), "练习"));
  stage.visit("wang");
  CHECK(stage.bench().sheets().back().starts_with("GC07"));
  CHECK(noted(stage, visit::Entry::What::practice, 0) == 1);
  // Neither knows the other's sheets.
  CHECK(stage.state_of(practised) == "printed");
  const Ran other = run(program("kioskctl").string() + " sheets --store " +
                        (stage.bench().folder() / "everyday/store.db").string());
  CHECK(says(other.out, meant));
  CHECK_FALSE(says(other.out, practised));
}

TEST_CASE("where there is no other kiosk.toml, nobody is offered to switch") {
  Stage stage;
  stage.play(sign_in("maintainer") + "press item_8\nexpect devices\n");
  CHECK_FALSE(stage.player().press("practice").has_value());
  stage.play("press back\nexpect desk\n" + std::string(kSignOut));
}

}  // namespace whole
