// SPDX-License-Identifier: GPL-3.0-or-later
// A small SQLite file of the kiosk's own, for what may be begun anew when it is lost: figures,
// checks. What a commit has returned survives a power cut; a damaged file is put aside and an empty
// one begun. Somebody else's file is left as it is. One thread, or the owner's lock.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "devices/sqlite_connection.h"

namespace devices {

class SqliteFile {
 public:
  // None: it cannot be opened or made, or is somebody else's.
  [[nodiscard]] static std::unique_ptr<SqliteFile> open(const std::filesystem::path& file,
                                                        const SqliteForm& form);

  [[nodiscard]] sqlite3* database() const { return connection_.database(); }
  // True if an earlier file was damaged and lies beside this one as FILE.damaged.
  [[nodiscard]] bool began_anew() const { return began_anew_; }
  // Runs the steps in one transaction; false: none of them counts.
  [[nodiscard]] bool transact(const std::function<bool(sqlite3*)>& steps);
  // A statement without parameters.
  [[nodiscard]] bool run(const char* sql);

 private:
  SqliteFile(SqliteConnection connection, bool began_anew)
      : connection_(std::move(connection)), began_anew_(began_anew) {}

  SqliteConnection connection_;
  bool began_anew_;
};

}  // namespace devices
