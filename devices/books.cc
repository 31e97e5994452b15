// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/books.h"

#include <utility>

namespace devices {

namespace event = visit::event;

Books::Books(DayBook& book, SqliteStore& sheets, VoidSheet void_sheet,
             std::function<visit::Moment()> clock, visit::Post post)
    : book_(book),
      sheets_(sheets),
      void_sheet_(std::move(void_sheet)),
      clock_(std::move(clock)),
      post_(std::move(post)) {}

void Books::figures(visit::Ticket ticket) {
  errands_.send([this, ticket] { post_(event::FiguresKnown{ticket, book_.figures()}); });
}

void Books::shift(visit::Ticket ticket) {
  errands_.send([this, ticket] { post_(event::ShiftKnown{ticket, book_.shift(clock_())}); });
}

void Books::end_shift() {
  // What the disk does not take stays: the next report counts it once more, none is lost.
  errands_.send([this] { (void)book_.end_shift(); });
}

void Books::sheets(visit::Ticket ticket) {
  errands_.send([this, ticket] {
    auto notes = sheets_.sheets_of(visit::wall_time(clock_()).date);
    post_(event::SheetsKnown{ticket, notes ? std::move(*notes) : std::vector<visit::SheetNote>{}});
  });
}

void Books::void_sheet(visit::Ticket ticket, std::string serial, visit::SheetReason reason) {
  errands_.send([this, ticket, serial = std::move(serial), reason] {
    const auto store = sheets_.because(reason);
    if (!void_sheet_(*store, serial, clock_())) return post_(event::SheetNotKnown{ticket});
    post_(event::SheetClosed{ticket, serial});
  });
}

}  // namespace devices
