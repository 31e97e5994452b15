// SPDX-License-Identifier: GPL-3.0-or-later
// The printer at the end of any line (docs/wire.md §6), with a thread of its own: no call waits,
// answers are posted from that thread. What it says of a sheet is on disk first and is never more
// than the printer has proved. While idle it posts DeviceChanged as the printer comes and goes; it
// does not work while a sheet is in doubt.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "kiosk/visit/ports.h"
#include "printing/printer/sheet_closer.h"
#include "printing/printer/spooler.h"

namespace printing {

struct PrinterSettings {
  std::string machine;                     // "GC07", the first part of every serial
  std::string media = "iso_a4_210x297mm";  // PWG 5101.1; a receipt printer has its roll
  PrinterPatience patience = {};
};

class SpooledPrinter final : public visit::Printer {
 public:
  // Builds the driver with the interrupt that it must heed.
  using Driver = std::function<std::unique_ptr<PrinterDriver>(const std::atomic<int>& interrupt)>;

  // Closes what an earlier life left open, then looks after the printer. `store` outlives it.
  SpooledPrinter(const Driver& driver, const PrinterSettings& settings, visit::PrintStore& store,
                 const Clock& clock, Prepare prepare, SlipOfCode slip_of_code, visit::Post post);
  // Ends the thread within 300 ms, wherever it is; a sheet on its way stays open in the store and
  // is found out at the next start.
  ~SpooledPrinter() override;
  SpooledPrinter(const SpooledPrinter&) = delete;
  SpooledPrinter& operator=(const SpooledPrinter&) = delete;

  // While another sheet is on its way the answer is not_printed, and nothing is sent; while one is
  // in doubt it is unknown, and nothing is sent.
  void print(visit::Ticket ticket, visit::PrintOrder order) override;
  void cancel() override;
  void close(visit::Ticket ticket, std::string serial, visit::SheetEnd end) override;
  void close_scanned(visit::Ticket ticket, visit::Secret text) override;

 private:
  using Order = std::pair<visit::Ticket, visit::PrintOrder>;

  void run();
  [[nodiscard]] std::optional<Order> next_order();
  void look_after();
  void look_soon();

  const PrinterPatience patience_;
  const visit::Post post_;
  Pause pause_;
  TrayDoubt doubt_;
  const std::unique_ptr<PrinterDriver> driver_;
  Spooler spooler_;
  std::optional<bool> works_;  // as last posted

  std::mutex mutex_;  // guards what follows
  std::optional<Order> order_;
  bool printing_ = false;

  SheetCloser closer_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace printing
