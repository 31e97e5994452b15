// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/sqlite.h"

#include <sqlite3.h>

#include <map>

#include "devices/sandbox/service/records/session_pool.h"

namespace service {
namespace {

constexpr int kReaders = 4;
constexpr int kPatienceMs = 5000;  // for another process that writes

constexpr const char* kSettings = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8000;
)";

void check(sqlite3* handle, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  const int extended = handle ? sqlite3_extended_errcode(handle) : code;
  const bool taken =
      extended == SQLITE_CONSTRAINT_PRIMARYKEY || extended == SQLITE_CONSTRAINT_UNIQUE;
  throw DatabaseError{taken ? DatabaseError::Kind::duplicate : DatabaseError::Kind::unavailable};
}

// "$1" is "?1" here, and whoever has begun to write is alone.
std::string respelt(std::string_view sql) {
  constexpr std::string_view kForUpdate = " FOR UPDATE";
  std::string out(sql);
  for (char& c : out) {
    if (c == '$') c = '?';
  }
  if (out.ends_with(kForUpdate)) out.resize(out.size() - kForUpdate.size());
  return out;
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct Finish {
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};
// Bound, and reset at the end; the session owns the statement.
using Bound = std::unique_ptr<sqlite3_stmt, Finish>;

bool step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  check(sqlite3_db_handle(statement), code);
  return code == SQLITE_ROW;
}

class SqliteRows final : public Rows {
 public:
  explicit SqliteRows(Bound statement) : statement_(std::move(statement)) {}

  bool next() override { return step(statement_.get()); }
  [[nodiscard]] bool is_null(int column) const override {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t number(int column) const override {
    return sqlite3_column_int64(statement_.get(), column);
  }
  [[nodiscard]] std::string bytes(int column) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return data ? std::string(data, size) : std::string();
  }

 private:
  Bound statement_;
};

class SqliteSession final : public Session {
 public:
  explicit SqliteSession(const std::string& path) {
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &raw,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(raw);
    check(raw, code);
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, kPatienceMs);
    execute(kSettings);
  }

  std::unique_ptr<Rows> query(const char* sql, const Values& values) override {
    return std::make_unique<SqliteRows>(bound(prepared(sql, sql), values, SQLITE_TRANSIENT));
  }

  std::int64_t run(const char* sql, const Values& values) override {
    const Bound statement = bound(prepared(sql, sql), values, SQLITE_STATIC);
    while (step(statement.get())) {
    }
    return sqlite3_changes64(handle_.get());
  }

  void execute(const std::string& sql) override {
    check(handle_.get(), sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr));
  }

  void replace(const Table& table, std::size_t count,
               const std::function<void(std::size_t, Values&)>& row) override {
    sqlite3_stmt* statement = prepared(&table, replacing(table));
    Values values;
    for (std::size_t i = 0; i < count; ++i) {
      values.clear();
      row(i, values);
      const Bound now = bound(statement, values, SQLITE_STATIC);
      step(now.get());
    }
  }

  void begin() override { run("BEGIN IMMEDIATE", {}); }
  void commit() override {
    try {
      run("COMMIT", {});
    } catch (const DatabaseError&) {
      rollback();
      throw;
    }
  }
  void rollback() noexcept override {
    // Where SQLite has rolled back by itself there is nothing left to undo.
    if (!sqlite3_get_autocommit(handle_.get())) {
      sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }
  void lock(Lock) override {}  // who writes is alone

  void set_fleeting(bool fleeting) {
    if (fleeting == fleeting_) return;
    execute(fleeting ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
    fleeting_ = fleeting;
  }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };

  sqlite3_stmt* prepared(const void* key, const std::string& sql) {
    auto& kept = statements_[key];
    if (!kept) {
      sqlite3_stmt* raw = nullptr;
      check(handle_.get(), sqlite3_prepare_v3(handle_.get(), respelt(sql).c_str(), -1,
                                              SQLITE_PREPARE_PERSISTENT, &raw, nullptr));
      kept.reset(raw);
    }
    return kept.get();
  }

  // `keeping`: SQLITE_STATIC if the statement is done before the values go, else SQLITE_TRANSIENT.
  Bound bound(sqlite3_stmt* raw, const Values& values, sqlite3_destructor_type keeping) const {
    Bound statement(raw);
    int place = 0;
    for (const Value& value : values) {
      ++place;
      int code = SQLITE_OK;
      const auto size = static_cast<int>(value.bytes.size());
      // A null pointer would be bound as NULL.
      const char* data = value.bytes.data() ? value.bytes.data() : "";
      switch (value.kind) {
        case Value::Kind::null:
          code = sqlite3_bind_null(raw, place);
          break;
        case Value::Kind::number:
          code = sqlite3_bind_int64(raw, place, value.number);
          break;
        case Value::Kind::text:
          code = sqlite3_bind_text(raw, place, data, size, keeping);
          break;
        case Value::Kind::blob:
          code = sqlite3_bind_blob(raw, place, data, size, keeping);
          break;
      }
      check(handle_.get(), code);
    }
    return statement;
  }

  bool fleeting_ = false;
  std::unique_ptr<sqlite3, Close> handle_;
  std::map<const void*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

const Dialect kDialect{
    "BLOB",
    "INTEGER",
    "INTEGER PRIMARY KEY AUTOINCREMENT",
    "WITHOUT ROWID",
    "",
    "INSERT INTO nonces(device, nonce, until) VALUES($1, $2, $3) "
    "ON CONFLICT(device, nonce) DO UPDATE SET until = excluded.until WHERE nonces.until < $4",
    {"DELETE FROM residents; DELETE FROM areas; DELETE FROM certificates; DELETE FROM revocations;"
     "DELETE FROM replies; DELETE FROM records; DELETE FROM audit; DELETE FROM nonces",
     // Deleted rows stay readable in the log until it is emptied.
     "PRAGMA wal_checkpoint(TRUNCATE)"}};

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const std::string& path) {
    writer_.add(std::make_unique<SqliteSession>(path));
    for (int i = 0; i < kReaders; ++i) {
      auto reader = std::make_unique<SqliteSession>(path);
      reader->execute("PRAGMA query_only = ON");
      readers_.add(std::move(reader));
    }
  }

  [[nodiscard]] const Dialect& dialect() const override { return kDialect; }
  [[nodiscard]] bool is_shared() const override { return false; }

  Lease lease(Use use) override {
    SessionPool& pool = use == Use::read ? readers_ : writer_;
    Lease lease(pool.take().release(),
                [&pool](Session* back) { pool.give(std::unique_ptr<Session>(back)); });
    static_cast<SqliteSession&>(*lease).set_fleeting(use == Use::fleeting);
    return lease;
  }

 private:
  SessionPool writer_;
  SessionPool readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path) {
  return std::make_unique<SqliteDatabase>(path);
}

}  // namespace service
