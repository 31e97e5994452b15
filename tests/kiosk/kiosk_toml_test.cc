// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk.toml as a technician writes it: what follows from a key, and the sentence for a wrong one.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "kiosk/settings.h"

namespace kiosk {

namespace {

namespace fs = std::filesystem;

// A whole kiosk.toml; `printer`, `trust` and `more` stand in their tables or after them.
std::string toml(const std::string& printer, const std::string& trust = "",
                 const std::string& more = "") {
  return "[place]\nname = { zh = \"安和医院\", en = \"Anhe Hospital\" }\n"
         "channel = { zh = \"绿色通道\", en = \"Green channel\" }\nmachine = \"GC07\"\n"
         "scene = \"HOSPITAL_OUTPATIENT\"\ndata = \"" KIOSK_SOURCE_DIR
         "/config\"\n[card]\n"
         "[[health_codes]]\nsource = \"province\"\nurl = \"https://service.example\"\n"
         "issuer = \"示例省\"\nca = \"ca.pem\"\ncertificate = \"kiosk.pem\"\nkey = \"kiosk.key\"\n"
         "device_id = \"GC07\"\ndevice_key = \"device.key\"\n[printer]\n" +
         printer + "\n[trust]\nlist = \"trust.hct\"\n" + trust +
         "\n[keeping]\nstore = \"store.db\"\n"
         "[route]\nhere = { zh = \"这里\", en = \"Here\" }\ngoal = { zh = \"门诊\", en = "
         "\"Clinic\" }\n"
         "how_long = { zh = \"3 分钟\", en = \"3 minutes\" }\nline = [[30, 44], [170, 44]]\n" +
         more;
}

Settings read(const std::string& text) {
  std::string name = (fs::temp_directory_path() / "kiosk-toml-XXXXXX").string();
  const int file = mkstemp(name.data());
  REQUIRE(file >= 0);
  std::ofstream(name) << text;
  auto settings = read_settings(name);
  fs::remove(name);
  return settings;
}

KioskSettings good(const std::string& text) {
  auto settings = read(text);
  INFO((settings ? std::string() : settings.error().sentence));
  REQUIRE(settings);
  return std::move(*settings);
}

std::string refused(const std::string& text) {
  const auto settings = read(text);
  return settings ? std::string() : settings.error().sentence;
}

constexpr const char* kSheets = "uri = \"ipp://192.0.2.7/ipp/print\"\n";
constexpr const char* kReceipts = "uri = \"escpos:/dev/ttyUSB0\"\n";

}  // namespace

TEST_CASE("a receipt printer has a roll of 203 dots an inch, and gives out neither form nor card") {
  const KioskSettings sheets = good(toml(kSheets));
  CHECK_FALSE(sheets.printer.roll);
  CHECK(sheets.printer.dots_per_inch == 600);
  CHECK(sheets.printer.colour);
  CHECK(sheets.rules.a4);
  CHECK_FALSE(sheets.rules.long_cards);
  const KioskSettings receipts = good(toml(kReceipts));
  CHECK(receipts.printer.roll);
  CHECK(receipts.printer.dots_per_inch == 203);
  CHECK_FALSE(receipts.printer.colour);
  CHECK_FALSE(receipts.rules.a4);
  CHECK(good(toml(std::string(kSheets) + "paper = \"roll\"\n")).printer.roll);
  CHECK(refused(toml(std::string(kSheets) + "paper = \"a5\"\n")).find("paper a5") !=
        std::string::npos);
}

TEST_CASE("lists are fetched only from a service that is named, and only under a root") {
  CHECK_FALSE(good(toml(kSheets)).trust.fetch_from);
  const KioskSettings fetching =
      good(toml(kSheets, "root = \"root.pem\"\nfrom = \"province\"\nfederation = \"did.json\"\n"));
  CHECK(fetching.trust.fetch_from == visit::Source::province);
  CHECK(fetching.trust.root.filename() == "root.pem");
  CHECK(fetching.trust.federation.filename() == "did.json");
  CHECK(refused(toml(kSheets, "from = \"province\"\n")).find("[trust] root") != std::string::npos);
  CHECK(refused(toml(kSheets, "root = \"r.pem\"\nfrom = \"mars\"\n")).find("from mars") !=
        std::string::npos);
  CHECK(refused(toml(kSheets, "fetch = \"province\"\n")).find("fetch") != std::string::npos);
}

TEST_CASE("a held sheet is waited for as long as the place says, within reason") {
  using std::chrono::seconds;
  CHECK(good(toml(kSheets)).rules.held_at_most == seconds{600});
  CHECK(good(toml(kSheets, "", "[waiting]\nheld_at_most = 60\n")).rules.held_at_most ==
        seconds{60});
  CHECK(refused(toml(kSheets, "", "[waiting]\nheld_at_most = 5\n")).find("held_at_most") !=
        std::string::npos);
}

TEST_CASE("the form is named as the survey's own file names it") {
  CHECK(good(toml(kSheets)).rules.form == "epi-survey 1");
}

}  // namespace kiosk
