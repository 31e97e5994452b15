// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt printer that speaks ESC/POS (docs/wire.md §6.5). It has no jobs, so this driver makes
// them: a page goes out in bands, each followed by a question that is answered once its dots are on
// paper; only an unbroken chain of answers says that a sheet came out. One thread, the caller's.
#pragma once

#include <optional>
#include <string>

#include "printing/printer/escpos_line.h"
#include "printing/printer/escpos_raster.h"
#include "printing/printer/printer_driver.h"

namespace printing {

class EscposDriver final : public PrinterDriver {
 public:
  // `interrupt` outlives the driver.
  EscposDriver(const EscposUri& uri, const std::atomic<int>& interrupt);

  [[nodiscard]] PrinterAnswer<PrinterStatus> status(std::chrono::milliseconds within) override;
  // There is only what the last page left behind: it is cleared and cut off, once nothing stops it.
  [[nodiscard]] bool drop_others(std::string_view machine,
                                 const std::vector<std::string>& serials) override;
  [[nodiscard]] PrinterAnswer<visit::PrinterJob> create_job(const std::string& serial) override;
  [[nodiscard]] PrinterAnswer<visit::Secret> encode(visit::Secret pdf) override;
  [[nodiscard]] PrinterAnswer<Delivery> send(const visit::PrinterJob& job,
                                             visit::Secret document) override;
  // Carries the page on for as long as the printer keeps answering.
  [[nodiscard]] PrinterAnswer<JobReport> look(const visit::PrinterJob& job) override;
  [[nodiscard]] PrinterAnswer<void> cancel(const visit::PrinterJob& job) override;

 private:
  // How the printer says that something was processed.
  enum class Proof { not_known, process_id, paper_sensor };
  // The page under way.
  struct Page {
    visit::PrinterJob job;
    std::string serial;
    visit::Secret dots;
    int opening = 0;        // of the line at its start
    std::size_t row = 0;    // the next to be written
    bool dark = false;      // something that can be seen was written
    bool cut = false;       // the last command was written
    int asked = 0;          // questions after bands
    int answered = 0;       // in order
    bool troubled = false;  // something has stopped it, or something unasked was said
    std::chrono::milliseconds silent{0};
    JobState state = JobState::pending;
  };

  void carry_on(Page& page);
  // Writes the next command and its question; false if there is nothing to write now.
  [[nodiscard]] bool write_more(Page& page);
  // False if nothing was said for a while.
  [[nodiscard]] bool hear_more(Page& page);
  void take_answer(Page& page, const Heard& heard);
  // Ends the page: whatever of it may be on the paper.
  void break_off(Page& page, JobState state);
  [[nodiscard]] bool is_clean();
  void note_trouble(const PrinterStatus& status);
  // Asks the printer to forget what it was sent; what it says then.
  void forget_buffers();
  [[nodiscard]] bool clear_up();
  [[nodiscard]] bool hear_all_owed();
  void note_answer(const Heard& heard);
  [[nodiscard]] std::string process_id(int number) const;
  [[nodiscard]] std::string question(int number) const;

  EscposLine line_;
  const std::atomic<int>& interrupt_;
  const std::size_t band_rows_;
  std::optional<Page> page_;
  Proof proof_ = Proof::not_known;
  int owed_ = 0;           // answers to GS r that have not come
  int heard_opening_ = 0;  // of the line on which all were heard
  bool settled_ = false;   // nothing half said is in the printer
  bool torn_ = true;       // some of a page may hang out of it: at the start nobody knows
};

}  // namespace printing
