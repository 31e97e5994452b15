// SPDX-License-Identifier: GPL-3.0-or-later
// Carries one sheet from its serial to its end, and finds out what became of sheets that an earlier
// life left open (docs/wire.md §6.4). Claims nothing that the journal's rules do not allow. Runs on
// the one thread that calls it; it rests in Pause, from which other threads can wake it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/ports.h"
#include "kiosk/visit/print_record.h"
#include "printing/printer/pause.h"
#include "printing/printer/print_journal.h"
#include "printing/printer/printer_driver.h"
#include "printing/printer/reprints.h"
#include "printing/printer/tray_doubt.h"

namespace printing {

// How long the printer is waited for. Counted in rests and silences, not by a clock: a clock that
// is set while a sheet is on its way ends nothing.
struct PrinterPatience {
  std::chrono::milliseconds poll{200};               // between two looks at a job
  std::chrono::milliseconds look_every{4000};        // while there is nothing to print
  std::chrono::milliseconds reach_within{2400};      // before the printer has answered once
  std::chrono::milliseconds lost_after{15'000};      // without an answer, once it has
  std::chrono::milliseconds cancel_within{10'000};   // from a cancel to the job's end
  std::chrono::milliseconds stalled_after{180'000};  // without an end or a reason to wait
};

using Clock = std::function<visit::Moment()>;
// Draws the sheet of an order under a serial: a PDF, one page. The how manieth reprint it is stands
// in the order. Does not throw.
using Prepare = std::function<tl::expected<visit::Secret, visit::PrintTrouble>(
    const visit::PrintOrder&, std::string_view serial)>;

class Spooler {
 public:
  // The driver's interrupt is the pause's. All references outlive the spooler.
  Spooler(std::string machine, PrinterPatience patience, PrinterDriver& printer,
          visit::PrintStore& store, TrayDoubt& doubt, Clock clock, Prepare prepare,
          visit::Post post, Pause& pause);

  // Prints one sheet, posts what happens to it and returns the answer, SheetPrinted or SheetFailed.
  // None only at the end of the program; the record then stays open for the next start.
  // While another sheet may lie in the tray nothing is sent, and the answer is `unknown`. A sheet
  // that is to take the place of one that another has replaced already is `not_printed`.
  [[nodiscard]] std::optional<visit::Event> print(visit::Ticket ticket, visit::PrintOrder order);
  // One look at the printer and at every sheet whose end is not known. True if a sheet could be
  // printed now.
  [[nodiscard]] bool look_after();
  // There are such sheets, and the printer may yet tell: look again soon.
  [[nodiscard]] bool follows() const;

 private:
  // Whether an ended job holds still.
  class Settling {
   public:
    [[nodiscard]] bool look(const JobReport& report, bool printer_processing,
                            std::chrono::milliseconds since_last);

   private:
    std::optional<JobReport> last_;
    std::chrono::milliseconds unchanged_{0};
  };
  // A sheet on its way, somebody waits for it.
  struct Watch {
    visit::Ticket ticket;
    std::optional<visit::HoldReason> hold{};
    int quarter = 0;
    bool cancelled = false;
    std::chrono::milliseconds lost{0};
    std::chrono::milliseconds stalled{0};
    std::chrono::milliseconds without_data{0};
    std::chrono::milliseconds since_cancel{0};
    Settling settling{};
  };
  // A sheet that nobody waits for any more.
  struct Followed {
    visit::PrintRecord record;
    bool cancelled = false;
    std::chrono::milliseconds lost{0};
    Settling settling{};
  };

  [[nodiscard]] bool recover();
  // The serial of the sheet, and who it comes for; both on disk.
  [[nodiscard]] tl::expected<visit::PrintRecord, visit::PrintTrouble> give_serial(
      visit::PrintOrder& order);
  // None: the document is with the printer, as far as it goes. Else nothing was sent.
  [[nodiscard]] std::optional<visit::PrintTrouble> hand_over(Watch& watch,
                                                             visit::PrintRecord& record,
                                                             visit::Secret pdf);
  [[nodiscard]] tl::expected<visit::PrinterJob, visit::PrintTrouble> make_job(
      Watch& watch, const std::string& serial);
  void see_through(Watch& watch, visit::PrintRecord& record);
  void look(Watch& watch, visit::PrintRecord& record);
  [[nodiscard]] bool is_over(Watch& watch, const visit::PrintRecord& record,
                             const JobReport& report);
  void tell_hold(Watch& watch, std::optional<visit::HoldReason> hold);
  void tell_progress(Watch& watch, const visit::PrintRecord& record, const JobReport& report);
  [[nodiscard]] visit::Event answer(Watch& watch, const visit::PrintRecord& record);

  // Asks the printer how it is, and says what runs out soon.
  [[nodiscard]] PrinterAnswer<PrinterStatus> ask(std::chrono::milliseconds within);
  // True: nothing more can be learnt of that sheet.
  [[nodiscard]] bool follow(Followed& followed, const PrinterStatus& status);
  // Looks at each followed sheet, and cancels jobs of this machine that nobody follows. True if
  // none is left.
  [[nodiscard]] bool clear_jobs(const PrinterStatus& status);

  // True if it is on disk; the record is unchanged if not.
  bool note_down(visit::PrintRecord& record, const Evidence& evidence);
  // The same for the last word, which is true whether it can be written or not.
  void close(visit::PrintRecord& record, const Evidence& evidence);

  const std::string machine_;
  const PrinterPatience patience_;
  PrinterDriver& printer_;
  visit::PrintStore& store_;
  TrayDoubt& doubt_;
  const Clock clock_;
  const Prepare prepare_;
  const visit::Post post_;
  Pause& pause_;
  Reprints reprints_;
  std::vector<Followed> followed_;
  std::set<visit::Supply> low_;  // as posted
  bool recovered_ = false;       // the store's open records have been read
};

}  // namespace printing
