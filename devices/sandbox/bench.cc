// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/bench.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/issuers.h"
#include "devices/sandbox/printer/escpos_printer.h"
#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/sam_v_line.h"
#include "devices/sandbox/wires/scanner_line.h"
#include "devices/sandbox/wires/staff_ca.h"

namespace sandbox {

namespace {

using std::filesystem::path;
using Done = tl::expected<void, std::string>;

class PracticeBench final : public Bench {
 public:
  PracticeBench(path folder, const BenchPlan& plan, std::unique_ptr<Issuers> issuers,
                std::unique_ptr<IppEvePrinter> printer)
      : folder_(std::move(folder)),
        out_(plan.out),
        config_(folder_ / "kiosk.toml"),
        pn532_(folder_ / "pn532"),
        sam_v_(folder_ / "sam-v"),
        scanner_(folder_ / "scanner"),
        staff_(StaffCa::make(today(), today() + std::chrono::days{365})),
        issuers_(std::move(issuers)),
        printer_(std::move(printer)),
        receipts_(plan.receipts ? std::make_unique<EscposPrinter>(folder_ / "receipts") : nullptr) {
  }
  ~PracticeBench() override {
    issuers_.reset();
    printer_.reset();
    receipts_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PracticeBench(const PracticeBench&) = delete;
  PracticeBench& operator=(const PracticeBench&) = delete;

  Done obey(const Command& command) override {
    const auto& words = command.words;
    const std::string what = words.size() > 1 ? words[1] : "";
    if (words[0] == "card") return what == "lay" ? lay(words[2]) : lift();
    if (words[0] == "reader") return plug(what == "replug");
    if (words[0] == "scanner") return plug_scanner(what == "replug");
    if (words[0] == "scan") return scan(words[1]);
    if (words[0] == "printer") return set_printer(what);
    const std::string how_long = words.size() > 2 ? words[2] : "";
    if (words[0] == "service") return trouble(issuers_->province(), what, how_long);
    if (words[0] == "national") return trouble(issuers_->national(), what, how_long);
    return tl::unexpected(fmt::format("not for the far ends: {}", command.text()));
  }

  const path& config() const override { return config_; }
  const path& folder() const override { return folder_; }
  std::vector<std::string> sheets() const override {
    return receipts_ ? slips() : printer_->sheets();
  }

  Done write_config(const BenchPlan& plan) const {
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
long_cards = {long_cards}
[screen]
panel = "{panel}"
fullscreen = {fullscreen}
[card]
pn532 = "pn532_uart:{folder}/pn532:115200"
sam_v = "{folder}/sam-v"
[scanner]
device = "{folder}/scanner"
[staff]
ca = "staff-ca.pem"
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
[route]
here = {{ zh = "您在这里", en = "You are here" }}
goal = {{ zh = "发热门诊", en = "Fever clinic" }}
how_long = {{ zh = "走 3 分钟", en = "3 minutes" }}
line = [[30, 44], [30, 20], [120, 20], [120, 44], [170, 44]]
)",
        fmt::arg("language", plan.language), fmt::arg("scene", plan.scene),
        fmt::arg("data", std::filesystem::absolute(plan.data).string()),
        fmt::arg("panel", plan.panel), fmt::arg("dots", receipts_ ? 203 : 600),
        fmt::arg("colour", !receipts_), fmt::arg("long_cards", plan.long_cards),
        fmt::arg("fullscreen", plan.fullscreen), fmt::arg("folder", folder_.string()),
        fmt::arg("url", service.url()), fmt::arg("national", issuers_->national().url()),
        fmt::arg("device", service.device()), fmt::arg("ca", service.ca().string()),
        fmt::arg("certificate", service.client_certificate().string()),
        fmt::arg("key", service.client_key().string()),
        fmt::arg("device_key", service.device_key().string()),
        fmt::arg("printer", receipts_ ? receipts_->uri() : printer_->uri()),
        fmt::arg("trust", issuers_->signers().string()),
        fmt::arg("root", issuers_->list_root().string()),
        fmt::arg("federation", plan.federation.empty() ? "" : "federation = \"did.json\"\n"));
    if (!plan.federation.empty()) std::ofstream(folder_ / "did.json") << plan.federation;
    std::ofstream(folder_ / "staff-ca.pem") << staff_.pem();
    out.close();
    if (!out) return tl::unexpected(std::string("kiosk.toml cannot be written"));
    return {};
  }

 private:
  // A person's identity card, or one of the other cards that people take for one.
  std::optional<Card> card_named(const std::string& name) {
    if (const auto person = person_named(name)) return card_of(*person);
    if (name == "hospital") return MifareCard{};
    if (name == "passport") return PassportCard{};
    if (name == "social") return social_card_of(*person_named("wang"));
    if (name == "badge") {
      return staff_.badge("Practice staff", today(), today() + std::chrono::days{30});
    }
    return std::nullopt;
  }
  Done lay(const std::string& name) {
    const auto card = card_named(name);
    if (!card) return tl::unexpected(fmt::format("nobody in the cast is called {}", name));
    (void)lift();
    pn532_.lay(*card);
    sam_v_.lay(*card);
    return {};
  }
  Done scan(const std::string& text) {
    scanner_.scan(text);
    return {};
  }
  Done plug_scanner(bool in) {
    if (in) {
      scanner_.replug();
    } else {
      scanner_.unplug();
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
      std::ofstream(out_ / (names.back() + ".pbm"), std::ios::binary) << piece.pbm();
    }
    return names;
  }
  Done set_receipts(const std::string& how) {
    if (how == "empty") {
      receipts_->end_paper(0);
    } else if (how == "cover") {
      receipts_->open_cover(true);
    } else if (how == "jam") {
      receipts_->jam_cutter(true);
    } else if (how == "off") {
      receipts_->off();
    } else if (how == "ok") {
      receipts_->on();
      receipts_->open_cover(false);
      receipts_->jam_cutter(false);
      receipts_->load_paper();
    } else {
      return tl::unexpected(fmt::format("a receipt printer knows no {}", how));
    }
    return {};
  }
  Done set_printer(const std::string& how) {
    if (receipts_) return set_receipts(how);
    if (how == "empty") {
      printer_->empty_tray();
    } else if (how == "jam") {
      printer_->jam();
    } else if (how == "cover") {
      printer_->open_cover();
    } else if (how == "dies") {
      printer_->fail_after_sheet(true);
    } else if (how == "off") {
      printer_->off();
    } else {
      printer_->fail_after_sheet(false);
      printer_->close_cover();
      if (!printer_->on()) return tl::unexpected(std::string("the printer does not come back"));
      printer_->clear_jam();
      printer_->load_paper();
    }
    return {};
  }
  static Done trouble(ServiceProcess& service, const std::string& how, const std::string& seconds) {
    if (how == "busy") return service.be_busy();
    if (how == "slow") return service.be_slow(std::atof(seconds.c_str()));
    if (how == "ok") return service.answer_well();
    service.stop();
    return {};
  }

  // 20 mm at 8 dots a millimetre.
  static constexpr int kShortestSlip = 160;

  const path folder_;
  const path out_;
  const path config_;
  Pn532Line pn532_;
  SamVLine sam_v_;
  ScannerLine scanner_;
  StaffCa staff_;
  std::unique_ptr<Issuers> issuers_;
  std::unique_ptr<IppEvePrinter> printer_;
  std::unique_ptr<EscposPrinter> receipts_;
};

}  // namespace

tl::expected<std::unique_ptr<Bench>, std::string> Bench::open(const BenchPlan& plan) {
  std::string name = (std::filesystem::temp_directory_path() / "kiosk-sandbox-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return tl::unexpected(std::string("no temporary folder can be made"));
  const path folder(name);
  auto issuers = Issuers::start(plan.programs / "health-code-service",
                                std::filesystem::absolute(plan.data), folder / "issuers");
  if (!issuers) return tl::unexpected(issuers.error());
  auto printer = IppEvePrinter::start(plan.out);
  if (!printer) return tl::unexpected(std::string("ippeveprinter did not start"));
  auto bench =
      std::make_unique<PracticeBench>(folder, plan, std::move(*issuers), std::move(*printer));
  if (auto written = bench->write_config(plan); !written) return tl::unexpected(written.error());
  return bench;
}

}  // namespace sandbox
