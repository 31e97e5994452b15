// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sqlite_file.h"

#include <sqlite3.h>

#include <string>
#include <tuple>
#include <utility>

#include "devices/sqlite_statement.h"

namespace devices {

namespace {

constexpr int kBusyMs = 2000;  // a technician may be reading

// FULL: a commit waits until the disk has it.
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
    "PRAGMA journal_mode = WAL;";

int run_sql(sqlite3* database, const std::string& sql) {
  return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
}

bool means_damage(int code) {
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

// The only number of the only row, or what went wrong.
int ask(sqlite3* database, const char* sql, std::int64_t& answer) {
  Statement statement{database, sql};
  const int code = statement.step();
  if (code == SQLITE_ROW) answer = statement.number();
  return code;
}

bool is_sound(sqlite3* database) {
  Statement check{database, "PRAGMA quick_check"};
  return check.step() == SQLITE_ROW && check.text() == "ok";
}

}  // namespace

void SqliteFile::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

SqliteFile::SqliteFile(Database database, bool began_anew)
    : database_(std::move(database)), began_anew_(began_anew) {}
SqliteFile::~SqliteFile() = default;

std::unique_ptr<SqliteFile> SqliteFile::open(const std::filesystem::path& file,
                                             const SqliteForm& form) {
  auto [standing, database] = connect(file, form);
  const bool damaged = standing == Standing::damaged;
  if (damaged) {
    database.reset();
    std::error_code error;
    for (const char* part : {"", "-wal", "-shm"}) {
      std::filesystem::path lost = file;
      lost += part;
      if (!std::filesystem::exists(lost, error)) continue;
      std::filesystem::path aside = file;
      aside += std::string(".damaged") + part;
      std::filesystem::rename(lost, aside, error);
      if (error) return nullptr;
    }
    std::tie(standing, database) = connect(file, form);
  }
  if (standing != Standing::ours) return nullptr;
  return std::unique_ptr<SqliteFile>(new SqliteFile(std::move(database), damaged));
}

std::pair<SqliteFile::Standing, SqliteFile::Database> SqliteFile::connect(
    const std::filesystem::path& file, const SqliteForm& form) {
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database{handle};
  const auto fail = [&](int code) {
    return std::pair{means_damage(code) ? Standing::damaged : Standing::refused,
                     std::move(database)};
  };
  if (opened != SQLITE_OK) return fail(opened);
  sqlite3_busy_timeout(handle, kBusyMs);

  // A file that is not ours is left as it is, down to its settings.
  std::int64_t tables = 0;
  std::int64_t owner = 0;
  for (const auto& [sql, answer] : {std::pair{"SELECT count(*) FROM sqlite_schema", &tables},
                                    std::pair{"PRAGMA application_id", &owner}}) {
    if (const int code = ask(handle, sql, *answer); code != SQLITE_ROW) return fail(code);
  }
  if (tables > 0 && owner != form.application) return {Standing::refused, std::move(database)};
  if (const int set = run_sql(handle, kSettings); set != SQLITE_OK) return fail(set);
  if (tables == 0) {
    const std::string create = std::string("BEGIN IMMEDIATE;") + form.create +
                               "PRAGMA application_id = " + std::to_string(form.application) +
                               "; PRAGMA user_version = " + std::to_string(form.schema) +
                               "; COMMIT;";
    if (const int made = run_sql(handle, create); made != SQLITE_OK) return fail(made);
  }
  std::int64_t schema = 0;
  if (const int code = ask(handle, "PRAGMA user_version", schema); code != SQLITE_ROW)
    return fail(code);
  if (schema != form.schema) return {Standing::refused, std::move(database)};
  const bool sound = is_sound(handle);
  return {sound ? Standing::ours : Standing::damaged, std::move(database)};
}

bool SqliteFile::transact(const std::function<bool(sqlite3*)>& steps) {
  if (!run("BEGIN IMMEDIATE")) return false;
  if (steps(database_.get()) && run("COMMIT")) return true;
  (void)run("ROLLBACK");
  return false;
}

bool SqliteFile::run(const char* sql) { return run_sql(database_.get(), sql) == SQLITE_OK; }

}  // namespace devices
