// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/bench.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/issuers.h"
#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/sam_v_line.h"

namespace sandbox {

namespace {

using std::filesystem::path;
using Done = tl::expected<void, std::string>;

class PracticeBench final : public Bench {
 public:
  PracticeBench(path folder, std::unique_ptr<Issuers> issuers,
                std::unique_ptr<IppEvePrinter> printer)
      : folder_(std::move(folder)),
        config_(folder_ / "kiosk.toml"),
        pn532_(folder_ / "pn532"),
        sam_v_(folder_ / "sam-v"),
        issuers_(std::move(issuers)),
        printer_(std::move(printer)) {}
  ~PracticeBench() override {
    issuers_.reset();
    printer_.reset();
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
    if (words[0] == "printer") return set_printer(what);
    const std::string how_long = words.size() > 2 ? words[2] : "";
    if (words[0] == "service") return trouble(issuers_->province(), what, how_long);
    if (words[0] == "national") return trouble(issuers_->national(), what, how_long);
    return tl::unexpected(fmt::format("not for the far ends: {}", command.text()));
  }

  const path& config() const override { return config_; }
  const path& folder() const override { return folder_; }
  std::vector<std::string> sheets() const override { return printer_->sheets(); }

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
[screen]
panel = "{panel}"
fullscreen = {fullscreen}
[card]
pn532 = "pn532_uart:{folder}/pn532:115200"
sam_v = "{folder}/sam-v"
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
dots_per_inch = 600
colour = true
[keeping]
trust = "{trust}"
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
        fmt::arg("panel", plan.panel), fmt::arg("fullscreen", plan.fullscreen),
        fmt::arg("folder", folder_.string()), fmt::arg("url", service.url()),
        fmt::arg("national", issuers_->national().url()), fmt::arg("device", service.device()),
        fmt::arg("ca", service.ca().string()),
        fmt::arg("certificate", service.client_certificate().string()),
        fmt::arg("key", service.client_key().string()),
        fmt::arg("device_key", service.device_key().string()), fmt::arg("printer", printer_->uri()),
        fmt::arg("trust", issuers_->signers().string()));
    out.close();
    if (!out) return tl::unexpected(std::string("kiosk.toml cannot be written"));
    return {};
  }

 private:
  Done lay(const std::string& name) {
    const auto person = person_named(name);
    if (!person) return tl::unexpected(fmt::format("nobody in the cast is called {}", name));
    (void)lift();
    pn532_.lay(card_of(*person));
    sam_v_.lay(card_of(*person));
    return {};
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
  Done set_printer(const std::string& how) {
    if (how == "empty") {
      printer_->empty_tray();
    } else if (how == "jam") {
      printer_->jam();
    } else if (how == "off") {
      printer_->off();
    } else {
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

  const path folder_;
  const path config_;
  Pn532Line pn532_;
  SamVLine sam_v_;
  std::unique_ptr<Issuers> issuers_;
  std::unique_ptr<IppEvePrinter> printer_;
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
  auto bench = std::make_unique<PracticeBench>(folder, std::move(*issuers), std::move(*printer));
  if (auto written = bench->write_config(plan); !written) return tl::unexpected(written.error());
  return bench;
}

}  // namespace sandbox
