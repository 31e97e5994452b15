// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/wiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <optional>

#include "devices/alsa_sink.h"
#include "devices/bell_file.h"
#include "devices/bell_line.h"
#include "devices/bell_webhook.h"
#include "devices/bells.h"
#include "devices/books.h"
#include "devices/clock.h"
#include "devices/headset_watch.h"
#include "devices/https_exchange.h"
#include "devices/https_health_codes.h"
#include "devices/https_registry.h"
#include "devices/journal_export.h"
#include "devices/journal_lines.h"
#include "devices/journal_tee.h"
#include "devices/policy_in_force.h"
#include "devices/reader_process.h"
#include "devices/sink_voice.h"
#include "devices/slip_revoker.h"
#include "devices/sqlite_store.h"
#include "devices/staff_room.h"
#include "devices/store_lock.h"
#include "devices/workshop.h"
#include "kiosk/face_paths.h"
#include "kiosk/paper_checker.h"
#include "kiosk/staff_roll.h"
#include "kiosk/survey_desk.h"
#include "kiosk/trust_keeper.h"
#include "printing/hcert/hcert.h"
#include "printing/printer/print_journal.h"
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

// What the devices said last, for whoever checks them.
struct Seen {
  std::atomic<bool> printer{false};
  std::atomic<bool> supply_low{false};
  devices::PolicyInForce policy;

  void hear(const visit::Event& event) {
    policy.hear(event);
    if (const auto* device = std::get_if<visit::event::DeviceChanged>(&event)) {
      if (device->device != visit::Device::printer) return;
      printer = device->works;
      if (device->works) supply_low = false;
    } else if (std::holds_alternative<visit::event::SupplyLow>(event)) {
      supply_low = true;
    }
  }
  [[nodiscard]] visit::CheckOutcome check() const {
    if (!printer) return visit::CheckOutcome::failed;
    return supply_low ? visit::CheckOutcome::watch : visit::CheckOutcome::passed;
  }
};

class Adapters final : public Wiring {
 public:
  // What has been read and made before any adapter runs.
  struct Parts {
    std::vector<devices::HealthCodeSource> sources;
    devices::StoreLock lock;
    std::unique_ptr<devices::SqliteStore> store;
    std::shared_ptr<visit::StaffBell> bell;
    std::unique_ptr<TrustKeeper> trust;
    PaperRules paper_rules;
    std::shared_ptr<PrintRoom> room;
    std::vector<devices::StaffBadge> staff;
    std::unique_ptr<devices::PinLocks> locks;
    SurveyPlan surveys;
    std::unique_ptr<devices::Outbox> outbox;
  };

  // The error is one about the printer's URI, or a file beside the store.
  [[nodiscard]] static tl::expected<std::unique_ptr<Adapters>, ConfigTrouble> build(
      const KioskSettings& settings, const path& programs, Parts parts,
      devices::JournalFile& journal, const visit::Post& tell) {
    auto seen = std::make_shared<Seen>();
    auto revoker = std::make_shared<devices::SlipRevoker>(parts.sources, *parts.store, devices::now,
                                                          [](devices::RevocationNews) {});
    const visit::Post post = [seen, revoker, tell](visit::Event event) {
      seen->hear(event);
      // A sheet may have taken another's place, or count no more: its service hears of it now.
      if (std::holds_alternative<visit::event::SheetPrinted>(event) ||
          std::holds_alternative<visit::event::SheetClosed>(event)) {
        revoker->look_now();
      }
      tell(std::move(event));
    };
    const auto room = parts.room;
    auto printer = printing::make_printer(
        settings.printer.uri, {.machine = settings.machine}, *parts.store, devices::now,
        [room](const visit::PrintOrder& order, std::string_view serial) {
          return room->draw(order, serial);
        },
        [room](std::string_view code) { return room->slip_of(code); }, post);
    if (!printer) return trouble("kiosk.toml: [printer] uri: " + printer.error());
    std::unique_ptr<Adapters> adapters(
        new Adapters(settings, programs, std::move(parts), std::move(*printer), journal, post));
    const std::string fault = adapters->open_books(settings, journal, seen, post);
    if (!fault.empty()) return trouble(fault);
    return adapters;
  }

  Desk::Wires wires() override {
    return {reader_,   papers_,   health_codes_, *printer_, *bell_,    voice_,
            registry_, *surveys_, staff_room_,   *books_,   *workshop_};
  }
  visit::Journal& journal() override { return *tee_; }

 private:
  Adapters(const KioskSettings& settings, const path& programs, Parts parts,
           std::unique_ptr<visit::Printer> printer, devices::JournalFile& journal,
           const visit::Post& post)
      : lock_(std::move(parts.lock)),
        store_(std::move(parts.store)),
        trust_(std::move(parts.trust)),
        sources_(parts.sources),
        reader_({(programs / "kiosk-reader").string(), settings.card.pn532, settings.card.sam_v,
                 settings.scanner.device, settings.scanner.keys, settings.staff_ca.string(),
                 settings.thermometer},
                post),
        papers_(trust_->store(), std::move(parts.paper_rules), devices::now, post),
        health_codes_(parts.sources, settings.rules.scene.id, devices::now, post),
        registry_(parts.sources.front(), devices::now, post),
        printer_(std::move(printer)),
        bell_(std::move(parts.bell)),
        voice_(std::make_unique<devices::AlsaSink>(settings.voice.device),
               devices::VoicePack(settings.voice.pack), settings.voice.traditional),
        surveys_(std::make_unique<SurveyDesk>(std::move(parts.surveys), std::move(parts.outbox),
                                              journal, devices::now, post)),
        staff_room_(
            std::move(parts.staff), std::move(parts.locks), {devices::now, devices::steady},
            [this](const std::string& number) { day_book_->sign_in(number); }, post) {
    if (!settings.voice.headset.empty()) headset_.emplace(settings.voice.headset, post);
  }

  // The sentence that names what cannot be made; empty if all is well.
  std::string open_books(const KioskSettings& settings, devices::JournalFile& journal,
                         const std::shared_ptr<Seen>& seen, const visit::Post& post) {
    const auto policy = [seen] { return seen->policy.last(); };
    devices::BookFacts facts;
    facts.configuration = configuration_on_paper(settings);
    facts.software = KIOSK_VERSION;
    facts.policy = policy;
    facts.surveys_waiting = [this] { return surveys_->waiting(); };
    facts.audit = [&journal] {
      const devices::JournalHead head = journal.head();
      return std::pair{head.chain, head.entries};
    };
    const path book = beside_store(settings, "shift.db");
    day_book_ = devices::DayBook::open(book, *store_, std::move(facts));
    if (!day_book_) return fmt::format("{}: the shift's figures cannot be kept", book.string());
    tee_.emplace(journal, *day_book_);
    books_.emplace(*day_book_, *store_, printing::void_sheet, devices::now, post);

    devices::WorkshopTools tools;
    tools.ask_health = [this, seen] { return ask_health(*seen); };
    tools.printer = [seen] { return seen->check(); };
    tools.play = [this,
                  words = visit::unmarked(
                      settings.page.catalogues.at(visit::Language::en).at("call.asked").text)] {
      return play(words);
    };
    tools.read_errors = [file = settings.journal] {
      constexpr std::size_t kMost = 60;
      return devices::last_troubles(file, kMost);
    };
    tools.export_journal = [what = devices::JournalExport{settings.journal,
                                                          beside_store(settings, "journal.pem"),
                                                          settings.machine,
                                                          {settings.stick, false}}] {
      return devices::export_journal(what, devices::now());
    };
    tools.configuration = configuration_on_paper(settings);
    tools.software = KIOSK_VERSION;
    tools.policy = policy;
    const path checks = beside_store(settings, "checks.db");
    workshop_ = devices::Workshop::open(checks, std::move(tools), devices::now, post);
    if (!workshop_) return fmt::format("{}: the checks cannot be kept", checks.string());
    return "";
  }

  tl::expected<std::chrono::milliseconds, visit::QueryTrouble> ask_health(Seen& seen) {
    constexpr std::chrono::milliseconds kConnect{1000}, kMost{5000};
    devices::HttpsExchange line(sources_.front(), kConnect);
    const auto begin = devices::steady();
    const auto reply = line.get("/v1/health", kMost, {});
    if (!reply) return tl::unexpected(reply.error());
    constexpr int kOk = 200;
    if (reply->status != kOk) return tl::unexpected(visit::QueryTrouble::busy);
    seen.policy.read_health(reply->body);
    return devices::steady() - begin;
  }

  bool play(const std::string& words) {
    visit::Utterance sound;
    sound.language = visit::Language::en;
    sound.sentences.push_back({"call.asked", visit::Secret(words), false});
    voice_.say(std::move(sound));
    return voice_.audible();
  }

  devices::StoreLock lock_;
  std::unique_ptr<devices::SqliteStore> store_;
  std::unique_ptr<TrustKeeper> trust_;
  const std::vector<devices::HealthCodeSource> sources_;
  devices::ReaderProcess reader_;
  PaperChecker papers_;
  devices::HttpsHealthCodes health_codes_;
  devices::HttpsRegistry registry_;
  std::unique_ptr<visit::Printer> printer_;
  std::shared_ptr<visit::StaffBell> bell_;
  devices::SinkVoice voice_;
  std::unique_ptr<SurveyDesk> surveys_;
  std::unique_ptr<devices::DayBook> day_book_;
  devices::StaffRoom staff_room_;
  std::optional<devices::JournalTee> tee_;
  std::optional<devices::Books> books_;
  std::unique_ptr<devices::Workshop> workshop_;
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

std::shared_ptr<visit::StaffBell> hang_bells(const KioskSettings& settings) {
  const BellSettings& bell = settings.bell;
  std::vector<std::shared_ptr<visit::StaffBell>> all;
  all.push_back(std::make_shared<devices::BellFile>(bell.file, devices::now));
  if (!bell.chip.empty()) {
    all.push_back(std::make_shared<devices::BellLine>(bell.chip, static_cast<unsigned>(bell.line)));
  }
  if (!bell.webhook.empty()) {
    all.push_back(std::make_shared<devices::BellWebhook>(
        devices::BellHook{bell.webhook, bell.webhook_ca.string(), settings.machine}, devices::now));
  }
  return std::make_shared<devices::Bells>(std::move(all));
}

// Who works here, and the locks of their badges.
tl::expected<void, ConfigTrouble> employ(const KioskSettings& settings, Adapters::Parts& parts) {
  const StaffFiles files = staff_files(settings.data, settings.staff_members, settings.store);
  const auto roles = read_roles(files.roles);
  if (!roles) return tl::unexpected(roles.error());
  if (!files.members.empty()) {
    auto staff = read_staff(files.members, *roles);
    if (!staff) return tl::unexpected(staff.error());
    parts.staff = std::move(*staff);
  }
  devices::PinRules rules;
  rules.first = std::chrono::seconds{settings.first_lock};
  auto locks = devices::PinLocks::open(files.locks, rules);
  if (!locks)
    return trouble(fmt::format("{}: the locks of badges cannot be kept", files.locks.string()));
  parts.locks = std::move(*locks);
  return {};
}

// What becomes of finished surveys.
tl::expected<void, ConfigTrouble> open_outbox(const KioskSettings& settings,
                                              Adapters::Parts& parts) {
  const SurveySettings& from = settings.surveys;
  parts.surveys.form = settings.form;
  parts.surveys.names = from.names;
  if (!from.url.empty()) {
    devices::FhirServer server;
    server.url = from.url;
    server.ca_file = from.ca.string();
    server.certificate_file = from.certificate.string();
    server.key_file = from.key.string();
    server.token_url = from.token_url;
    server.client_id = from.client_id;
    server.scope = from.scope;
    server.identifier_system = from.names.surveys;
    if (!from.client_secret.empty()) {
      auto secret = text_of(from.client_secret);
      if (!secret) return trouble(fmt::format("{}: no such file", from.client_secret.string()));
      while (secret->ends_with('\n')) secret->pop_back();
      server.client_secret = visit::Secret(*secret);
      visit::wipe(secret->data(), secret->size());
    }
    if (!devices::is_usable(server)) {
      return trouble("kiosk.toml: [surveys] needs an https url, and a token_url or a certificate");
    }
    parts.surveys.server = std::move(server);
  }
  const path file = beside_store(settings, "surveys.db");
  auto outbox = devices::Outbox::open(file, beside_store(settings, "surveys.key"));
  if (!outbox) return trouble(fmt::format("{}: surveys cannot be kept", file.string()));
  parts.outbox = std::move(*outbox);
  return {};
}

}  // namespace

tl::expected<std::unique_ptr<Wiring>, ConfigTrouble> Wiring::build(const KioskSettings& settings,
                                                                   const path& programs,
                                                                   devices::JournalFile& journal,
                                                                   visit::Post post) {
  Adapters::Parts parts;
  parts.bell = hang_bells(settings);
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
  if (auto lock = devices::StoreLock::take(settings.store.parent_path())) {
    parts.lock = std::move(*lock);
  } else if (lock.error() == devices::StoreLock::Trouble::taken) {
    return trouble(fmt::format("{}: another kiosk is at work here", settings.store.string()));
  }
  auto store = devices::SqliteStore::open(settings.store);
  if (!store)
    return trouble(
        fmt::format("{}: the store is damaged or cannot be made", settings.store.string()));
  parts.store = std::move(*store);
  if (auto done = employ(settings, parts); !done) return tl::unexpected(done.error());
  if (auto done = open_outbox(settings, parts); !done) return tl::unexpected(done.error());
  parts.room = std::make_shared<PrintRoom>(settings, std::move(*stationery), parts.trust->store());
  auto adapters = Adapters::build(settings, programs, std::move(parts), journal, post);
  if (!adapters) return tl::unexpected(adapters.error());
  return std::unique_ptr<Wiring>(std::move(*adapters));
}

}  // namespace kiosk
