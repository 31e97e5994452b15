// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "printing/sheet/paper_words.h"
#include "printing/sheet/status_slip.h"
#include "tests/files.h"
#include "tests/golden.h"
#include "tests/printing/sheet/status_slip_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

// The error for the shipped words with one place changed.
std::string error_after(std::string_view from, std::string_view to) {
  namespace fs = std::filesystem;
  const std::string folder = fresh_folder("words");
  fs::copy(KIOSK_SOURCE_DIR "/config/paper", folder, fs::copy_options::recursive);
  const std::string file = folder + "/status_slip.toml";
  std::string words = files::contents(file);
  const auto at = words.find(from);
  REQUIRE(at != std::string::npos);
  words.replace(at, from.size(), to);
  write_file(file, words);
  const auto read = read_paper_words(folder, kStatusSlipWords);
  if (read) return "";
  // The folder belongs to the build; the rest is what a technician reads.
  REQUIRE(read.error().rfind(file, 0) == 0);
  return read.error().substr(file.size());
}

}  // namespace

TEST_CASE("the shipped words are whole") {
  CHECK(read_paper_words(KIOSK_SOURCE_DIR "/config/paper", kStatusSlipWords).has_value());
  CHECK(error_after("绿码", "绿") == "");
}

TEST_CASE("words with a fault are refused in one line that names the place") {
  CHECK(error_after("green = { zh = \"绿码\", en = \"GREEN\" }\n", "") ==
        ": colour.green is missing");
  CHECK(error_after("GREEN", "") == ":11: colour.green is empty or not a string");
  CHECK(error_after(", en = \"GREEN\"", "") == ":11: colour.green has no en");
  CHECK(error_after("en = \"GREEN\"", "en = \"GREEN\", fr = \"VERT\"") ==
        ":11: colour.green knows no fr");
  CHECK(error_after("[colour]", "[colour]\nblue = { zh = \"蓝码\", en = \"BLUE\" }") ==
        ":11: colour.blue is not an entry of this sheet");
  CHECK(error_after("{machine}", "{kiosk}").find("line.printed has no slot {kiosk}") !=
        std::string::npos);
  CHECK(error_after("{place}）", "{address}）").find("has no slot {address}") != std::string::npos);
  CHECK(error_after("[[why.G_NO_ABNORMAL]]", "[why.G_NO_ABNORMAL]") != "");
  CHECK(error_after("[colour]", "[colour") != "");
}

TEST_CASE("a file of words that is not there is one line too") {
  const auto read = read_paper_words("/nowhere", kStatusSlipWords);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().rfind("/nowhere/every_sheet.toml: ", 0) == 0);
  CHECK(read.error().find('\n') == std::string::npos);
}

TEST_CASE("the slots of a sentence are found") {
  CHECK(slots_of("{day}去过（{place}），{day}") ==
        std::set<std::string, std::less<>>{"day", "place"});
  CHECK(slots_of("没有").empty());
}
