// SPDX-License-Identifier: GPL-3.0-or-later
// What the kiosk keeps of printed sheets, in one SQLite file: their records, why a person ended
// one, and which slips their service has yet to hear of. What a call has returned survives a power
// cut; a file that is damaged is refused, never started anew, for the serials in it must not be
// given out again. Any thread; calls wait for the disk and each other.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "devices/revocation_queue.h"
#include "devices/sqlite_connection.h"
#include "kiosk/visit/print_record.h"
#include "kiosk/visit/staff.h"

namespace devices {

// What became of the sheets of a range of serials. Their sum is the range.
struct SheetTally {
  int printed = 0, not_printed = 0;
  int unknown = 0;  // those on their way too
  int voided = 0, replaced = 0;
  std::string first_serial, last_serial;  // empty: none was given out
};

class SqliteStore final : public visit::PrintStore, public RevocationQueue {
 public:
  // Opens the file, or creates it in a folder that exists. broken: it is damaged, or not ours. A
  // sheet that was printed longer than `keep_slips` ago loses the name of its slip when the next
  // serial is given out: what holds longer than that is revoked where it was signed.
  [[nodiscard]] static tl::expected<std::unique_ptr<SqliteStore>, visit::StoreTrouble> open(
      const std::filesystem::path& file, std::chrono::milliseconds keep_slips = kKeepSlips);
  static constexpr std::chrono::milliseconds kKeepSlips = std::chrono::days{7};
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  [[nodiscard]] tl::expected<visit::PrintRecord, visit::StoreTrouble> reserve(
      std::string_view machine, std::string_view slip, visit::Moment now) override;
  [[nodiscard]] tl::expected<void, visit::StoreTrouble> write(const visit::PrintRecord& record,
                                                              visit::SheetState from) override;
  [[nodiscard]] tl::expected<std::optional<visit::PrintRecord>, visit::StoreTrouble> find(
      std::string_view serial) override;
  [[nodiscard]] tl::expected<std::vector<visit::PrintRecord>, visit::StoreTrouble> all_in(
      const std::vector<visit::SheetState>& states) override;

  // This store, whose writes keep that reason with the record, in the same transaction. The store
  // outlives it.
  [[nodiscard]] std::unique_ptr<visit::PrintStore> because(visit::SheetReason reason);
  // Why a sheet counts no more; what a person gave no reason for was looked for and not there, or
  // printed again. None: it counts, or there is no such record.
  [[nodiscard]] tl::expected<std::optional<visit::SheetReason>, visit::StoreTrouble> reason(
      std::string_view serial);

  // Sheets that count no more and whose slips their service has not heard of, oldest first.
  [[nodiscard]] std::optional<Revocation> next_revocation() override;
  void revoked(std::string_view slip) override;

  // The sheets of a day that have come to an end or are in doubt, newest first.
  [[nodiscard]] tl::expected<std::vector<visit::SheetNote>, visit::StoreTrouble> sheets_of(
      visit::Date day);
  // How many serials were ever given out: the number of the newest.
  [[nodiscard]] tl::expected<std::int64_t, visit::StoreTrouble> last_number();
  // Of the sheets after the one number, to the other.
  [[nodiscard]] tl::expected<SheetTally, visit::StoreTrouble> tally(std::int64_t after,
                                                                    std::int64_t until);

 private:
  class Reasoned;

  SqliteStore(std::chrono::milliseconds keep_slips, SqliteConnection connection);
  [[nodiscard]] tl::expected<sqlite3*, visit::StoreTrouble> ready();
  [[nodiscard]] tl::expected<void, visit::StoreTrouble> transact(
      const std::function<int(sqlite3*)>& steps);
  [[nodiscard]] tl::expected<void, visit::StoreTrouble> write(
      const visit::PrintRecord& record, visit::SheetState from,
      std::optional<visit::SheetReason> reason);
  [[nodiscard]] tl::expected<std::optional<visit::PrintRecord>, visit::StoreTrouble> look_up(
      std::string_view serial);

  const std::chrono::milliseconds keep_slips_;
  std::mutex mutex_;
  SqliteConnection connection_;
};

}  // namespace devices
