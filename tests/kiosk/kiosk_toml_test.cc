// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk.toml as a technician writes it: what follows from a key, and the sentence for a wrong one.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "devices/clock.h"
#include "kiosk/config_package.h"
#include "kiosk/settings.h"
#include "tests/files.h"
#include "tests/kiosk/package_signers.h"

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

TEST_CASE("the voice is recorded where there is a pack, and Cantonese unless the place says so") {
  const VoiceSettings plain = good(toml(kSheets)).voice;
  CHECK(plain.pack.filename() == "voice");  // config/voice, beside the words
  CHECK(plain.device == "default");
  CHECK(plain.headset.empty());
  CHECK(plain.traditional == devices::TraditionalSpeech::cantonese);
  const VoiceSettings own = good(toml(kSheets, "",
                                      "[voice]\npack = \"scenes\"\ndevice = \"hw:1\"\nheadset = "
                                      "\"/dev/input/headset\"\nzh_hant = \"cmn\"\n"))
                                .voice;
  CHECK(own.pack.filename() == "scenes");
  CHECK(own.device == "hw:1");
  CHECK(own.headset == "/dev/input/headset");
  CHECK(own.traditional == devices::TraditionalSpeech::mandarin);
  CHECK(good(toml(kSheets, "", "[voice]\nzh_hant = \"yue\"\n")).voice.traditional ==
        devices::TraditionalSpeech::cantonese);
  CHECK(refused(toml(kSheets, "", "[voice]\npack = \"nowhere\"\n")).find("pack nowhere") !=
        std::string::npos);
  CHECK(refused(toml(kSheets, "", "[voice]\nzh_hant = \"min\"\n")).find("zh_hant min") !=
        std::string::npos);
  CHECK(refused(toml(kSheets, "", "[voice]\nspeed = 2\n")).find("speed") != std::string::npos);
}

TEST_CASE("a place with two switches names their keys, and a key that does not exist is told") {
  SDL_KeyboardEvent space{};
  space.keysym.sym = SDLK_SPACE;
  CHECK(good(toml(kSheets)).screen.keyboard.of(space) == ui::Key::ok);
  CHECK(good(toml(kSheets, "", "[keys]\nnext = [\"Space\"]\nok = [\"Return\"]\n"))
            .screen.keyboard.of(space) == ui::Key::next);
  CHECK(refused(toml(kSheets, "", "[keys]\nnext = [\"Spade\"]\n")).find("\"Spade\"") !=
        std::string::npos);
  CHECK(refused(toml(kSheets, "", "[keys]\nforward = [\"Space\"]\n")).find("forward") !=
        std::string::npos);
}

TEST_CASE("a trembling hand's second tap is kept out as long as the place says") {
  using std::chrono::milliseconds;
  CHECK(good(toml(kSheets)).screen.touch.repeat == milliseconds{300});
  CHECK(good(toml(kSheets, "", "[touch]\nrepeat_ms = 900\n")).screen.touch.repeat ==
        milliseconds{900});
  CHECK(refused(toml(kSheets, "", "[touch]\nguard_ms = 100\n")).find("guard_ms") !=
        std::string::npos);
}

TEST_CASE("the kiosk.toml of the sources is read, and says what counts without its keys") {
  const KioskSettings shown = [] {
    auto settings = read_settings(KIOSK_SOURCE_DIR "/config/kiosk.toml");
    INFO((settings ? std::string{} : settings.error().sentence));
    REQUIRE(settings);
    return std::move(*settings);
  }();
  const KioskSettings plain = good(toml(kSheets));
  CHECK(shown.rules.warn_after == plain.rules.warn_after);
  CHECK(shown.rules.erase_after == plain.rules.erase_after);
  CHECK(shown.rules.take_card_for == plain.rules.take_card_for);
  CHECK(shown.rules.ask_at_most == plain.rules.ask_at_most);
  CHECK(shown.rules.held_at_most == plain.rules.held_at_most);
  CHECK(shown.rules.long_cards == plain.rules.long_cards);
  CHECK(shown.rules.language == plain.rules.language);
  CHECK(shown.practice == plain.practice);
  CHECK(shown.package_ca == plain.package_ca);
  CHECK(shown.screen.panel == plain.screen.panel);
  CHECK(shown.screen.fullscreen == plain.screen.fullscreen);
  CHECK(shown.screen.touch.repeat == plain.screen.touch.repeat);
  CHECK(shown.screen.touch.guard == plain.screen.touch.guard);
  CHECK(shown.voice.device == plain.voice.device);
  CHECK(shown.voice.pack.filename() == plain.voice.pack.filename());
  CHECK(shown.voice.headset == plain.voice.headset);
  CHECK(shown.voice.traditional == plain.voice.traditional);
  CHECK(shown.printer.dots_per_inch == plain.printer.dots_per_inch);
  CHECK(shown.printer.colour == plain.printer.colour);
  CHECK(shown.printer.roll == plain.printer.roll);
  for (SDL_KeyboardEvent key{};
       const SDL_Keycode code : {SDLK_TAB, SDLK_RIGHT, SDLK_UP, SDLK_KP_ENTER, SDLK_SPACE,
                                 SDLK_BACKSPACE, SDLK_F1, SDLK_F2, SDLK_VOLUMEUP}) {
    key.keysym.sym = code;
    CHECK(shown.screen.keyboard.of(key) == plain.screen.keyboard.of(key));
  }
}

TEST_CASE(
    "a configuration that nobody need sign says so on paper; one that must be is looked through") {
  const KioskSettings unsigned_one = good(toml(kSheets));
  CHECK(unsigned_one.package_ca.empty());
  CHECK(unsigned_one.page.configuration.empty());
  CHECK(configuration_on_paper(unsigned_one) == "未签名 unsigned");

  const package_test::Signers signers;
  signers.certify("he");
  const files::Folder folder;
  fs::copy(KIOSK_SOURCE_DIR "/config", folder / "data", fs::copy_options::recursive);
  std::string text = toml(kSheets);
  text.replace(text.find(KIOSK_SOURCE_DIR "/config"), sizeof KIOSK_SOURCE_DIR "/config" - 1,
               (folder / "data").string());
  CHECK(good(text).page.configuration.empty());
  text.insert(text.find("[card]"), "package_ca = \"" + signers.ca().string() + "\"\n");
  CHECK(refused(text).find("is not signed") != std::string::npos);
  using namespace std::chrono_literals;
  REQUIRE(make_package(folder / "data", "A", signers.key("he"), signers.certificate("he"),
                       devices::now()));
  const KioskSettings taken = good(text);
  CHECK(taken.page.configuration.ends_with(" A"));
  CHECK(configuration_on_paper(taken) == taken.page.configuration);
  // The kiosk's own moment counts, not the one at which it was signed.
  const fs::path file = folder / "kiosk.toml";
  package_test::write(file, text);
  CHECK(read_settings(file, devices::now() + 24h));
  const auto late = read_settings(file, devices::now() + 31 * 24h);
  REQUIRE_FALSE(late);
  CHECK(late.error().sentence.find("has expired") != std::string::npos);
}

TEST_CASE("the form is named as the survey's own file names it") {
  CHECK(good(toml(kSheets)).rules.form == "epi-survey 2");
}

}  // namespace kiosk
