// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/bench.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/fhir/fhir_intake.h"
#include "devices/sandbox/issuers.h"
#include "devices/sandbox/printer/escpos_printer.h"
#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/sam_v_line.h"
#include "devices/sandbox/wires/scanner_line.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "devices/sandbox/wires/thermometer_line.h"

namespace sandbox {

namespace {

using std::filesystem::path;
using Done = tl::expected<void, std::string>;

std::string contents(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class PracticeBench final : public Bench {
 public:
  PracticeBench(path folder, const BenchPlan& plan, std::unique_ptr<Issuers> issuers,
                std::unique_ptr<IppEvePrinter> printer, FhirPractice fhir,
                std::unique_ptr<FhirIntake> intake)
      : folder_(std::move(folder)),
        plan_(plan),
        config_(folder_ / "kiosk.toml"),
        pn532_(folder_ / "pn532"),
        sam_v_(folder_ / "sam-v"),
        scanner_(folder_ / "scanner"),
        thermometer_(folder_ / "thermometer"),
        staff_(StaffCa::make(today(), today() + std::chrono::days{365})),
        badges_(badges_of(staff_)),
        issuers_(std::move(issuers)),
        fhir_(std::move(fhir)),
        intake_(std::move(intake)),
        printer_(std::move(printer)),
        receipts_(plan.receipts ? std::make_unique<EscposPrinter>(folder_ / "receipts") : nullptr) {
  }
  ~PracticeBench() override {
    intake_.reset();
    issuers_.reset();
    printer_.reset();
    elsewhere_.reset();
    receipts_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PracticeBench(const PracticeBench&) = delete;
  PracticeBench& operator=(const PracticeBench&) = delete;

  Done obey(const Command& command) override {
    const auto& words = command.words;
    const std::string what = words.size() > 1 ? words[1] : "";
    if (words[0] == "card") return move_card(what, words.size() > 2 ? words[2] : "");
    if (words[0] == "reader") return plug(what == "replug");
    if (words[0] == "scanner") return plug_scanner(what == "replug");
    if (words[0] == "scan") return scan(words[1]);
    if (words[0] == "thermometer") return set_thermometer(what);
    const std::string more = words.size() > 2 ? words[2] : "";
    if (words[0] == "printer")
      return receipts_ ? set_receipts(what, more) : set_printer(what, more);
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
  std::vector<std::string> sheets() const override {
    return receipts_ ? slips() : printer_->sheets();
  }
  std::vector<std::string> surveys() const override {
    std::vector<std::string> documents;
    if (!intake_) return documents;
    for (const KeptResponse& one : intake_->received()) documents.push_back(one.document);
    return documents;
  }
  std::vector<std::string> sheets_elsewhere() const override {
    return elsewhere_ ? elsewhere_->sheets() : std::vector<std::string>{};
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
        fmt::arg("panel", plan_.panel), fmt::arg("dots", receipts_ ? 203 : 600),
        fmt::arg("colour", !receipts_), fmt::arg("long_cards", plan_.long_cards),
        fmt::arg("fullscreen", plan_.fullscreen), fmt::arg("folder", folder_.string()),
        fmt::arg("url", service.url()), fmt::arg("national", issuers_->national().url()),
        fmt::arg("device", service.device()), fmt::arg("ca", service.ca().string()),
        fmt::arg("certificate", service.client_certificate().string()),
        fmt::arg("key", service.client_key().string()),
        fmt::arg("device_key", service.device_key().string()),
        fmt::arg("printer", receipts_ ? receipts_->uri() : printer_->uri()),
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
    std::ofstream(folder_ / "staff-ca.pem") << staff_.pem();
    std::ofstream(folder_ / "fhir.secret") << TokenClient().secret;
    write_staff();
    if (!plan_.trust_list) return write_config();
    const auto list = issuers_->province().trust_list();
    if (!list) return tl::unexpected(list.error());
    std::ofstream(folder_ / kTrustList, std::ios::binary) << *list;
    return write_config();
  }

 private:
  // Three badges, one for each role, all with the PIN 246810.
  void write_staff() const {
    static constexpr const char* kPin =
        "scrypt$15$8$1$e6c3f2494a84f79cb7a9cae29cd3da40$"
        "28ff818de641d626a98bbc81a87b379aa9a6d68addf2efdfaaf79548e9755b9d";
    const path file = folder_ / "staff.toml";
    std::ofstream out(file);
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    struct Member {
      const char *badge, *zh, *en, *role, *number;
    };
    for (const Member& one : {Member{"badge", "李护士", "Nurse Li", "helper", "A017"},
                              Member{"supervisor", "周主管", "Ms Zhou", "supervisor", "A002"},
                              Member{"maintainer", "何工", "Mr He", "maintainer", "T001"}}) {
      out << fmt::format(
          "[[member]]\nbadge = \"{}\"\nname = {{ zh = \"{}\", en = \"{}\" }}\nrole = \"{}\"\n"
          "number = \"{}\"\npin = \"{}\"\n",
          badge_id(badges_.at(one.badge)), one.zh, one.en, one.role, one.number, kPin);
    }
  }

  // A person's identity card, or one of the other cards that people take for one.
  std::optional<Card> card_named(const std::string& name) {
    if (const auto person = person_named(name)) return card_of(*person);
    if (name == "hospital") return MifareCard{};
    if (name == "passport") return PassportCard{};
    if (name == "social") return social_card_of(*person_named("wang"));
    const auto badge = badges_.find(name);
    if (badge != badges_.end()) return badge->second;
    return std::nullopt;
  }
  // The same all the time: each stays somebody's.
  static std::map<std::string, StaffBadgeCard> badges_of(const StaffCa& staff) {
    std::map<std::string, StaffBadgeCard> badges;
    for (const char* name : {"badge", "supervisor", "maintainer"}) {
      auto& made = badges[name];
      made = staff.badge("Practice staff", today(), today() + std::chrono::days{30});
      made.uid.back() = static_cast<std::uint8_t>(made.uid.back() + badges.size());
    }
    return badges;
  }
  Done move_card(const std::string& how, const std::string& name) {
    if (how == "lift") return lift();
    const auto card = card_named(name);
    if (!card) return tl::unexpected(fmt::format("nobody in the cast is called {}", name));
    if (how == "lay") (void)lift();
    pn532_.lay(*card);
    sam_v_.lay(*card);
    return {};
  }
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
  Done scan(const std::string& text) {
    scanner_.scan(text);
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
    return scan(*code);
  }
  Done plug_scanner(bool in) {
    if (in) {
      scanner_.replug();
    } else {
      scanner_.unplug();
    }
    return {};
  }
  // A forehead of so many degrees Celsius, or what befalls the thermometer itself.
  Done set_thermometer(const std::string& how) {
    if (how == "pull") {
      thermometer_.unplug();
    } else if (how == "plug") {
      thermometer_.replug();
    } else if (how == "garble") {
      thermometer_.arm(ThermometerFault::bad_check);
    } else {
      char* end = nullptr;
      const double degrees = std::strtod(how.c_str(), &end);
      if (end == how.c_str() || *end != '\0' || !(degrees >= 0 && degrees <= 99)) {
        return tl::unexpected(fmt::format("{} is no temperature", how));
      }
      thermometer_.show(static_cast<int>(std::lround(degrees * 10)));
    }
    return {};
  }
  // Yesterday: certificates of practice hold whatever the time zone.
  static std::chrono::sys_seconds today() {
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) -
           std::chrono::days{1};
  }
  Done lift() {
    pn532_.lift();
    sam_v_.lift();
    return {};
  }
  Done plug(bool in) {
    if (in) {
      pn532_.replug();
      sam_v_.replug();
    } else {
      pn532_.unplug();
      sam_v_.unplug();
    }
    return {};
  }
  // What was cut off, as pictures in the output folder.
  std::vector<std::string> slips() const {
    std::vector<std::string> names;
    for (const PieceOfPaper& piece : receipts_->pieces()) {
      if (piece.height() < kShortestSlip) continue;  // what a start cuts off
      names.push_back(fmt::format("slip-{}", names.size() + 1));
      std::ofstream(plan_.out / (names.back() + ".pbm"), std::ios::binary) << piece.pbm();
    }
    return names;
  }
  Done set_receipts(const std::string& how, const std::string& number) {
    if (how == "empty") {
      receipts_->end_paper(0);
    } else if (how == "dry") {
      receipts_->end_paper(kWithinASlip);
    } else if (how == "cover") {
      receipts_->open_cover(true);
    } else if (how == "jam") {
      receipts_->jam_at_cut();
    } else if (how == "off") {
      receipts_->off();
    } else if (how == "slow") {
      receipts_->slow(milliseconds_in(number) / kRowsOfASlip);
    } else if (how == "ok") {
      receipts_->slow(std::chrono::microseconds{0});
      receipts_->on();
      receipts_->open_cover(false);
      receipts_->jam_cutter(false);
      receipts_->load_paper();
    } else {
      return tl::unexpected(fmt::format("a receipt printer knows no {}", how));
    }
    return {};
  }
  Done set_printer(const std::string& how, const std::string& number) {
    if (how == "empty") {
      printer_->empty_tray();
    } else if (how == "dry") {
      printer_->run_dry();
    } else if (how == "wrong") {
      printer_->load_letter();
    } else if (how == "toner") {
      set_supplies(number.empty() ? 0 : std::atoi(number.c_str()), waste_);
    } else if (how == "waste") {
      set_supplies(toner_, number.empty() ? 100 : std::atoi(number.c_str()));
    } else if (how == "slow") {
      printer_->slow(milliseconds_in(number));
    } else if (how == "other") {
      return change_printer();
    } else if (how == "jam") {
      printer_->jam();
    } else if (how == "cover") {
      printer_->open_cover();
    } else if (how == "dies") {
      printer_->fail_after_sheet(true);
    } else if (how == "off") {
      printer_->off();
    } else {
      return mend();
    }
    return {};
  }
  Done mend() {
    printer_->fail_after_sheet(false);
    printer_->slow(std::chrono::milliseconds{0});
    printer_->close_cover();
    if (!printer_->on()) return tl::unexpected(std::string("the printer does not come back"));
    set_supplies(kToner, kWaste);
    printer_->clear_jam();
    printer_->load_paper();
    return {};
  }
  void set_supplies(int toner, int waste) {
    toner_ = toner;
    waste_ = waste;
    printer_->set_supplies(toner, waste);
  }
  // The other one takes its place; the first goes on with what it has.
  Done change_printer() {
    if (!elsewhere_) {
      auto other = IppEvePrinter::start(plan_.out, plan_.takes);
      if (!other) return tl::unexpected(std::string("the other printer does not start"));
      elsewhere_ = std::move(*other);
    }
    std::swap(printer_, elsewhere_);
    std::string text = contents(config_);
    const auto at = text.find(elsewhere_->uri());
    if (at == text.npos) return tl::unexpected(std::string("kiosk.toml names no printer"));
    text.replace(at, elsewhere_->uri().size(), printer_->uri());
    std::ofstream out(config_, std::ios::trunc);
    out << text;
    out.close();
    if (!out) return tl::unexpected(std::string("kiosk.toml cannot be written"));
    return {};
  }
  static std::chrono::milliseconds milliseconds_in(const std::string& seconds) {
    return std::chrono::milliseconds{static_cast<int>(std::atof(seconds.c_str()) * 1000)};
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

  // 20 mm at 8 dots a millimetre.
  static constexpr int kShortestSlip = 160;
  static constexpr const char* kTrustList = "trust.hct";
  // About as long as a certificate's slip is, and a roll that ends in the middle of one.
  static constexpr int kRowsOfASlip = 1200;
  static constexpr int kWithinASlip = 400;
  // Percent, of a printer that works.
  static constexpr int kToner = 80;
  static constexpr int kWaste = 10;

  const path folder_;
  const BenchPlan plan_;
  const path config_;
  Pn532Line pn532_;
  SamVLine sam_v_;
  ScannerLine scanner_;
  ThermometerLine thermometer_;
  StaffCa staff_;
  // By the names of practice: badge, supervisor, maintainer.
  std::map<std::string, StaffBadgeCard> badges_;
  std::unique_ptr<Issuers> issuers_;
  FhirPractice fhir_;
  std::unique_ptr<FhirIntake> intake_;  // none while it is down
  std::unique_ptr<IppEvePrinter> printer_;
  std::unique_ptr<IppEvePrinter> elsewhere_;  // none until it takes the other's place
  std::unique_ptr<EscposPrinter> receipts_;
  int intake_port_ = 0;
  int toner_ = kToner;
  int waste_ = kWaste;
};

}  // namespace

tl::expected<std::unique_ptr<Bench>, std::string> Bench::open(const BenchPlan& plan) {
  std::string name = (std::filesystem::temp_directory_path() / "kiosk-sandbox-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return tl::unexpected(std::string("no temporary folder can be made"));
  const path folder(name);
  auto issuers =
      Issuers::start(plan.programs / "health-code-service", std::filesystem::absolute(plan.data),
                     folder / "issuers", plan.region);
  if (!issuers) return tl::unexpected(issuers.error());
  auto printer = IppEvePrinter::start(plan.out, plan.takes);
  if (!printer) return tl::unexpected(std::string("ippeveprinter did not start"));
  FhirPractice fhir(folder / "fhir");
  std::error_code ignored;
  std::filesystem::create_directory(fhir.folder, ignored);
  if (!deploy(fhir)) return tl::unexpected(std::string("no FHIR server can be set up"));
  auto intake = FhirIntake::start(fhir);
  if (!intake) return tl::unexpected(intake.error());
  auto bench = std::make_unique<PracticeBench>(folder, plan, std::move(*issuers),
                                               std::move(*printer), fhir, std::move(*intake));
  if (auto done = bench->install(); !done) return tl::unexpected(done.error());
  return bench;
}

}  // namespace sandbox
