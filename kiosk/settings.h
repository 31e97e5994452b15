// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk.toml and the files it names, read once at start. Every fault is one clear sentence that
// names the file and the key; nothing is guessed. Values; not thread-safe.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "devices/espeak_speech.h"
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
  std::filesystem::path staff_ca;       // whose staff badges count; "" = nobody's
  std::vector<SourceSettings> sources;  // in the order in which they are asked
  PrinterSettings printer;
  TrustFiles trust;
  VoiceSettings voice;
  std::filesystem::path store;    // SQLite
  std::filesystem::path bell;     // calls for staff, a line each; "" = on the screen only
  std::filesystem::path journal;  // "" = standard error
  std::filesystem::path data;     // the installed config folder: text, scenes, paper, fonts
};

using Settings = tl::expected<KioskSettings, ConfigTrouble>;

// Relative paths in the file are relative to the file.
[[nodiscard]] Settings read_settings(const std::filesystem::path& file);

// config/text/<language>.toml.
[[nodiscard]] tl::expected<visit::Catalogue, ConfigTrouble> read_catalogue(
    const std::filesystem::path& file);

// config/scenes/<id>.toml.
[[nodiscard]] tl::expected<visit::Scene, ConfigTrouble> read_scene(
    const std::filesystem::path& file);

}  // namespace kiosk
