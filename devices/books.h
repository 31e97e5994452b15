// SPDX-License-Identifier: GPL-3.0-or-later
// The day's books as the desk asks for them: figures, the shift, today's sheets, a sheet that
// counts no more. Answers from a thread of its own, for the disk is waited for. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "devices/day_book.h"
#include "devices/errands.h"
#include "devices/sqlite_store.h"
#include "kiosk/visit/ports.h"

namespace devices {

// Ends a printed sheet by the rules of the print journal (printing::void_sheet). False: there is no
// such sheet.
using VoidSheet =
    std::function<bool(visit::PrintStore& store, std::string_view serial, visit::Moment now)>;

class Books final : public visit::Books {
 public:
  // Book and sheets outlive it.
  Books(DayBook& book, SqliteStore& sheets, VoidSheet void_sheet,
        std::function<visit::Moment()> clock, visit::Post post);

  void figures(visit::Ticket ticket) override;
  void shift(visit::Ticket ticket) override;
  void end_shift() override;
  // A store that does not answer has none.
  void sheets(visit::Ticket ticket) override;
  void void_sheet(visit::Ticket ticket, std::string serial, visit::SheetReason reason) override;

 private:
  DayBook& book_;
  SqliteStore& sheets_;
  const VoidSheet void_sheet_;
  const std::function<visit::Moment()> clock_;
  const visit::Post post_;
  Errands errands_;  // last: they use all of the above
};

}  // namespace devices
