// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt printer on a pseudo-terminal with a kiosk before it, for tests.
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "devices/sandbox/printer/escpos_printer.h"
#include "tests/files.h"
#include "tests/printing/printer/code_page.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing::bench {

inline constexpr double kRollWidth = 80;
inline constexpr double kRollHeight = 90;  // 720 rows, 30 bands

inline tl::expected<visit::Secret, visit::PrintTrouble> draw_roll(const visit::PrintOrder&,
                                                                  std::string_view serial) {
  return visit::Secret{code_page(kRollWidth, kRollHeight, 5, "HC1:" + std::string(serial))};
}

struct RollKiosk {
  explicit RollKiosk(int baud = 38400) : machine(folder.path() / "printer", baud) { start(); }
  void start() {
    PrinterPatience patience = short_patience();
    patience.lost_after = milliseconds{1500};
    printer = started(machine.uri(), *store, inbox.post(), draw_roll, patience);
  }
  void print(visit::Ticket ticket = kTicket) { printer->print(ticket, order()); }
  [[nodiscard]] std::vector<visit::PrintRecord> all(visit::SheetState state) {
    const auto records = store->all_in({state});
    REQUIRE(records.has_value());
    return *records;
  }
  // The only record there is.
  visit::PrintRecord record() {
    std::vector<visit::PrintRecord> found;
    for (int state = 0; state <= 8; ++state) {
      for (auto& one : all(static_cast<visit::SheetState>(state))) found.push_back(std::move(one));
    }
    REQUIRE(found.size() == 1);
    return found.front();
  }
  // What was cut off and is not white: at its start a kiosk cuts off whatever may hang out.
  [[nodiscard]] std::vector<sandbox::PieceOfPaper> pieces() const {
    std::vector<sandbox::PieceOfPaper> pieces = machine.pieces();
    std::erase_if(pieces, [](const sandbox::PieceOfPaper& piece) {
      return std::all_of(piece.rows.begin(), piece.rows.end(), [](auto dots) { return dots == 0; });
    });
    return pieces;
  }
  // The codes on them, in order; "" for a piece without one.
  [[nodiscard]] std::vector<std::string> sheets() const {
    std::vector<std::string> found;
    for (const sandbox::PieceOfPaper& piece : pieces()) {
      const auto codes = codes_in_packed(piece.rows, sandbox::kRollDotsAcross);
      found.push_back(codes.empty() ? "" : codes.front().substr(4));
    }
    return found;
  }
  void close(const std::string& serial, visit::SheetEnd end = visit::SheetEnd::voided) {
    printer->close(kTicket, serial, end);
    REQUIRE(inbox.next<visit::event::SheetClosed>());
  }
  // Another sheet comes out now, whole, as the last of all pieces.
  void check_that_it_prints() {
    const auto serial = printed_soon(*printer, inbox);
    INFO("refused: " << inbox.count<visit::event::SheetFailed>()
                     << ", held: " << inbox.count<visit::event::SheetHeld>());
    REQUIRE(serial);
    REQUIRE_FALSE(pieces().empty());
    CHECK(sheets().back() == *serial);
    CHECK(machine.stats().unknown == 0);
    CHECK(machine.stats().overrun == 0);
  }

  files::Folder folder;
  sandbox::EscposPrinter machine;
  std::unique_ptr<devices::SqliteStore> store = opened(folder.path() / "store.db");
  Inbox inbox;
  std::unique_ptr<visit::Printer> printer;
};

}  // namespace printing::bench
