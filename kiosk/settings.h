// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk.toml and the files it names, read once at start. Every fault is one clear sentence that
// names the file and the key; nothing is guessed. Values; not thread-safe.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "devices/clock.h"
#include "devices/espeak_speech.h"
#include "devices/fhir_response.h"
#include "kiosk/visit/page.h"
#include "ui/keyboard.h"
#include "ui/touch.h"

namespace kiosk {

// "kiosk.toml: [printer] uri is missing".
struct ConfigTrouble {
  std::string sentence;
};

struct CardSettings {
  std::string pn532;  // libnfc connstring, "" if there is none
  std::string sam_v;  // serial device
};

// Where finished surveys go (docs/wire.md §11), and as whose.
struct SurveySettings {
  std::string url;  // of the FHIR server; "" = there is none, and they wait for kioskctl surveys
  std::filesystem::path ca, certificate, key;
  std::string token_url, client_id, scope;
  std::filesystem::path client_secret;  // a file
  devices::SurveyNames names;
};

// How staff are called beside the screen; each may be left out.
struct BellSettings {
  std::filesystem::path file;  // a line a call
  std::string chip;            // a beacon's GPIO chip: /dev/gpiochip0
  int line = 0;
  std::string webhook;
  std::filesystem::path webhook_ca;
};

// At most one of the two; "" = there is no scanner.
struct ScannerSettings {
  std::string device;  // serial: /dev/serial/by-id/…
  std::string keys;    // one that types: /dev/input/by-id/…
};

// One health-code service, docs/wire.md §4.
struct SourceSettings {
  visit::Source source = visit::Source::province;
  std::string url;
  std::string issuer;  // as printed
  std::filesystem::path ca, certificate, key;
  std::string device_id;
  std::filesystem::path device_key;
};

struct PrinterSettings {
  std::string uri;
  bool roll = false;        // 80 mm paper, as long as needed; else A4
  int dots_per_inch = 600;  // 203 on a roll
  bool colour = true;       // never on a roll
};

// Whose signatures count (docs/wire.md §5.7).
struct TrustFiles {
  std::filesystem::path list;        // trust.hct, did.json or a folder of certificates
  std::filesystem::path root;        // signs trust.hct and what is fetched; "" for the other kinds
  std::filesystem::path federation;  // another network's did.json, as evidence; "" = none
  std::filesystem::path kept;        // where what is fetched is kept
  std::optional<visit::Source> fetch_from;  // none: newer lists come with the configuration only
};

struct ScreenSettings {
  std::string panel;  // "1080x1920", "1280x800", "1920x1080"
  bool fullscreen = true;
  ui::TouchRules touch;
  ui::Keyboard keyboard;
};

// What one hears, and with what (config/voice/README.md).
struct VoiceSettings {
  std::filesystem::path pack;     // recordings; "" = every sentence is espeak's
  std::string device;             // as ALSA names it
  std::filesystem::path headset;  // its jack: /dev/input/…; "" = there is none
  devices::TraditionalSpeech traditional = devices::TraditionalSpeech::cantonese;
};

struct KioskSettings {
  visit::Settings page;
  visit::Rules rules;
  std::string machine;  // GC07: first part of every serial
  bool practice = false;
  ScreenSettings screen;
  CardSettings card;
  ScannerSettings scanner;
  std::string thermometer;              // serial device; "" = there is none
  std::filesystem::path staff_ca;       // whose staff badges count; "" = nobody's
  std::filesystem::path staff_members;  // staff.toml; "" = nobody works here
  int first_lock = 60;                  // seconds after five wrong PINs
  std::vector<SourceSettings> sources;  // in the order in which they are asked
  PrinterSettings printer;
  TrustFiles trust;
  VoiceSettings voice;
  SurveySettings surveys;
  std::shared_ptr<const visit::SurveyForm> form;
  BellSettings bell;
  std::filesystem::path store;  // SQLite; what else is kept lies beside it
  std::filesystem::path stick;  // below which memory sticks are mounted
  std::filesystem::path
      switch_to;                  // the kiosk.toml of practice, or the one of every day; "" = none
  std::string routing;            // name of the plan in data/routes; "" = nobody is led anywhere
  std::filesystem::path journal;  // "" = standard error
  std::filesystem::path data;     // the installed config folder: text, scenes, paper, fonts
  std::filesystem::path package_ca;  // who may sign that folder; "" = nobody need to
};

using Settings = tl::expected<KioskSettings, ConfigTrouble>;

// What is kept beside the store: "shift.db", "pins.db".
[[nodiscard]] inline std::filesystem::path beside_store(const KioskSettings& settings,
                                                        const char* name) {
  return settings.store.parent_path() / name;
}

// On reports: the package's title, "2026-11-20 A", or that nobody signed it.
[[nodiscard]] std::string configuration_on_paper(const KioskSettings& settings);

// Relative paths in the file are relative to the file. Of a signed folder nothing is read before
// all of it was found to be as it was signed; `now` is for the signer's certificate.
[[nodiscard]] Settings read_settings(const std::filesystem::path& file,
                                     visit::Moment now = devices::now());

// config/text/<language>.toml.
[[nodiscard]] tl::expected<visit::Catalogue, ConfigTrouble> read_catalogue(
    const std::filesystem::path& file);

// config/scenes/<id>.toml.
[[nodiscard]] tl::expected<visit::Scene, ConfigTrouble> read_scene(
    const std::filesystem::path& file);

}  // namespace kiosk
