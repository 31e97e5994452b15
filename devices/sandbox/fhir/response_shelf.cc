// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/fhir/response_shelf.h"

#include <sqlite3.h>

namespace sandbox {

namespace {

constexpr const char* kSchema =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE IF NOT EXISTS response (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  system TEXT NOT NULL, value TEXT NOT NULL, document TEXT NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS response_identifier ON response (system, value);";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  return Statement{statement};
}

void bind(const Statement& statement, int at, std::string_view text) {
  sqlite3_bind_text(statement.get(), at, text.empty() ? "" : text.data(),
                    static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

std::string text(const Statement& statement, int column) {
  const unsigned char* value = sqlite3_column_text(statement.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), column));
  return value == nullptr ? std::string{} : std::string(reinterpret_cast<const char*>(value), size);
}

}  // namespace

void ResponseShelf::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

ResponseShelf::ResponseShelf(std::unique_ptr<sqlite3, Close> database)
    : database_(std::move(database)) {}
ResponseShelf::~ResponseShelf() = default;

std::unique_ptr<ResponseShelf> ResponseShelf::open(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open(file.c_str(), &handle);
  std::unique_ptr<sqlite3, Close> database{handle};
  if (opened != SQLITE_OK) return nullptr;
  sqlite3_busy_timeout(handle, 5000);
  if (sqlite3_exec(handle, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) return nullptr;
  return std::unique_ptr<ResponseShelf>{new ResponseShelf(std::move(database))};
}

std::vector<long> ResponseShelf::those_with(const ResponseIdentifier& identifier) {
  const Statement select =
      prepare(database_.get(), "SELECT id FROM response WHERE system = ? AND value = ?");
  bind(select, 1, identifier.system);
  bind(select, 2, identifier.value);
  std::vector<long> found;
  while (sqlite3_step(select.get()) == SQLITE_ROW)
    found.push_back(static_cast<long>(sqlite3_column_int64(select.get(), 0)));
  return found;
}

ResponseShelf::Creation ResponseShelf::create(const ResponseIdentifier& identifier,
                                              std::string_view document,
                                              const std::optional<ResponseIdentifier>& unless) {
  const std::lock_guard lock{mutex_};
  if (unless) {
    const std::vector<long> found = those_with(*unless);
    if (found.size() == 1) return {Made::found, found.front()};
    if (found.size() > 1) return {Made::several, 0};
  }
  const Statement insert =
      prepare(database_.get(), "INSERT INTO response (system, value, document) VALUES (?, ?, ?)");
  bind(insert, 1, identifier.system);
  bind(insert, 2, identifier.value);
  bind(insert, 3, document);
  if (sqlite3_step(insert.get()) != SQLITE_DONE) return {};
  return {Made::created, static_cast<long>(sqlite3_last_insert_rowid(database_.get()))};
}

std::vector<KeptResponse> ResponseShelf::all() {
  const std::lock_guard lock{mutex_};
  const Statement select =
      prepare(database_.get(), "SELECT id, system, value, document FROM response ORDER BY id");
  std::vector<KeptResponse> responses;
  while (sqlite3_step(select.get()) == SQLITE_ROW) {
    responses.push_back({static_cast<long>(sqlite3_column_int64(select.get(), 0)),
                         {text(select, 1), text(select, 2)},
                         text(select, 3)});
  }
  return responses;
}

}  // namespace sandbox
