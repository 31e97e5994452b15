// SPDX-License-Identifier: GPL-3.0-or-later
// What is remembered of a printed sheet: its serial and what became of it, nothing of the person.
// Values, and the port of the store that keeps them. The rules by which a record moves on are
// printing/printer/print_journal.h; the formats are docs/wire.md §6.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/moment.h"

namespace visit {

// How far a sheet came. The order is that of a sheet's life; the numbers are kept on disk.
enum class SheetState {
  reserved = 0,     // the serial is given out, the printer knows nothing
  created = 1,      // the printer has an empty job
  sending = 2,      // from here on a sheet may exist
  sent = 3,         // the printer has the whole document
  printed = 4,      // the printer says so of this very job
  not_printed = 5,  // no sheet can exist
  unknown = 6,      // a sheet may lie in the tray: only a person or the printer can tell
  voided = 7,       // a person looked, and the serial counts no more
  replaced = 8,     // voided, and another sheet has taken its place
};
// True while the printer must still be asked: reserved, created, sending, sent.
[[nodiscard]] bool is_open(SheetState state);
[[nodiscard]] std::string_view name(SheetState state);

// Why a sheet is printed again or counts no more (docs/wire.md §4.4).
enum class SheetReason { lost, misprint, withdrawn, reprinted };

// A job as the printer names it. The id starts anew with the printer; the uuid never does.
struct PrinterJob {
  int id = 0;
  std::string uuid;  // "urn:uuid:…"
  friend bool operator==(const PrinterJob&, const PrinterJob&) = default;
};

struct PrintRecord {
  std::string serial;
  SheetState state = SheetState::reserved;
  std::string slip;         // the service's name of what was printed; "" once the record is closed
  PrinterJob job;           // empty while reserved
  bool delivered = false;   // the printer has said yes to the whole document
  bool jammed = false;      // the paper was stuck on its way: a torn sheet may exist
  std::string replaced_by;  // a serial, only if replaced
  Moment since;             // of the state
  friend bool operator==(const PrintRecord&, const PrintRecord&) = default;
};

// "GC07": 1 to 8 characters of A-Z and 0-9.
[[nodiscard]] bool is_machine_code(std::string_view text);
// GC07, 2021-01-26, 42 -> "GC07-210126-0042-7". The number is 1 to 9999, the code valid.
[[nodiscard]] std::string serial(std::string_view machine, Date day, int number);
// Well formed, and the check figure holds.
[[nodiscard]] bool is_serial(std::string_view text);
// "GC07" of a serial, empty of anything else.
[[nodiscard]] std::string_view machine_of(std::string_view serial);
inline constexpr int kSheetsADay = 9999;

enum class StoreTrouble {
  full,    // no room: the disk, or the numbers of this day
  broken,  // cannot be read or written; what was to be written is not there
  moved,   // the record is in another state than the writer believed, or does not exist
};

// Where records live. What a call has returned is on disk and survives a power cut. Any thread.
class PrintStore {
 public:
  virtual ~PrintStore() = default;
  // A new record with the next serial of the moment's day. No serial is handed out twice, not even
  // after a restart or with a clock that was set back.
  [[nodiscard]] virtual tl::expected<PrintRecord, StoreTrouble> reserve(std::string_view machine,
                                                                        std::string_view slip,
                                                                        Moment now) = 0;
  // Overwrites the record of that serial if it still is in that state: the printer's thread and a
  // person at the desk may both have something to say of one sheet.
  [[nodiscard]] virtual tl::expected<void, StoreTrouble> write(const PrintRecord& record,
                                                               SheetState from) = 0;
  [[nodiscard]] virtual tl::expected<std::optional<PrintRecord>, StoreTrouble> find(
      std::string_view serial) = 0;
  // All records in these states, oldest serial first.
  [[nodiscard]] virtual tl::expected<std::vector<PrintRecord>, StoreTrouble> all_in(
      const std::vector<SheetState>& states) = 0;
};

}  // namespace visit
