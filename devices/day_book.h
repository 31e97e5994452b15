// SPDX-License-Identifier: GPL-3.0-or-later
// The shift's figures: a journal beside the file that counts instead of keeping lines, in an SQLite
// file of its own, over restarts. Numbers only, nobody's name. write() may be called from any
// thread and never waits: a thread of the book's own takes what has come to the disk, so a power
// cut loses at most the entries of that moment. The other calls wait for that thread and the disk.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "devices/shift_count.h"
#include "devices/sqlite_file.h"
#include "devices/sqlite_store.h"
#include "kiosk/visit/effect.h"
#include "kiosk/visit/journal.h"
#include "kiosk/visit/report.h"
#include "kiosk/visit/staff.h"

namespace devices {

// What a report says beside the counts. The calls may be empty; they come from whoever asks for
// figures or a report.
struct BookFacts {
  std::string configuration;                              // "2021-01-20.3"
  std::string software;                                   // "1.0.0"
  std::function<visit::Policy()> policy;                  // in force
  std::function<std::pair<int, bool>()> surveys_waiting;  // how many; the oldest for too long
  // 64 hex digits, and how many entries they stand for.
  std::function<std::pair<std::string, std::uint64_t>()> audit;
};

class DayBook final : public visit::Journal {
 public:
  static constexpr int kMostIncidents = 50;

  // Opens the file, or makes it in a folder that exists; a damaged one is put aside and counting
  // begins anew. Null: it cannot be made, or is somebody else's. `sheets` outlives the book.
  [[nodiscard]] static std::unique_ptr<DayBook> open(const std::filesystem::path& file,
                                                     SqliteStore& sheets, BookFacts facts);
  // Takes what has come to the disk first.
  ~DayBook() override;
  DayBook(const DayBook&) = delete;
  DayBook& operator=(const DayBook&) = delete;

  void write(visit::Moment at, visit::Entry entry) override;
  // Somebody of that number ("A017") works in this shift. Waits for the disk.
  void sign_in(std::string_view number);

  // Of this shift. Printed: sheets that came out, those replaced since too. Help calls: of those
  // that somebody needs a person for.
  [[nodiscard]] visit::Figures figures();
  // The shift until now. The sheet's box 未结 counts `unknown`: sheets of this shift that are in
  // doubt or on their way. What is written later counts for the next shift if this one then ends:
  // the report on paper and the next one's tell of everything once. A shift begins with its first
  // entry; without one it begins now.
  [[nodiscard]] visit::ShiftReport shift(visit::Moment now);
  // The shift as its last report tells it is over; without a report, as it is now. False: the disk
  // does not take it, and the shift goes on.
  [[nodiscard]] bool end_shift();

  // Of this shift, by kind.
  [[nodiscard]] int calls(visit::Call call);
  // Surveys of this shift that were kept for the hospital.
  [[nodiscard]] int surveys();
  // Entries that the disk would not take, and that are counted nowhere.
  [[nodiscard]] int lost();

 private:
  struct Written {
    visit::Moment at;
    visit::Entry entry;
  };
  DayBook(std::unique_ptr<SqliteFile> file, SqliteStore& sheets, BookFacts facts);
  [[nodiscard]] bool begin();
  void run();
  // One transaction.
  [[nodiscard]] bool take_down(const std::deque<Written>& entries);
  // Until every entry written before this call has been taken to the disk, or could not be.
  void settle();
  [[nodiscard]] int help_calls();
  [[nodiscard]] int sum(Counted what);
  [[nodiscard]] int number_of(Counted what, int detail);
  void read_times(visit::ShiftReport& report);
  void read_incidents(visit::ShiftReport& report);
  void read_staff(visit::ShiftReport& report);

  SqliteStore& sheets_;
  const BookFacts facts_;

  std::mutex file_mutex_;  // guards the file and what counts
  std::unique_ptr<SqliteFile> file_;
  ShiftCount count_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable change_;
  std::deque<Written> waiting_;
  std::uint64_t written_ = 0;  // entries that came
  std::uint64_t settled_ = 0;  // of them, those that are on the disk or lost
  int lost_ = 0;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace devices
