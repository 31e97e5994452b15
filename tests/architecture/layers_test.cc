// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the folders to their paragraph in the README: who may include whom, and who may link what.
// Debian puts every header into /usr/include, so only this test keeps SDL out of the visit.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/files.h"

namespace {

using std::filesystem::path;

const path kRoot = KIOSK_SOURCE_DIR;

// The folders that are rooms, the longest name first: devices/sandbox is not devices.
const std::vector<std::string> kRooms{
    "devices/sandbox", "devices", "printing/hcert", "printing/sheet", "printing/printer",
    "ui/text",         "ui",      "kiosk/visit",    "kiosk"};

std::string room_of(const std::string& file) {
  for (const std::string& room : kRooms) {
    if (file.starts_with(room + "/")) return room;
  }
  return "";
}

// Which rooms a room may look into, beside itself.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"kiosk/visit", {}},
    {"ui/text", {}},
    {"devices", {"kiosk/visit"}},
    {"devices/sandbox", {"kiosk/visit"}},
    {"printing/hcert", {"kiosk/visit"}},
    {"printing/sheet", {"kiosk/visit", "ui/text", "printing/hcert"}},
    {"printing/printer", {"kiosk/visit"}},
    {"ui", {"kiosk/visit", "ui/text"}},
    {"kiosk",
     {"kiosk/visit", "devices", "printing/hcert", "printing/sheet", "printing/printer", "ui",
      "ui/text"}},
};

// Libraries that belong behind one door only. A header's first words name it.
const std::map<std::string, std::set<std::string>> kDoors{
    {"SDL", {"ui"}},
    {"imgui", {"ui"}},
    {"nfc/", {"devices"}},
    {"xkbcommon/", {"devices"}},
    {"httplib", {"devices", "devices/sandbox"}},
    {"openssl/", {"devices", "devices/sandbox", "printing/hcert", "ui/text"}},
    {"sqlite3", {"devices", "devices/sandbox"}},
    {"libpq", {"devices/sandbox"}},
    {"hpdf", {"printing/sheet"}},
    {"libdeflate", {"printing/sheet"}},
    {"poppler", {"printing/printer"}},
    {"cups/", {"printing/printer", "devices/sandbox"}},
    {"zbar", {"printing/hcert"}},
    {"qrcodegen", {"printing/hcert"}},
    {"pango/", {"ui/text"}},
    {"fontconfig/", {"ui/text"}},
    {"hb", {"ui/text"}},
    {"ft2build", {"ui/text"}},
    {"espeak", {"devices"}},
    {"alsa/", {"devices"}},
    {"sndfile", {"devices"}},
    {"SoundTouch", {"devices"}},
    {"nlohmann/", {"kiosk", "devices", "devices/sandbox", "printing/hcert", "ui"}},
    {"toml++/", {"kiosk", "devices/sandbox", "printing/sheet"}},
};

struct Source {
  std::string name;  // kiosk/visit/visit.cc
  std::string room;
  std::vector<std::string> ours;    // "ui/text/faces.h"
  std::vector<std::string> others;  // <SDL.h>
};

std::vector<Source> sources() {
  static const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re",
                                  std::regex::multiline);
  std::vector<Source> found;
  for (const char* top : {"kiosk", "devices", "printing", "ui"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cc") continue;
      Source source;
      source.name = std::filesystem::relative(entry.path(), kRoot).string();
      source.room = room_of(source.name);
      const std::string text = files::contents(entry.path());
      for (auto i = std::sregex_iterator(text.begin(), text.end(), include);
           i != std::sregex_iterator(); ++i) {
        ((*i)[1] == "\"" ? source.ours : source.others).push_back((*i)[2]);
      }
      found.push_back(std::move(source));
    }
  }
  return found;
}

bool may_include(const std::string& room, const std::string& header) {
  const std::string other = room_of(header);
  return other == room || kMayInclude.at(room).contains(other);
}

bool may_open(const std::string& room, const std::string& header) {
  for (const auto& [door, rooms] : kDoors) {
    if (header.starts_with(door)) return rooms.contains(room);
  }
  return true;
}

// "target_link_libraries(devices PUBLIC visit …)" -> devices: visit, …
std::multimap<std::string, std::string> links() {
  static const std::regex call(R"(target_link_libraries\(([^)]*)\))");
  std::multimap<std::string, std::string> found;
  for (const char* top : {"kiosk", "devices", "printing", "ui"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / top)) {
      if (entry.path().filename() != "CMakeLists.txt") continue;
      const std::string text = files::contents(entry.path());
      for (auto i = std::sregex_iterator(text.begin(), text.end(), call);
           i != std::sregex_iterator(); ++i) {
        std::istringstream words((*i)[1].str());
        std::string target;
        words >> target;
        for (std::string word; words >> word;) found.emplace(target, word);
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("no folder includes what its paragraph does not allow") {
  int looked_at = 0;
  for (const Source& source : sources()) {
    for (const std::string& header : source.ours) {
      INFO(source.name << " includes " << header);
      CHECK(may_include(source.room, header));
      ++looked_at;
    }
    for (const std::string& header : source.others) {
      INFO(source.name << " includes <" << header << ">");
      CHECK(may_open(source.room, header));
      ++looked_at;
    }
  }
  CHECK(looked_at > 300);
}

TEST_CASE("the rule does find a forbidden arrow") {
  CHECK_FALSE(may_include("ui", "printing/sheet/sheet.h"));
  CHECK_FALSE(may_include("devices/sandbox", "devices/reader_process.h"));
  CHECK_FALSE(may_include("kiosk/visit", "kiosk/desk.h"));
  CHECK_FALSE(may_open("kiosk/visit", "SDL.h"));
  CHECK_FALSE(may_open("printing/printer", "httplib.h"));
  CHECK(may_include("kiosk", "printing/sheet/sheet.h"));
}

TEST_CASE("no library of a folder is linked by one that may not include it") {
  static const std::map<std::string, std::string> kTargets{{"visit", "kiosk/visit"},
                                                           {"text", "ui/text"},
                                                           {"devices", "devices"},
                                                           {"reader", "devices"},
                                                           {"reader_channel", "devices"},
                                                           {"hcert", "printing/hcert"},
                                                           {"sheet", "printing/sheet"},
                                                           {"printer", "printing/printer"},
                                                           {"ui", "ui"},
                                                           {"roof", "kiosk"},
                                                           {"sandbox", "devices/sandbox"},
                                                           {"sandbox_wires", "devices/sandbox"},
                                                           {"sandbox_printer", "devices/sandbox"},
                                                           {"service", "devices/sandbox"}};
  int looked_at = 0;
  for (const auto& [target, library] : links()) {
    const auto from = kTargets.find(target);
    const auto to = kTargets.find(library);
    if (from == kTargets.end() || to == kTargets.end()) continue;
    INFO(target << " links " << library);
    CHECK((from->second == to->second || kMayInclude.at(from->second).contains(to->second)));
    ++looked_at;
  }
  CHECK(looked_at > 8);
}

TEST_CASE("every test file on disk is in the build") {
  std::string cmake;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "tests")) {
    if (entry.path().filename() == "CMakeLists.txt") cmake += files::contents(entry.path());
  }
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "tests")) {
    if (!entry.path().filename().string().ends_with("_test.cc")) continue;
    const std::string folder =
        std::filesystem::relative(entry.path().parent_path(), kRoot / "tests").string();
    INFO(entry.path());
    // A folder that is globbed, or a file that is named.
    const bool globbed = cmake.find("kiosk_tests(" + folder + ")") != std::string::npos ||
                         cmake.find("kiosk_tests(" + folder + " ") != std::string::npos;
    CHECK((globbed || cmake.find(entry.path().filename().string()) != std::string::npos));
    ++files;
  }
  CHECK(files > 20);
}
