// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/bench.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/fhir/fhir_intake.h"
#include "devices/sandbox/issuers.h"
#include "devices/sandbox/reader_ends.h"
#include "devices/sandbox/receipt_printer_end.h"
#include "devices/sandbox/sheet_printer_end.h"

namespace sandbox {

namespace {

using std::filesystem::path;
using Done = tl::expected<void, std::string>;

std::string contents(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A private folder, gone with the object.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kiosk-sandbox-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (made()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] bool made() const { return !path_.empty(); }
  [[nodiscard]] const path& at() const { return path_; }

 private:
  path path_;
};

class PracticeBench final : public Bench {
 public:
  PracticeBench(std::unique_ptr<Folder> folder, const BenchPlan& plan,
                std::unique_ptr<Issuers> issuers, std::unique_ptr<PrinterEnd> printer,
                FhirPractice fhir, std::unique_ptr<FhirIntake> intake)
      : place_(std::move(folder)),
        folder_(place_->at()),
        plan_(plan),
        config_(folder_ / "kiosk.toml"),
        readers_(folder_),
        issuers_(std::move(issuers)),
        fhir_(std::move(fhir)),
        intake_(std::move(intake)),
        printer_(std::move(printer)) {}

  Done obey(const Command& command) override {
    const auto& words = command.words;
    const std::string what = words.size() > 1 ? words[1] : "";
    const std::string more = words.size() > 2 ? words[2] : "";
    if (words[0] == "card") return readers_.move_card(what, more);
    if (words[0] == "reader") return done([&] { readers_.plug_readers(what == "replug"); });
    if (words[0] == "scanner") return done([&] { readers_.plug_scanner(what == "replug"); });
    if (words[0] == "scan") return done([&] { readers_.scan(what); });
    if (words[0] == "thermometer") return readers_.set_thermometer(what);
    if (words[0] == "printer") return set_printer(what, more);
    if (words[0] == "service") return trouble(issuers_->province(), what, more);
    if (words[0] == "national") return trouble(issuers_->national(), what, more);
    if (words[0] == "fhir") return set_intake(what);
    if (words[0] == "bind") return bind(words);
    if (words[0] == "record")
      return issuers_->province().enter({words[1], words[2], words.size() > 3});
    if (words[0] == "phone") return hold_phone(what);
    return tl::unexpected(fmt::format("not for the far ends: {}", command.text()));
  }

  const path& config() const override { return config_; }
  const path& folder() const override { return folder_; }
  std::vector<std::string> sheets() const override { return printer_->sheets(); }
  std::vector<std::string> surveys() const override {
    std::vector<std::string> documents;
    if (!intake_) return documents;
    for (const KeptResponse& one : intake_->received()) documents.push_back(one.document);
    return documents;
  }
  std::vector<std::string> sheets_elsewhere() const override {
    return printer_->sheets_elsewhere();
  }

  Done write_config() const {
    const ServiceProcess& service = issuers_->province();
    std::ofstream out(config_, std::ios::trunc);
    out << fmt::format(
        R"(# Written by kiosk-sandbox for this run; everything it names is thrown away with it.
[place]
name = {{ zh = "安和医院", en = "Anhe Hospital" }}
channel = {{ zh = "绿色通道", en = "Green channel" }}
machine = "GC07"
language = "{language}"
scene = "{scene}"
data = "{data}"
practice = true
routing = "WH1-R 2.0"
long_cards = {long_cards}
[screen]
panel = "{panel}"
fullscreen = {fullscreen}
[card]
pn532 = "pn532_uart:{folder}/pn532:115200"
sam_v = "{folder}/sam-v"
[scanner]
device = "{folder}/scanner"
[thermometer]
device = "{folder}/thermometer"
[staff]
ca = "staff-ca.pem"
members = "staff.toml"
first_lock = 10
[[health_codes]]
source = "province"
url = "{url}"
issuer = "湖北健康码（练习）"
ca = "{ca}"
certificate = "{certificate}"
key = "{key}"
device_id = "{device}"
device_key = "{device_key}"
[[health_codes]]
source = "national"
url = "{national}"
issuer = "国家平台（练习）"
ca = "{ca}"
certificate = "{certificate}"
key = "{key}"
device_id = "{device}"
device_key = "{device_key}"
[printer]
uri = "{printer}"
dots_per_inch = {dots}
colour = {colour}
[trust]
list = "{trust}"
root = "{root}"
from = "province"
kept = "trust-kept.hct"
{federation}[keeping]
store = "store.db"
journal = "journal.jsonl"
[bell]
file = "bell.log"
)",
        fmt::arg("language", plan_.language), fmt::arg("scene", plan_.scene),
        fmt::arg("data", std::filesystem::absolute(plan_.data).string()),
        fmt::arg("panel", plan_.panel), fmt::arg("dots", printer_->dots_per_inch()),
        fmt::arg("colour", printer_->colour()), fmt::arg("long_cards", plan_.long_cards),
        fmt::arg("fullscreen", plan_.fullscreen), fmt::arg("folder", folder_.string()),
        fmt::arg("url", service.url()), fmt::arg("national", issuers_->national().url()),
        fmt::arg("device", service.device()), fmt::arg("ca", service.ca().string()),
        fmt::arg("certificate", service.client_certificate().string()),
        fmt::arg("key", service.client_key().string()),
        fmt::arg("device_key", service.device_key().string()), fmt::arg("printer", printer_->uri()),
        fmt::arg("trust",
                 plan_.trust_list ? std::string(kTrustList) : issuers_->signers().string()),
        fmt::arg("root", issuers_->list_root().string()),
        fmt::arg("federation", plan_.federation.empty() ? "" : "federation = \"did.json\"\n"));
    if (plan_.intake) {
      out << fmt::format(
          R"([surveys]
url = "{}"
ca = "{}"
token_url = "{}"
client_id = "{}"
client_secret = "fhir.secret"
)",
          intake_->url(), fhir_.ca().string(), intake_->token_url(), TokenClient().id);
    }
    out.close();
    if (!out) return tl::unexpected(std::string("kiosk.toml cannot be written"));
    return {};
  }
  // What kiosk.toml names beside itself.
  Done install() const {
    if (!plan_.federation.empty()) std::ofstream(folder_ / "did.json") << plan_.federation;
    std::ofstream(folder_ / "fhir.secret") << TokenClient().secret;
    readers_.staff().install(folder_);
    if (!plan_.trust_list) return write_config();
    const auto list = issuers_->province().trust_list();
    if (!list) return tl::unexpected(list.error());
    std::ofstream(folder_ / kTrustList, std::ios::binary) << *list;
    return write_config();
  }

 private:
  // The hospital's server goes, and comes back with what it kept, at the same address.
  Done set_intake(const std::string& how) {
    if (how == "down") {
      if (intake_) intake_port_ = intake_->port();
      intake_.reset();
      return {};
    }
    if (how == "dies") {
      if (intake_) intake_->suffer({FhirFault::dies_after});
      return {};
    }
    if (intake_) return {};
    FhirIntakeOptions options;
    options.port = intake_port_;
    auto again = FhirIntake::start(fhir_, options);
    if (!again) return tl::unexpected(again.error());
    intake_ = std::move(*again);
    return {};
  }
  // At another counter than this kiosk.
  Done bind(const std::vector<std::string>& words) {
    Binding binding{words[1], words[2], "CHILD"};
    if (words.size() > 3) binding.scope = words[3];
    if (!person_named(binding.agent) || !person_named(binding.person))
      return tl::unexpected(
          fmt::format("nobody in the cast is called {} or {}", words[1], words[2]));
    return issuers_->province().bind(binding);
  }
  // A telephone with its owner's health code on it, under the scanner.
  Done hold_phone(const std::string& name) {
    const auto person = person_named(name);
    if (!person) return tl::unexpected(fmt::format("nobody in the cast is called {}", name));
    const auto code = issuers_->province().code_of(*person);
    if (!code) return tl::unexpected(code.error());
    readers_.scan(*code);
    return {};
  }
  // Another printer is named in kiosk.toml for the kiosk's next start.
  Done set_printer(const std::string& how, const std::string& number) {
    const std::string before = printer_->uri();
    if (auto moved = printer_->obey(how, number); !moved || printer_->uri() == before) return moved;
    std::string text = contents(config_);
    const auto at = text.find(before);
    if (at == text.npos) return tl::unexpected(std::string("kiosk.toml names no printer"));
    text.replace(at, before.size(), printer_->uri());
    std::ofstream out(config_, std::ios::trunc);
    out << text;
    out.close();
    if (!out) return tl::unexpected(std::string("kiosk.toml cannot be written"));
    return {};
  }
  template <typename Act>
  static Done done(Act act) {
    act();
    return {};
  }
  static Done trouble(ServiceProcess& service, const std::string& how, const std::string& more) {
    if (how == "busy") return service.be_busy();
    if (how == "slow") return service.be_slow(std::atof(more.c_str()));
    if (how == "ok") return service.answer_well();
    if (how == "backup") return service.back_up();
    if (how == "restore") return service.restore();
    if (how == "revoke") return service.revoke(more);
    if (how == "stumble") return service.stumble();
    if (how == "ahead") return service.go_ahead(std::atoi(more.c_str()));
    service.stop();
    return {};
  }

  static constexpr const char* kTrustList = "trust.hct";

  const std::unique_ptr<Folder> place_;
  const path folder_;
  const BenchPlan plan_;
  const path config_;
  ReaderEnds readers_;
  std::unique_ptr<Issuers> issuers_;
  FhirPractice fhir_;
  std::unique_ptr<FhirIntake> intake_;  // none while it is down
  std::unique_ptr<PrinterEnd> printer_;
  int intake_port_ = 0;
};

tl::expected<std::unique_ptr<PrinterEnd>, std::string> printer_for(const BenchPlan& plan,
                                                                   const path& folder) {
  if (!plan.receipts) return SheetPrinterEnd::start(plan.out, plan.takes);
  return std::make_unique<ReceiptPrinterEnd>(folder / "receipts", plan.out);
}

}  // namespace

tl::expected<std::unique_ptr<Bench>, std::string> Bench::open(const BenchPlan& plan) {
  auto place = std::make_unique<Folder>();
  if (!place->made()) return tl::unexpected(std::string("no temporary folder can be made"));
  const path folder = place->at();
  auto issuers =
      Issuers::start(plan.programs / "health-code-service", std::filesystem::absolute(plan.data),
                     folder / "issuers", plan.region);
  if (!issuers) return tl::unexpected(issuers.error());
  auto printer = printer_for(plan, folder);
  if (!printer) return tl::unexpected(printer.error());
  FhirPractice fhir(folder / "fhir");
  std::error_code ignored;
  std::filesystem::create_directory(fhir.folder, ignored);
  if (!deploy(fhir)) return tl::unexpected(std::string("no FHIR server can be set up"));
  auto intake = FhirIntake::start(fhir);
  if (!intake) return tl::unexpected(intake.error());
  auto bench = std::make_unique<PracticeBench>(std::move(place), plan, std::move(*issuers),
                                               std::move(*printer), fhir, std::move(*intake));
  if (auto done = bench->install(); !done) return tl::unexpected(done.error());
  return bench;
}

}  // namespace sandbox
