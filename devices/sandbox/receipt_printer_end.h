// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt printer with its roll. Use from one thread.
#pragma once

#include <filesystem>

#include "devices/sandbox/printer/escpos_printer.h"
#include "devices/sandbox/printer_end.h"

namespace sandbox {

class ReceiptPrinterEnd final : public PrinterEnd {
 public:
  // Its line is `device`; what it cuts off arrives in `out` as slip-1.pbm, … once it is asked for.
  ReceiptPrinterEnd(const std::filesystem::path& device, std::filesystem::path out);

  [[nodiscard]] tl::expected<void, std::string> obey(const std::string& how,
                                                     const std::string& number) override;
  [[nodiscard]] std::string uri() const override { return printer_.uri(); }
  [[nodiscard]] int dots_per_inch() const override { return 203; }
  [[nodiscard]] bool colour() const override { return false; }
  // "slip-1", …
  [[nodiscard]] std::vector<std::string> sheets() const override;

 private:
  EscposPrinter printer_;
  const std::filesystem::path out_;
};

}  // namespace sandbox
