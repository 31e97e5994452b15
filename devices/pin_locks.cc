// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pin_locks.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "devices/sqlite_statement.h"

namespace devices {

using std::chrono::milliseconds;
using tl::unexpected;

namespace {

constexpr int kSchema = 1;         // user_version
constexpr int kFile = 0x4743504c;  // application_id, "GCPL": nobody else's file is written to
constexpr int kBusyMs = 2000;      // kioskctl may be reading
constexpr int kMostWrong = 1000;   // counts no further: the lock has long been the longest

// FULL: a commit waits until the disk has it.
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA journal_mode = WAL;";

constexpr const char* kCreate =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE badge (id TEXT PRIMARY KEY, wrong INTEGER NOT NULL CHECK (wrong > 0),"
    "  since INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA application_id = 0x4743504c; PRAGMA user_version = 1;"
    "COMMIT;";

PinLockTrouble trouble(int code) {
  const int kind = code & 0xff;
  return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ? PinLockTrouble::damaged
                                                         : PinLockTrouble::unreachable;
}

int run(sqlite3* database, const char* sql) {
  return sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
}

tl::expected<std::int64_t, PinLockTrouble> one_number(sqlite3* database, const char* sql) {
  Statement statement{database, sql};
  if (const int code = statement.step(); code != SQLITE_ROW) return unexpected(trouble(code));
  return statement.number();
}

bool is_sound(sqlite3* database) {
  Statement check{database, "PRAGMA quick_check"};
  return check.step() == SQLITE_ROW && check.text() == "ok";
}

}  // namespace

// `since`: the last wrong one, from which a lock counts.
struct PinLocks::Count {
  int wrong = 0;
  visit::Moment since;
};

void PinLocks::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

PinLocks::PinLocks(std::filesystem::path file, PinRules rules, Database database)
    : file_(std::move(file)), rules_(rules), database_(std::move(database)) {}
PinLocks::~PinLocks() = default;

tl::expected<std::unique_ptr<PinLocks>, PinLockTrouble> PinLocks::open(
    const std::filesystem::path& file, PinRules rules) {
  auto database = connect(file);
  if (!database) return unexpected(database.error());
  return std::unique_ptr<PinLocks>(new PinLocks(file, rules, std::move(*database)));
}

tl::expected<PinLocks::Database, PinLockTrouble> PinLocks::connect(
    const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database{handle};
  if (opened != SQLITE_OK) return unexpected(trouble(opened));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMs);

  // A file that is not ours is left as it is, down to its settings.
  const auto tables = one_number(handle, "SELECT count(*) FROM sqlite_schema");
  const auto owner = one_number(handle, "PRAGMA application_id");
  if (!tables) return unexpected(tables.error());
  if (!owner) return unexpected(owner.error());
  if (*tables > 0 && *owner != kFile) return unexpected(PinLockTrouble::damaged);

  if (const int set = run(handle, kSettings); set != SQLITE_OK) return unexpected(trouble(set));
  if (*tables == 0) {
    if (const int made = run(handle, kCreate); made != SQLITE_OK) return unexpected(trouble(made));
  }
  const auto schema = one_number(handle, "PRAGMA user_version");
  if (!schema) return unexpected(schema.error());
  if (*schema != kSchema || !is_sound(handle)) return unexpected(PinLockTrouble::damaged);
  return database;
}

// After an error nobody knows whether a commit has reached the disk: the file is opened anew. Every
// step here may be done twice: at worst one more try counts as wrong.
tl::expected<void, PinLockTrouble> PinLocks::transact(const Steps& steps) {
  if (!database_) {
    auto again = connect(file_);
    if (!again) return unexpected(again.error());
    database_ = std::move(*again);
  }
  tl::expected<void, PinLockTrouble> done;
  if (const int begun = run(database_.get(), "BEGIN IMMEDIATE"); begun != SQLITE_OK) {
    done = unexpected(trouble(begun));
  } else {
    done = steps(database_.get());
    if (done) {
      if (const int code = run(database_.get(), "COMMIT"); code != SQLITE_OK)
        done = unexpected(trouble(code));
    }
  }
  if (!done) database_.reset();
  return done;
}

milliseconds PinLocks::lock_after(int wrong) const {
  milliseconds lock = rules_.first;
  for (int i = rules_.tries; i < wrong && lock < rules_.longest; ++i) lock *= 2;
  return std::min(lock, rules_.longest);
}

tl::expected<PinLocks::Count, PinLockTrouble> PinLocks::count_of(std::string_view badge,
                                                                 PinTime now) {
  Count count;
  const auto read = transact([&](sqlite3* database) -> tl::expected<void, PinLockTrouble> {
    Statement select{database, "SELECT wrong, since FROM badge WHERE id = ?"};
    const int found = select.bind(badge).step();
    if (found == SQLITE_DONE) return {};
    if (found != SQLITE_ROW) return unexpected(trouble(found));
    count.wrong = static_cast<int>(select.number());
    count.since = visit::Moment{milliseconds{select.number()}};
    return {};
  });
  if (!read) return unexpected(read.error());
  if (count.wrong < rules_.tries || now.wall >= count.since) return count;
  count.since = now.wall;
  if (const auto kept = keep(badge, count); !kept) return unexpected(kept.error());
  return count;
}

tl::expected<void, PinLockTrouble> PinLocks::keep(std::string_view badge, const Count& count) {
  return transact([&](sqlite3* database) -> tl::expected<void, PinLockTrouble> {
    Statement write{database, "INSERT OR REPLACE INTO badge VALUES (?, ?, ?)"};
    const int written =
        write.bind(badge).bind(count.wrong).bind(count.since.time_since_epoch().count()).step();
    if (written != SQLITE_DONE) return unexpected(trouble(written));
    return {};
  });
}

visit::PinState PinLocks::state_of(std::string_view badge, const Count& count, PinTime now) {
  if (count.wrong < rules_.tries) return {rules_.tries - count.wrong, std::nullopt};
  visit::Moment until = count.since + lock_after(count.wrong);
  const auto steady = steady_ends_.find(badge);
  if (steady != steady_ends_.end())
    until = std::max(until, now.wall + (steady->second - now.steady));
  if (until > now.wall) return {0, until};
  // Each further wrong one locks again.
  return {1, std::nullopt};
}

tl::expected<visit::PinState, PinLockTrouble> PinLocks::state(std::string_view badge, PinTime now) {
  const std::lock_guard held(mutex_);
  const auto count = count_of(badge, now);
  if (!count) return unexpected(count.error());
  return state_of(badge, *count, now);
}

tl::expected<PinTry, PinLockTrouble> PinLocks::begin_try(std::string_view badge, PinTime now) {
  const std::lock_guard held(mutex_);
  auto count = count_of(badge, now);
  if (!count) return unexpected(count.error());
  if (const visit::PinState before = state_of(badge, *count, now); before.locked_until)
    return PinTry{false, before};
  count->wrong = std::min(count->wrong + 1, kMostWrong);
  count->since = now.wall;
  if (const auto kept = keep(badge, *count); !kept) return unexpected(kept.error());
  if (count->wrong >= rules_.tries)
    steady_ends_.insert_or_assign(std::string(badge), now.steady + lock_after(count->wrong));
  return PinTry{true, state_of(badge, *count, now)};
}

tl::expected<void, PinLockTrouble> PinLocks::clear(std::string_view badge) {
  const std::lock_guard held(mutex_);
  steady_ends_.erase(std::string(badge));
  return transact([&](sqlite3* database) -> tl::expected<void, PinLockTrouble> {
    Statement erase{database, "DELETE FROM badge WHERE id = ?"};
    const int erased = erase.bind(badge).step();
    if (erased != SQLITE_DONE) return unexpected(trouble(erased));
    return {};
  });
}

}  // namespace devices
