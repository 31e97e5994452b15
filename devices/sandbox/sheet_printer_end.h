// SPDX-License-Identifier: GPL-3.0-or-later
// An IPP printer of sheets, and another that may take its place. Use from one thread.
#pragma once

#include <filesystem>
#include <memory>

#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sandbox/printer_end.h"

namespace sandbox {

class SheetPrinterEnd final : public PrinterEnd {
 public:
  // Printed sheets arrive in `out`, under their serials.
  [[nodiscard]] static tl::expected<std::unique_ptr<PrinterEnd>, std::string> start(
      const std::filesystem::path& out, Takes takes);

  [[nodiscard]] tl::expected<void, std::string> obey(const std::string& how,
                                                     const std::string& number) override;
  [[nodiscard]] std::string uri() const override { return printer_->uri(); }
  [[nodiscard]] int dots_per_inch() const override { return 600; }
  [[nodiscard]] bool colour() const override { return true; }
  [[nodiscard]] std::vector<std::string> sheets() const override { return printer_->sheets(); }
  [[nodiscard]] std::vector<std::string> sheets_elsewhere() const override;

 private:
  SheetPrinterEnd(std::filesystem::path out, Takes takes, std::unique_ptr<IppEvePrinter> printer);
  [[nodiscard]] tl::expected<void, std::string> mend();
  // The other one takes its place; the first goes on with what it has.
  [[nodiscard]] tl::expected<void, std::string> change();
  void set_supplies(int toner, int waste);

  // Percent, of a printer that works.
  static constexpr int kToner = 80;
  static constexpr int kWaste = 10;

  const std::filesystem::path out_;
  const Takes takes_;
  std::unique_ptr<IppEvePrinter> printer_;
  std::unique_ptr<IppEvePrinter> elsewhere_;  // none until it takes the other's place
  int toner_ = kToner;
  int waste_ = kWaste;
};

}  // namespace sandbox
