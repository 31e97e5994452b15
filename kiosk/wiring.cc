// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/wiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "devices/alsa_sink.h"
#include "devices/bell_file.h"
#include "devices/clock.h"
#include "devices/headset_watch.h"
#include "devices/https_health_codes.h"
#include "devices/reader_process.h"
#include "devices/sink_voice.h"
#include "devices/sqlite_store.h"
#include "kiosk/face_paths.h"
#include "kiosk/paper_checker.h"
#include "kiosk/trust_keeper.h"
#include "printing/hcert/hcert.h"
#include "printing/printer/printer_uri.h"
#include "printing/sheet/prepared_sheet.h"

namespace kiosk {

namespace {

using std::filesystem::path;

tl::unexpected<ConfigTrouble> trouble(std::string sentence) {
  return tl::unexpected<ConfigTrouble>({std::move(sentence)});
}

// Draws sheets on the printer's thread: the faces are opened there at the first sheet and forget
// each name after it.
class PrintRoom {
 public:
  PrintRoom(const KioskSettings& settings, printing::Stationery stationery,
            std::shared_ptr<const TrustStore> trust)
      : stationery_(std::move(stationery)), trust_(std::move(trust)), settings_(settings) {}

  tl::expected<visit::Secret, visit::PrintTrouble> draw(const visit::PrintOrder& order,
                                                        std::string_view serial) {
    if (!faces_) {
      auto opened = text::Faces::open(face_paths(settings_));
      if (!opened) return tl::unexpected(visit::PrintTrouble::not_printable);
      faces_ = std::move(*opened);
    }
    printing::SheetDetails details;
    details.serial = std::string(serial);
    details.printed_at = devices::now();
    details.place = settings_.page.place.zh;
    details.machine = settings_.machine;
    details.dots_per_inch = settings_.printer.dots_per_inch;
    details.paper = settings_.printer.roll ? printing::Paper::roll : printing::Paper::a4;
    details.first = order.english_first ? printing::First::english : printing::First::chinese;
    details.palette =
        settings_.printer.colour ? printing::Palette::colour : printing::Palette::mono;
    details.reprint = order.reprint;
    details.practice = settings_.practice;
    const auto trust = trust_->list();
    auto sheet = printing::prepare(order.document, details, {stationery_, *trust, *faces_});
    faces_->forget();
    return sheet;
  }

  // The service's name of what a scanned code was signed for; none if it is not genuine.
  [[nodiscard]] std::optional<std::string> slip_of(std::string_view code) const {
    const auto now = std::chrono::floor<std::chrono::seconds>(devices::now());
    const auto result = printing::verify(code, *trust_->list(), now);
    if (!result.signature_holds() || !result.health_code) return std::nullopt;
    std::string id;
    for (const unsigned byte : result.health_code->reference) id += fmt::format("{:02X}", byte);
    return id;
  }

 private:
  const printing::Stationery stationery_;
  const std::shared_ptr<const TrustStore> trust_;
  const KioskSettings settings_;
  std::unique_ptr<text::Faces> faces_;
};

class Adapters final : public Wiring {
 public:
  // What has been read and made before any adapter runs.
  struct Parts {
    std::vector<devices::HealthCodeSource> sources;
    std::unique_ptr<devices::SqliteStore> store;
    std::shared_ptr<visit::StaffBell> bell;
    std::unique_ptr<TrustKeeper> trust;
    PaperRules paper_rules;
    std::shared_ptr<PrintRoom> room;
  };

  // The error is one about the printer's URI.
  [[nodiscard]] static tl::expected<std::unique_ptr<Adapters>, ConfigTrouble> build(
      const KioskSettings& settings, const path& programs, Parts parts, const visit::Post& post) {
    const auto room = parts.room;
    auto printer = printing::make_printer(
        settings.printer.uri, {.machine = settings.machine}, *parts.store, devices::now,
        [room](const visit::PrintOrder& order, std::string_view serial) {
          return room->draw(order, serial);
        },
        [room](std::string_view code) { return room->slip_of(code); }, post);
    if (!printer) return trouble("kiosk.toml: [printer] uri: " + printer.error());
    return std::unique_ptr<Adapters>(
        new Adapters(settings, programs, std::move(parts), std::move(*printer), post));
  }

  Desk::Wires wires() override {
    return {reader_, papers_, health_codes_, *printer_, *bell_, voice_};
  }

 private:
  Adapters(const KioskSettings& settings, const path& programs, Parts parts,
           std::unique_ptr<visit::Printer> printer, const visit::Post& post)
      : store_(std::move(parts.store)),
        trust_(std::move(parts.trust)),
        reader_({(programs / "kiosk-reader").string(), settings.card.pn532, settings.card.sam_v,
                 settings.scanner.device, settings.scanner.keys, settings.staff_ca.string()},
                post),
        papers_(trust_->store(), std::move(parts.paper_rules), devices::now, post),
        health_codes_(std::move(parts.sources), settings.rules.scene.id, devices::now, post),
        printer_(std::move(printer)),
        bell_(std::move(parts.bell)),
        voice_(std::make_unique<devices::AlsaSink>(settings.voice.device),
               devices::VoicePack(settings.voice.pack), settings.voice.traditional) {
    if (!settings.voice.headset.empty()) headset_.emplace(settings.voice.headset, post);
  }

  std::unique_ptr<devices::SqliteStore> store_;
  std::unique_ptr<TrustKeeper> trust_;
  devices::ReaderProcess reader_;
  PaperChecker papers_;
  devices::HttpsHealthCodes health_codes_;
  std::unique_ptr<visit::Printer> printer_;
  std::shared_ptr<visit::StaffBell> bell_;
  devices::SinkVoice voice_;
  std::optional<devices::HeadsetWatch> headset_;
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

namespace {

// A list that is about to end is somebody's to renew: the bell says so once a change.
class AgeWatch {
 public:
  explicit AgeWatch(std::shared_ptr<visit::StaffBell> bell) : bell_(std::move(bell)) {}
  void operator()(TrustNews news) {
    if (std::exchange(age_, news.age) == news.age || news.age == TrustAge::fresh) return;
    bell_->ring(visit::Call::service_amiss);
  }

 private:
  std::shared_ptr<visit::StaffBell> bell_;
  TrustAge age_ = TrustAge::fresh;
};

tl::expected<std::unique_ptr<TrustKeeper>, ConfigTrouble> keep_trust(
    const KioskSettings& settings, const std::vector<devices::HealthCodeSource>& sources,
    std::shared_ptr<visit::StaffBell> bell) {
  TrustSettings trust{settings.trust.list, settings.trust.root, settings.trust.federation,
                      settings.trust.kept, std::nullopt};
  if (settings.trust.fetch_from) {
    const auto from =
        std::find_if(sources.begin(), sources.end(), [&](const devices::HealthCodeSource& source) {
          return source.source == settings.trust.fetch_from;
        });
    if (from == sources.end())
      return trouble("kiosk.toml: [trust] from names a service that is not in [[health_codes]]");
    trust.from = *from;
  }
  auto keeper = TrustKeeper::open(trust, devices::now, AgeWatch(std::move(bell)));
  if (!keeper) return trouble(keeper.error());
  return std::move(*keeper);
}

}  // namespace

tl::expected<std::unique_ptr<Wiring>, ConfigTrouble> Wiring::build(const KioskSettings& settings,
                                                                   const path& programs,
                                                                   visit::Post post) {
  Adapters::Parts parts;
  parts.bell = std::make_shared<devices::BellFile>(settings.bell, devices::now);
  for (const SourceSettings& one : settings.sources) {
    auto source = source_of(one);
    if (!source) return tl::unexpected(source.error());
    parts.sources.push_back(std::move(*source));
  }
  auto stationery = printing::Stationery::read(settings.data / "paper");
  if (!stationery) return trouble(stationery.error());
  auto recognition = Recognition::read(settings.data / "recognition/recognition.toml");
  if (!recognition) return trouble(recognition.error());
  parts.paper_rules = {std::move(*recognition), settings.rules.scene.id};
  auto trust = keep_trust(settings, parts.sources, parts.bell);
  if (!trust) return tl::unexpected(trust.error());
  parts.trust = std::move(*trust);
  if (!settings.staff_ca.empty() && !std::filesystem::is_regular_file(settings.staff_ca))
    return trouble(fmt::format("{}: no such file", settings.staff_ca.string()));
  auto store = devices::SqliteStore::open(settings.store);
  if (!store)
    return trouble(
        fmt::format("{}: the store is damaged or cannot be made", settings.store.string()));
  parts.store = std::move(*store);
  parts.room = std::make_shared<PrintRoom>(settings, std::move(*stationery), parts.trust->store());
  auto adapters = Adapters::build(settings, programs, std::move(parts), post);
  if (!adapters) return tl::unexpected(adapters.error());
  return std::unique_ptr<Wiring>(std::move(*adapters));
}

}  // namespace kiosk
