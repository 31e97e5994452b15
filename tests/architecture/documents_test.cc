// SPDX-License-Identifier: GPL-3.0-or-later
// What the documents name is there: the tests that show a rule, the pictures of the gallery, the
// files they lead to.
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/files.h"

namespace {

using std::filesystem::path;

const path kRoot = KIOSK_SOURCE_DIR;

// The names of a test file's cases, those that span lines joined.
std::set<std::string> cases_of(const path& file) {
  std::string text = std::regex_replace(files::contents(file), std::regex("\"\\s*\n\\s*\""), "");
  text = std::regex_replace(text, std::regex("TEST_CASE\\(\\s*\n\\s*"), "TEST_CASE(");
  std::set<std::string> names;
  const std::regex name("TEST_CASE\\(\"([^\"]*)\"");
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

struct Proof {
  std::string rule;
  std::string shown_by;
};

std::vector<Proof> proofs() {
  const std::string text = files::contents(kRoot / "docs/accessibility.md");
  std::vector<Proof> rows;
  const std::regex row("\\| (A[^|]*) \\|[^|]*\\| ([^|]*) \\|");
  for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
    rows.push_back({(*it)[1], (*it)[2]});
  }
  return rows;
}

bool is_there(const std::string& shown_by) {
  const auto colon = shown_by.find(": ");
  const path file = kRoot / shown_by.substr(0, colon);
  if (!std::filesystem::is_regular_file(file)) return false;
  return colon == std::string::npos || cases_of(file).contains(shown_by.substr(colon + 2));
}

}  // namespace

TEST_CASE("each rule of accessibility is shown by something that is there, and none is left out") {
  std::set<int> rules;
  for (const Proof& proof : proofs()) {
    INFO(proof.rule << " is shown by " << proof.shown_by);
    CHECK(is_there(proof.shown_by));
    const std::regex number("A([0-9]+)");
    for (std::sregex_iterator it(proof.rule.begin(), proof.rule.end(), number), end; it != end;
         ++it) {
      rules.insert(std::stoi((*it)[1]));
    }
  }
  for (int rule = 1; rule <= 31; ++rule) {
    INFO("A" << rule);
    CHECK(rules.contains(rule));
  }
}

TEST_CASE("control: a test that is not there is missed") {
  CHECK(is_there("tests/ui/touch_test.cc: a second finger is ignored"));
  CHECK_FALSE(is_there("tests/ui/touch_test.cc: a third finger is ignored"));
  CHECK_FALSE(is_there("tests/ui/touching_test.cc"));
}

TEST_CASE("the gallery shows every page that is compared, and nothing else") {
  const std::string text = files::contents(kRoot / "docs/gallery.md");
  std::set<std::string> shown, there;
  const std::regex picture("src=\"\\.\\./tests/golden/pages/([^\"]*)\"");
  for (std::sregex_iterator it(text.begin(), text.end(), picture), end; it != end; ++it) {
    shown.insert((*it)[1]);
  }
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "tests/golden/pages")) {
    there.insert(entry.path().filename().string());
  }
  CHECK(shown == there);
  CHECK(there.size() > 100);
}

TEST_CASE("what the documents lead to is there") {
  const std::regex link("\\]\\(([^)#:]+)\\)|`((?:docs|config|tests|packaging)/[a-zA-Z0-9_./-]+)`");
  for (const char* name : {"README.md", "CONTRIBUTING.md", "docs/privacy.md", "docs/wire.md",
                           "docs/visit.md", "docs/traveller.md", "docs/installing.md"}) {
    const std::string text = files::contents(kRoot / name);
    REQUIRE_FALSE(text.empty());
    for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
      const bool named = (*it)[2].matched;
      const path to = named ? kRoot / std::string((*it)[2])
                            : (kRoot / name).parent_path() / std::string((*it)[1]);
      INFO(name << " leads to " << to);
      CHECK(std::filesystem::exists(to));
    }
  }
}
