// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/desk.h"

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "devices/sqlite_statement.h"

namespace whole {

using std::filesystem::path;

std::string typed(std::string_view number) {
  std::string script;
  for (const char digit : number) {
    script += "press key_";
    script += digit == 'X' ? 'x' : digit;
    script += '\n';
  }
  return script + "press number_done\n";
}

std::string sign_in(std::string_view badge) {
  return "wait welcome 60\nexpect text \"device card_reader works\"\nexpect text \"device printer "
         "works\"\npress ask_staff\nexpect call-staff\ncard lay " +
         std::string(badge) + "\n" + kPin + "wait desk\n";
}

std::vector<nlohmann::json> journal_of(Stage& stage) {
  std::ifstream in(stage.bench().folder() / "journal.jsonl");
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(in, line);) {
    auto entry = nlohmann::json::parse(line, nullptr, false);
    if (entry.is_object()) lines.push_back(std::move(entry));
  }
  return lines;
}

int noted(Stage& stage, visit::Entry::What what, int detail) {
  int count = 0;
  for (const nlohmann::json& entry : journal_of(stage)) {
    const bool it = entry.value("what", "") == visit::name(what);
    count += it && entry.value("detail", -1) == detail ? 1 : 0;
  }
  return count;
}

std::vector<std::string> service_records(Stage& stage, const std::string& select) {
  const std::string file = (stage.bench().folder() / "issuers/42/health-code.db").string();
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  constexpr int kPatienceMs = 5000;
  sqlite3_busy_timeout(database, kPatienceMs);
  std::vector<std::string> rows;
  {
    devices::Statement statement(database, select);
    int step = 0;
    while ((step = statement.step()) == SQLITE_ROW) rows.push_back(statement.text());
    CHECK(step == SQLITE_DONE);
  }
  sqlite3_close(database);
  return rows;
}

std::string words_in(const path& picture) {
  // One thread: its own share them badly on a busy machine.
  const Ran ran = run("(OMP_THREAD_LIMIT=1 tesseract " + picture.string() +
                      " - -l chi_sim --psm 11 2>/dev/null)");
  INFO("tesseract-ocr and tesseract-ocr-chi-sim: " << ran.out);
  REQUIRE(ran.code == 0);
  std::string words = ran.out;
  std::erase(words, ' ');
  return words;
}

std::string all_words_on(Stage& stage, const std::string& serial) {
  const std::string sheet = (stage.out() / serial).string();
  REQUIRE(run("pdftoppm -r 200 -gray -singlefile " + sheet + ".pdf " + sheet).code == 0);
  return words_in(sheet + ".pgm");
}

}  // namespace whole
