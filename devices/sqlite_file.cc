// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sqlite_file.h"

#include <sqlite3.h>

#include <string>
#include <utility>

namespace devices {

namespace {

bool put_aside(const std::filesystem::path& file) {
  std::error_code error;
  for (const char* part : {"", "-wal", "-shm"}) {
    std::filesystem::path lost = file;
    lost += part;
    if (!std::filesystem::exists(lost, error)) continue;
    std::filesystem::path aside = file;
    aside += std::string(".damaged") + part;
    std::filesystem::rename(lost, aside, error);
    if (error) return false;
  }
  return true;
}

}  // namespace

std::unique_ptr<SqliteFile> SqliteFile::open(const std::filesystem::path& file,
                                             const SqliteForm& form) {
  auto connection = SqliteConnection::open(file, form);
  const bool damaged = !connection && connection.error() == SqliteTrouble::damaged;
  if (damaged && put_aside(file)) connection = SqliteConnection::open(file, form);
  if (!connection) return nullptr;
  return std::unique_ptr<SqliteFile>(new SqliteFile(std::move(*connection), damaged));
}

bool SqliteFile::transact(const std::function<bool(sqlite3*)>& steps) {
  if (!run("BEGIN IMMEDIATE")) return false;
  if (steps(database()) && run("COMMIT")) return true;
  (void)run("ROLLBACK");
  return false;
}

bool SqliteFile::run(const char* sql) { return connection_.run(sql) == SQLITE_OK; }

}  // namespace devices
