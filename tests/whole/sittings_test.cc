// SPDX-License-Identifier: GPL-3.0-or-later
// Two residents and three relatives, one after the other and as they come, at one real kiosk that
// stays up for them all: no page, sheet or survey ever tells of anybody else. As many sittings as
// $KIOSK_SITTINGS says (packaging/torture --sittings), else a few.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/whole/sheet_text.h"
#include "tests/whole/sitter.h"
#include "tests/whole/stage.h"
#include "tests/whole/witness.h"

namespace whole {

using std::filesystem::path;

namespace {

constexpr int kSittings = 7;
constexpr unsigned kSeed = 20210126;

unsigned number_in(const char* variable, unsigned otherwise) {
  const char* value = std::getenv(variable);
  return value == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(value, nullptr, 10));
}

// All that is ever printed on a sheet of this company.
std::string words_of_sheets() {
  std::string words =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*()·:.-年月日星子女";
  for (const Somebody& one : company()) words += one.name;
  for (const auto& file :
       std::filesystem::directory_iterator(path(KIOSK_SOURCE_DIR) / "config/paper")) {
    std::ifstream in(file.path());
    words.append(std::istreambuf_iterator<char>(in), {});
  }
  return words;
}

// Each sheet as it came, by its serial.
std::map<std::string, Came> sheets_of(Stage& stage, const SheetReader& reader) {
  std::string verify = program("kioskctl").string() + " verify --json --trust " +
                       (stage.bench().folder() / "issuers/signers").string();
  const auto serials = stage.bench().sheets();
  for (const std::string& serial : serials)
    verify += " " + (stage.out() / (serial + ".pdf")).string();
  std::map<std::string, Came> all;
  if (serials.empty()) return all;
  std::istringstream answers(run(verify).out);
  for (const std::string& serial : serials) {
    Came& came = all[serial];
    came.text = reader.read(stage.out() / (serial + ".pdf"));
    std::string line;
    REQUIRE(std::getline(answers, line));
    const auto said = nlohmann::json::parse(line);
    // A way's code names the sheet alone.
    const bool certificate = came.text.find("健康码纸质凭证") != came.text.npos;
    INFO(came.text << line);
    CHECK((said.at("verdict") == "ok") == certificate);
    if (certificate) came.code = said.at("content").dump();
  }
  return all;
}

}  // namespace

TEST_CASE("random sittings at one kiosk cross nobody with anybody", "[sittings]") {
  const SheetReader reader(words_of_sheets());
  const unsigned sittings = number_in("KIOSK_SITTINGS", kSittings);
  const unsigned seed = number_in("KIOSK_SEED", kSeed);
  std::printf("%u sittings, seed %u\n", sittings, seed);

  Stage stage;
  stage.play("bind jun wang\nwait welcome\n");
  Witness witness;
  stage.player().watch([&](const std::string& line) { witness.hear(line); });
  Ledger ledger;
  Sitter sitter(stage, witness, ledger, seed);
  for (unsigned i = 0; i < sittings; ++i) sitter.sit();
  CHECK(soon([&] { return stage.bench().surveys().size() >= ledger.surveys.size(); },
             std::chrono::seconds{60}));
  stage.player().watch({});

  // Pages.
  for (const std::string& each : witness.crossings()) UNSCOPED_INFO(each);
  CHECK(witness.crossings().empty());
  for (const std::string& each : ledger.wrong) UNSCOPED_INFO(each);
  CHECK(ledger.wrong.empty());
  // Sheets.
  const auto sheets = sheets_of(stage, reader);
  CHECK(sheets.size() == ledger.sheets.size());
  int by_agents = 0;
  for (const auto& [serial, meant] : ledger.sheets) {
    REQUIRE(sheets.contains(serial));
    INFO(serial << "\n" << sheets.at(serial).text << sheets.at(serial).code);
    CHECK(wrong_with(sheets.at(serial), meant) == "");
    by_agents += meant.agents.empty() ? 0 : 1;
    // The control: any other person's sheet in its place is found out.
    for (const auto& [other, theirs] : ledger.sheets) {
      if (theirs.whose != meant.whose) CHECK(wrong_with(sheets.at(other), meant) != "");
    }
  }
  // Surveys.
  const auto documents = stage.bench().surveys();
  REQUIRE(documents.size() == ledger.surveys.size());
  for (std::size_t i = 0; i < documents.size(); ++i) {
    INFO(documents[i]);
    CHECK(survey_in(documents[i]) == ledger.surveys[i]);
    for (std::size_t k = 0; k < documents.size(); ++k) {
      if (!(ledger.surveys[k] == ledger.surveys[i]))
        CHECK_FALSE(survey_in(documents[i]) == ledger.surveys[k]);
    }
  }
  std::printf(
      "%d pages; %zu sheets, %d of them by relatives; %zu surveys; %d gave up; %d cards at "
      "bad moments; %zu crossings\n",
      witness.pages(), sheets.size(), by_agents, documents.size(), ledger.given_up, ledger.swapped,
      witness.crossings().size());
}

TEST_CASE("control: a page, a drawn page or a document that tells of another is found out",
          "[sittings]") {
  const auto page = [](const std::string& name, const std::string& text) {
    return nlohmann::json{{"event", "page"}, {"page", name}, {"ms", 1}, {"text", text}}.dump();
  };
  const std::string welcome = page("welcome", "page welcome\n");
  const std::string wang = page("confirm", "person \"王秀英\" \"990***********0047\"");
  const auto crossings = [&](const std::string& card, const std::vector<std::string>& lines) {
    Witness witness;
    witness.lays(card);
    witness.hear(welcome);
    for (const std::string& line : lines) witness.hear(line);
    return witness.crossings().size();
  };
  CHECK(crossings("wang", {wang}) == 0);
  CHECK(crossings("liang", {wang}) > 0);
  CHECK(crossings("jun", {wang}) == 0);  // who acts for her
  CHECK(crossings("mei", {wang}) > 0);
  const auto verdict = [&](const char* colour, const char* number) {
    return page(std::string("verdict-") + colour, std::string("number \"") + number + "\"");
  };
  CHECK(crossings("wang", {wang, verdict("green", "990***********0047")}) == 0);
  CHECK(crossings("wang", {wang, verdict("red", "990***********0047")}) > 0);
  CHECK(crossings("wang", {wang, verdict("green", "990***********0028")}) > 0);
  CHECK(crossings("wang", {wang, page("routed", "title \"王秀英\"")}) == 0);
  CHECK(crossings("wang", {wang, page("routed", "title \"梁桂英\"")}) > 0);
  CHECK(crossings("wang", {page("consent", "王秀英")}) > 0);
  // After the first page nobody is left; what is drawn is no more than what is said.
  CHECK(crossings("wang", {wang, welcome, page("printing", "王秀英")}) > 0);
  CHECK(crossings("wang", {wang, R"({"id":"name","label":"王秀英"})"}) == 0);
  CHECK(crossings("wang", {wang, R"({"id":"name","label":"梁桂英"})"}) > 0);
  // A list is one relative's, whole.
  CHECK(crossings("mei", {page("choose-person", "李明 赵国华 吴小雨")}) == 0);
  CHECK(crossings("mei", {page("choose-person", "李明 赵国华 孙𠅤")}) > 0);
  CHECK(crossings("mei", {page("choose-person", "李明")}) > 0);
  CHECK(crossings("hui", {page("choose-person", "李明 赵国华 吴小雨")}) > 0);
}

}  // namespace whole
