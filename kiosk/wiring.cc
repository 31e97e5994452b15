// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/wiring.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "devices/bell_file.h"
#include "devices/clock.h"
#include "devices/espeak_voice.h"
#include "devices/https_health_codes.h"
#include "devices/reader_process.h"
#include "devices/sqlite_store.h"
#include "kiosk/face_paths.h"
#include "kiosk/paper_checker.h"
#include "kiosk/trust.h"
#include "printing/ipp_printer.h"
#include "printing/prepared_sheet.h"

namespace kiosk {

namespace {

using std::filesystem::path;

tl::unexpected<ConfigTrouble> trouble(std::string sentence) {
  return tl::unexpected<ConfigTrouble>({std::move(sentence)});
}

// Draws sheets on the printer's thread: the faces are opened there at the first sheet and forget
// each name after it.
class Press {
 public:
  Press(const KioskSettings& settings, printing::PaperWords words, printing::TrustList trust)
      : words_(std::move(words)), trust_(std::move(trust)), settings_(settings) {}

  tl::expected<visit::Secret, visit::PrintTrouble> draw(const visit::Certificate& certificate,
                                                        std::string_view serial) {
    if (!faces_) {
      auto opened = text::Faces::open(face_paths(settings_));
      if (!opened) return tl::unexpected(visit::PrintTrouble::not_printable);
      faces_ = std::move(*opened);
    }
    printing::SlipDetails details;
    details.serial = std::string(serial);
    details.printed_at = devices::now();
    details.place = settings_.page.place.zh;
    details.machine = settings_.machine;
    details.dots_per_inch = settings_.printer.dots_per_inch;
    details.palette =
        settings_.printer.colour ? printing::Palette::colour : printing::Palette::mono;
    details.practice = settings_.practice;
    auto sheet = printing::prepare(certificate, details, {words_, trust_, *faces_});
    faces_->forget();
    if (!sheet) return tl::unexpected(sheet.error());
    return std::move(sheet->pdf);
  }

 private:
  const printing::PaperWords words_;
  const printing::TrustList trust_;
  const KioskSettings settings_;
  std::unique_ptr<text::Faces> faces_;
};

class Adapters final : public Wiring {
 public:
  Adapters(const KioskSettings& settings, const path& programs,
           std::vector<devices::HealthCodeSource> sources,
           std::unique_ptr<devices::SqliteStore> store, printing::PrinterUri printer,
           std::shared_ptr<Press> press, printing::TrustList trust, const visit::Post& post)
      : store_(std::move(store)),
        reader_({(programs / "kiosk-reader").string(), settings.card.pn532, settings.card.sam_v,
                 settings.scanner.device, settings.scanner.keys, settings.staff_ca.string()},
                post),
        papers_(std::move(trust), devices::now, post),
        health_codes_(std::move(sources), settings.rules.scene.id, devices::now, post),
        printer_(
            {std::move(printer), settings.machine, "iso_a4_210x297mm", {}}, *store_, devices::now,
            [press = std::move(press)](const visit::Certificate& certificate,
                                       std::string_view serial) {
              return press->draw(certificate, serial);
            },
            post),
        bell_(settings.bell, devices::now),
        voice_(std::make_unique<devices::AlsaSink>()) {}

  Desk::Wires wires() override {
    return {reader_, papers_, health_codes_, printer_, bell_, voice_};
  }

 private:
  std::unique_ptr<devices::SqliteStore> store_;
  devices::ReaderProcess reader_;
  PaperChecker papers_;
  devices::HttpsHealthCodes health_codes_;
  printing::IppPrinter printer_;
  devices::BellFile bell_;
  devices::EspeakVoice voice_;
};

std::optional<std::string> text_of(const path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

tl::expected<devices::HealthCodeSource, ConfigTrouble> source_of(const SourceSettings& settings) {
  for (const path& file : {settings.ca, settings.certificate, settings.key, settings.device_key}) {
    if (!std::filesystem::is_regular_file(file))
      return trouble(fmt::format("{}: no such file", file.string()));
  }
  if (!settings.url.starts_with("https://"))
    return trouble("kiosk.toml: [health_codes] url must begin with https://");
  const auto hex = text_of(settings.device_key);
  const auto key = hex ? devices::parse_device_key(*hex) : std::nullopt;
  if (!key)
    return trouble(fmt::format("{}: must hold 64 hex digits", settings.device_key.string()));
  return devices::HealthCodeSource{settings.source,
                                   settings.url,
                                   settings.ca.string(),
                                   settings.certificate.string(),
                                   settings.key.string(),
                                   settings.device_id,
                                   *key};
}

}  // namespace

tl::expected<std::unique_ptr<Wiring>, ConfigTrouble> Wiring::build(const KioskSettings& settings,
                                                                   const path& programs,
                                                                   visit::Post post) {
  std::vector<devices::HealthCodeSource> sources;
  for (const SourceSettings& one : settings.sources) {
    auto source = source_of(one);
    if (!source) return tl::unexpected(source.error());
    sources.push_back(std::move(*source));
  }
  auto words = printing::read_paper_words(settings.data / "paper/status_slip.toml");
  if (!words) return trouble(words.error());
  auto trust = read_trust(settings.trust, settings.trust_root);
  if (!trust) return trouble(trust.error());
  if (!settings.staff_ca.empty() && !std::filesystem::is_regular_file(settings.staff_ca))
    return trouble(fmt::format("{}: no such file", settings.staff_ca.string()));
  auto printer = printing::PrinterUri::parse(settings.printer.uri);
  if (!printer) return trouble("kiosk.toml: [printer] uri must look like ipp://host:631/ipp/print");
  auto store = devices::SqliteStore::open(settings.store);
  if (!store)
    return trouble(
        fmt::format("{}: the store is damaged or cannot be made", settings.store.string()));
  auto press = std::make_shared<Press>(settings, std::move(*words), *trust);
  return std::make_unique<Adapters>(settings, programs, std::move(sources), std::move(*store),
                                    std::move(*printer), std::move(press), std::move(*trust), post);
}

}  // namespace kiosk
