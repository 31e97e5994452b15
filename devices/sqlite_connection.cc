// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sqlite_connection.h"

#include <sqlite3.h>

#include <optional>
#include <string>
#include <utility>

#include "devices/clock.h"
#include "devices/sqlite_statement.h"

namespace devices {

using tl::unexpected;

namespace {

// A technician may be reading, and a commit waits for a disk that writes something else.
constexpr int kBusyMs = 5000;

// FULL: a commit waits until the disk has it. The schema of a file is data, not to be trusted.
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA journal_mode = WAL;";

int run_sql(sqlite3* database, const std::string& sql) {
  return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
}

// Of two that turn one file's journal into a log at once, each holds what the other waits for:
// SQLite refuses one of them without waiting (its busy handler is not asked).
int set(sqlite3* database) {
  constexpr int kLookMs = 20;
  const auto until = steady() + std::chrono::milliseconds{kBusyMs};
  for (;;) {
    const int code = run_sql(database, kSettings);
    if ((code & 0xff) != SQLITE_BUSY || steady() >= until) return code;
    sqlite3_sleep(kLookMs);
  }
}

// The only number of the only row.
tl::expected<std::int64_t, SqliteTrouble> one_number(sqlite3* database, const char* sql) {
  Statement statement{database, sql};
  if (const int code = statement.step(); code != SQLITE_ROW)
    return unexpected(sqlite_trouble(code));
  return statement.number();
}

bool is_sound(sqlite3* database) {
  Statement check{database, "PRAGMA quick_check"};
  return check.step() == SQLITE_ROW && check.text() == "ok";
}

// In one transaction, at whose end the file has that schema.
int change(sqlite3* database, const std::string& sql, int schema) {
  const int done = run_sql(database, "BEGIN IMMEDIATE;" + sql + "PRAGMA user_version = " +
                                         std::to_string(schema) + "; COMMIT;");
  if (done != SQLITE_OK) run_sql(database, "ROLLBACK");
  return done;
}

// Brings a file to a schema, unless another process has just done so.
int move_on(sqlite3* database, int from, const std::string& sql, int to) {
  if (one_number(database, "PRAGMA user_version") != from) return SQLITE_OK;
  const int moved = change(database, sql, to);
  if (moved == SQLITE_OK) return SQLITE_OK;
  const auto now = one_number(database, "PRAGMA user_version");
  return now && *now >= to ? SQLITE_OK : moved;
}

void take_from_others(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::error_code ignored;  // SQLite gives the log the rights of its file
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write, ignored);
}

}  // namespace

SqliteTrouble sqlite_trouble(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return SqliteTrouble::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return SqliteTrouble::damaged;
    default:
      return SqliteTrouble::unreachable;
  }
}

void SqliteConnection::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

SqliteConnection::SqliteConnection(std::filesystem::path file, const SqliteForm& form,
                                   Database database)
    : file_(std::move(file)), form_(form), database_(std::move(database)) {}

tl::expected<SqliteConnection, SqliteTrouble> SqliteConnection::open(
    const std::filesystem::path& file, const SqliteForm& form) {
  auto database = connect(file, form);
  if (!database) return unexpected(database.error());
  return SqliteConnection(file, form, std::move(*database));
}

tl::expected<SqliteConnection::Database, SqliteTrouble> SqliteConnection::connect(
    const std::filesystem::path& file, const SqliteForm& form) {
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database{handle};
  const auto fail = [](int code) { return unexpected(sqlite_trouble(code)); };
  if (opened != SQLITE_OK) return fail(opened);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMs);

  // A file that is not ours is left as it is, down to its settings.
  const auto tables = one_number(handle, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return unexpected(tables.error());
  const auto owner = one_number(handle, "PRAGMA application_id");
  if (!owner) return unexpected(owner.error());
  if (*tables > 0 && *owner != form.application) return unexpected(SqliteTrouble::foreign);

  if (*tables == 0 && form.owners_alone) take_from_others(file);
  if (const int done = set(handle); done != SQLITE_OK) return fail(done);
  if (*tables == 0) {
    const std::string create = std::string(form.create) +
                               "PRAGMA application_id = " + std::to_string(form.application) + ";";
    if (const int made = move_on(handle, 0, create, form.schema); made != SQLITE_OK)
      return fail(made);
  }
  for (std::size_t i = 0; i < form.moves.size(); ++i) {
    const int from = static_cast<int>(i) + 1;
    if (const int moved = move_on(handle, from, form.moves[i], from + 1); moved != SQLITE_OK)
      return fail(moved);
  }
  const auto schema = one_number(handle, "PRAGMA user_version");
  if (!schema) return unexpected(schema.error());
  if (*schema != form.schema) return unexpected(SqliteTrouble::foreign);
  if (!is_sound(handle)) return unexpected(SqliteTrouble::damaged);
  return database;
}

tl::expected<sqlite3*, SqliteTrouble> SqliteConnection::ready() {
  if (database_) return database_.get();
  auto database = connect(file_, form_);
  if (!database) return unexpected(database.error());
  database_ = std::move(*database);
  return database_.get();
}

int SqliteConnection::run(const char* sql) const {
  return database_ ? run_sql(database_.get(), sql) : SQLITE_MISUSE;
}

tl::expected<void, SqliteTrouble> SqliteConnection::transact(
    const std::function<int(sqlite3*)>& steps) {
  if (const auto open = ready(); !open) return unexpected(open.error());
  int code = run("BEGIN IMMEDIATE");
  if (code == SQLITE_OK) {
    code = steps(database_.get());
    if (code == SQLITE_ABORT && run("ROLLBACK") == SQLITE_OK)
      return unexpected(SqliteTrouble::given_up);
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) code = run("COMMIT");
  }
  if (code == SQLITE_OK) return {};
  database_.reset();
  // What the caller will find must be on the disk, not only in the system's memory of it.
  if (ready() && run("PRAGMA wal_checkpoint(FULL)") != SQLITE_OK) database_.reset();
  return unexpected(sqlite_trouble(code));
}

}  // namespace devices
