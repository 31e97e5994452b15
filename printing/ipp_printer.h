// SPDX-License-Identifier: GPL-3.0-or-later
// The printer at the end of an IPP line (docs/wire.md §6), with a thread of its own: no call waits,
// answers are posted from that thread. What it says of a sheet is on disk first and is never more
// than the printer has proved. While idle it posts DeviceChanged as the printer comes and goes.
#pragma once

#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "kiosk/visit/ports.h"
#include "printing/spooler.h"

namespace printing {

class IppPrinter final : public visit::Printer {
 public:
  // Closes what an earlier life left open, then looks after the printer. `store` outlives it.
  IppPrinter(PrinterSettings settings, visit::PrintStore& store, Clock clock, Prepare prepare,
             visit::Post post);
  // Ends the thread within 300 ms, wherever it is; a sheet on its way stays open in the store and
  // is found out at the next start.
  ~IppPrinter() override;
  IppPrinter(const IppPrinter&) = delete;
  IppPrinter& operator=(const IppPrinter&) = delete;

  // While another sheet is on its way the answer is not_printed, and nothing is sent.
  void print(visit::Ticket ticket, visit::Certificate certificate) override;
  void cancel() override;

 private:
  using Order = std::pair<visit::Ticket, visit::Certificate>;

  void run();
  [[nodiscard]] std::optional<Order> next_order();
  void look_after();

  const PrinterPatience patience_;
  const visit::Post post_;
  Pause pause_;
  Spooler spooler_;
  std::optional<bool> works_;  // as last posted

  std::mutex mutex_;  // guards what follows
  std::optional<Order> order_;
  bool printing_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace printing
