// SPDX-License-Identifier: GPL-3.0-or-later
// What the kiosk keeps on its disk, in one SQLite file: the records of printed sheets. What a call
// has returned survives a power cut; a file that is damaged is refused, never started anew, for the
// serials in it must not be given out again. Any thread; calls wait for the disk and each other.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "kiosk/visit/print_record.h"

struct sqlite3;

namespace devices {

class SqliteStore final : public visit::PrintStore {
 public:
  // Opens the file, or creates it in a folder that exists. broken: it is damaged, or not ours.
  [[nodiscard]] static tl::expected<std::unique_ptr<SqliteStore>, visit::StoreTrouble> open(
      const std::filesystem::path& file);
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

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  using Database = std::unique_ptr<sqlite3, Close>;

  SqliteStore(std::filesystem::path file, Database database);
  [[nodiscard]] static tl::expected<Database, visit::StoreTrouble> connect(
      const std::filesystem::path& file);
  [[nodiscard]] tl::expected<void, visit::StoreTrouble> reconnect();
  // Runs the steps in one transaction. After an error nobody knows whether a commit has reached the
  // disk: the file is opened anew, for the caller to look.
  [[nodiscard]] tl::expected<void, visit::StoreTrouble> transact(
      const std::function<tl::expected<void, visit::StoreTrouble>(sqlite3*)>& steps);
  [[nodiscard]] tl::expected<std::optional<visit::PrintRecord>, visit::StoreTrouble> look_up(
      std::string_view serial);

  const std::filesystem::path file_;
  std::mutex mutex_;
  Database database_;  // none after a reopening that failed; the next call tries again
};

}  // namespace devices
