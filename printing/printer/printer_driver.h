// SPDX-License-Identifier: GPL-3.0-or-later
// What the spooler asks of a printer, whatever its wire: how it is, an empty job, its document,
// what became of it. A driver claims nothing; it reports what was seen, and print_journal.h judges.
// One thread, the caller's; the interrupt a driver is built with ends what is under way within 250
// ms.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/event.h"
#include "kiosk/visit/secret.h"
#include "printing/printer/print_journal.h"

namespace printing {

enum class PrinterTrouble {
  unreachable,  // no connection: nothing was sent
  cut,          // silent or gone in the middle: what the printer made of it is not known
  busy,         // takes no job now
  not_found,    // knows no such job
  refused,      // another no, or an answer without what was asked for
};

template <typename T>
using PrinterAnswer = tl::expected<T, PrinterTrouble>;

// How long a try to connect lasts, and how long an answer to a question may take. Both are counted
// in waits, not by a clock.
inline constexpr std::chrono::milliseconds kConnectTry{250};
inline constexpr std::chrono::milliseconds kAnswerWithin{2000};

// The printer as it is now.
struct PrinterStatus {
  bool takes_sheets = false;  // it understands a document that we can make
  bool processing = false;
  bool jammed = false;                    // whatever else may stop it
  std::optional<visit::HoldReason> hold;  // why no sheet would come now
  std::set<visit::Supply> low;            // what runs out soon
};

enum class Delivery {
  whole,  // the printer has said yes to all of it
  begun,  // the looks at the job carry it on, and say when it is whole
};

class PrinterDriver {
 public:
  virtual ~PrinterDriver() = default;

  [[nodiscard]] virtual PrinterAnswer<PrinterStatus> status(std::chrono::milliseconds within) = 0;
  // Ends what this machine has left in the printer, but for the jobs of these serials. True if
  // nothing else of it is left there.
  [[nodiscard]] virtual bool drop_others(std::string_view machine,
                                         const std::vector<std::string>& serials) = 0;
  // An empty job that can be told from every other. busy: not now.
  [[nodiscard]] virtual PrinterAnswer<visit::PrinterJob> create_job(const std::string& serial) = 0;
  // The page in the printer's language; asked after a status. Nothing is sent.
  [[nodiscard]] virtual PrinterAnswer<visit::Secret> encode(visit::Secret pdf) = 0;
  [[nodiscard]] virtual PrinterAnswer<Delivery> send(const visit::PrinterJob& job,
                                                     visit::Secret document) = 0;
  // A look at a job, also at one that an earlier life has made.
  [[nodiscard]] virtual PrinterAnswer<JobReport> look(const visit::PrinterJob& job) = 0;
  [[nodiscard]] virtual PrinterAnswer<void> cancel(const visit::PrinterJob& job) = 0;
};

}  // namespace printing
