// SPDX-License-Identifier: GPL-3.0-or-later
// A printer that speaks IPP (docs/wire.md §6.1). It gets the PDF as it is, or, if it takes none,
// the page as PWG raster. One thread, the caller's.
#pragma once

#include "printing/printer/ipp_connection.h"
#include "printing/printer/printer_driver.h"

namespace printing {

class IppDriver final : public PrinterDriver {
 public:
  // The media is a PWG 5101.1 name. `interrupt` outlives the driver.
  IppDriver(IppUri printer, const std::string& media, const std::atomic<int>& interrupt);

  [[nodiscard]] PrinterAnswer<PrinterStatus> status(std::chrono::milliseconds within) override;
  [[nodiscard]] bool drop_others(std::string_view machine,
                                 const std::vector<std::string>& serials) override;
  [[nodiscard]] PrinterAnswer<visit::PrinterJob> create_job(const std::string& serial) override;
  [[nodiscard]] PrinterAnswer<visit::Secret> encode(visit::Secret pdf) override;
  [[nodiscard]] PrinterAnswer<Delivery> send(const visit::PrinterJob& job,
                                             visit::Secret document) override;
  [[nodiscard]] PrinterAnswer<JobReport> look(const visit::PrinterJob& job) override;
  [[nodiscard]] PrinterAnswer<void> cancel(const visit::PrinterJob& job) override;

 private:
  const std::string media_;
  IppConnection printer_;
  bool takes_pdf_ = false;            // as last said
  std::optional<RasterForm> raster_;  // as last said
};

}  // namespace printing
