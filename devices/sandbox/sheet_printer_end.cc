// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/sheet_printer_end.h"

#include <chrono>
#include <cstdlib>
#include <utility>

namespace sandbox {

using Done = tl::expected<void, std::string>;

tl::expected<std::unique_ptr<PrinterEnd>, std::string> SheetPrinterEnd::start(
    const std::filesystem::path& out, Takes takes) {
  auto printer = IppEvePrinter::start(out, takes);
  if (!printer) return tl::unexpected(std::string("ippeveprinter did not start"));
  return std::unique_ptr<PrinterEnd>(new SheetPrinterEnd(out, takes, std::move(*printer)));
}

SheetPrinterEnd::SheetPrinterEnd(std::filesystem::path out, Takes takes,
                                 std::unique_ptr<IppEvePrinter> printer)
    : out_(std::move(out)), takes_(takes), printer_(std::move(printer)) {}

Done SheetPrinterEnd::obey(const std::string& how, const std::string& number) {
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
    printer_->slow(std::chrono::milliseconds{static_cast<int>(std::atof(number.c_str()) * 1000)});
  } else if (how == "other") {
    return change();
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

Done SheetPrinterEnd::mend() {
  printer_->fail_after_sheet(false);
  printer_->slow(std::chrono::milliseconds{0});
  printer_->close_cover();
  if (!printer_->on()) return tl::unexpected(std::string("the printer does not come back"));
  set_supplies(kToner, kWaste);
  printer_->clear_jam();
  printer_->load_paper();
  return {};
}

Done SheetPrinterEnd::change() {
  if (!elsewhere_) {
    auto other = IppEvePrinter::start(out_, takes_);
    if (!other) return tl::unexpected(std::string("the other printer does not start"));
    elsewhere_ = std::move(*other);
  }
  std::swap(printer_, elsewhere_);
  return {};
}

void SheetPrinterEnd::set_supplies(int toner, int waste) {
  toner_ = toner;
  waste_ = waste;
  printer_->set_supplies(toner, waste);
}

std::vector<std::string> SheetPrinterEnd::sheets_elsewhere() const {
  return elsewhere_ ? elsewhere_->sheets() : std::vector<std::string>{};
}

}  // namespace sandbox
