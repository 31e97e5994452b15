// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sqlite_store.h"

#include <sqlite3.h>

#include <utility>

#include "devices/sqlite_statement.h"

namespace devices {

using tl::unexpected;
using visit::PrintRecord;
using visit::SheetState;
using visit::StoreTrouble;

namespace {

constexpr int kSchema = 3;         // user_version
constexpr int kFile = 0x47434b53;  // application_id, "GCKS": nobody else's file is written to
constexpr int kBusyMs = 2000;      // kioskctl may be reading

// FULL: a commit waits until the disk has it. The schema of a file is data, not to be trusted.
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;";

constexpr const char* kCreate =
    "BEGIN IMMEDIATE;"
    // The highest number given out on a day: kept for ever, whatever is cleared elsewhere.
    "CREATE TABLE serial_day (machine TEXT NOT NULL, day INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  PRIMARY KEY (machine, day)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sheet (serial TEXT PRIMARY KEY, state INTEGER NOT NULL CHECK (state BETWEEN 0 "
    "AND 8),"
    "  job_id INTEGER NOT NULL,"
    "  job_uuid TEXT NOT NULL, delivered INTEGER NOT NULL, jammed INTEGER NOT NULL,"
    "  replaced_by TEXT NOT NULL, since INTEGER NOT NULL, slip TEXT NOT NULL DEFAULT '',"
    // Counts the sheets of all days, whatever the clock said.
    "  reason INTEGER, number INTEGER NOT NULL DEFAULT 0)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX sheet_state ON sheet (state);"
    "CREATE UNIQUE INDEX sheet_number ON sheet (number);"
    "CREATE INDEX sheet_slip ON sheet (state, since) WHERE slip <> '';"
    "PRAGMA application_id = 0x47434b53; PRAGMA user_version = 3;"
    "COMMIT;";

// A store of the first schema did not keep what a service calls a slip.
constexpr const char* kFromFirst =
    "BEGIN IMMEDIATE; ALTER TABLE sheet ADD COLUMN slip TEXT NOT NULL DEFAULT '';"
    "PRAGMA user_version = 2; COMMIT;";

// One of the second kept no reasons, and no order but that of the serials.
constexpr const char* kFromSecond =
    "BEGIN IMMEDIATE; ALTER TABLE sheet ADD COLUMN reason INTEGER;"
    "ALTER TABLE sheet ADD COLUMN number INTEGER NOT NULL DEFAULT 0;"
    "UPDATE sheet SET number = place FROM"
    "  (SELECT serial AS older, row_number() OVER (ORDER BY serial) AS place FROM sheet)"
    "  WHERE serial = older;"
    "CREATE UNIQUE INDEX sheet_number ON sheet (number);"
    "CREATE INDEX sheet_slip ON sheet (state, since) WHERE slip <> '';"
    "PRAGMA user_version = 3; COMMIT;";

constexpr const char* kColumns =
    "SELECT serial, state, job_id, job_uuid, delivered, jammed, replaced_by, since, slip FROM "
    "sheet ";

StoreTrouble trouble(int code) {
  return (code & 0xff) == SQLITE_FULL ? StoreTrouble::full : StoreTrouble::broken;
}

int run(sqlite3* database, const char* sql) {
  return sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
}

std::optional<std::int64_t> one_number(sqlite3* database, const char* sql) {
  Statement statement{database, sql};
  if (statement.step() != SQLITE_ROW) return std::nullopt;
  return statement.number();
}

bool is_sound(sqlite3* database) {
  Statement check{database, "PRAGMA quick_check"};
  return check.step() == SQLITE_ROW && check.text() == "ok";
}

PrintRecord record(Statement& row) {
  PrintRecord record;
  record.serial = row.text();
  record.state = static_cast<SheetState>(row.number());
  record.job.id = static_cast<int>(row.number());
  record.job.uuid = row.text();
  record.delivered = row.number() != 0;
  record.jammed = row.number() != 0;
  record.replaced_by = row.text();
  record.since = visit::Moment{std::chrono::milliseconds{row.number()}};
  record.slip = row.text();
  return record;
}

// Moves a file of an older schema on, unless another process has just done so.
int move_on(sqlite3* database, int from, const char* sql) {
  if (one_number(database, "PRAGMA user_version") != from) return SQLITE_OK;
  const int moved = run(database, sql);
  if (moved == SQLITE_OK) return SQLITE_OK;
  run(database, "ROLLBACK");
  const auto now = one_number(database, "PRAGMA user_version");
  return now && *now > from ? SQLITE_OK : moved;
}

std::int64_t number_of(visit::Moment moment) { return moment.time_since_epoch().count(); }

// The day in Shanghai as days since 1970: the day that the serial names.
std::int64_t day_number(visit::Date date) {
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace

void SqliteStore::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

// Writes with a reason; everything else is the store's.
class SqliteStore::Reasoned final : public visit::PrintStore {
 public:
  Reasoned(SqliteStore& store, visit::SheetReason reason) : store_(store), reason_(reason) {}
  tl::expected<PrintRecord, StoreTrouble> reserve(std::string_view machine, std::string_view slip,
                                                  visit::Moment now) override {
    return store_.reserve(machine, slip, now);
  }
  tl::expected<void, StoreTrouble> write(const PrintRecord& record, SheetState from) override {
    return store_.write(record, from, reason_);
  }
  tl::expected<std::optional<PrintRecord>, StoreTrouble> find(std::string_view serial) override {
    return store_.find(serial);
  }
  tl::expected<std::vector<PrintRecord>, StoreTrouble> all_in(
      const std::vector<SheetState>& states) override {
    return store_.all_in(states);
  }

 private:
  SqliteStore& store_;
  const visit::SheetReason reason_;
};

SqliteStore::SqliteStore(std::filesystem::path file, std::chrono::milliseconds keep_slips,
                         Database database)
    : file_(std::move(file)), keep_slips_(keep_slips), database_(std::move(database)) {}
SqliteStore::~SqliteStore() = default;

tl::expected<std::unique_ptr<SqliteStore>, StoreTrouble> SqliteStore::open(
    const std::filesystem::path& file, std::chrono::milliseconds keep_slips) {
  auto database = connect(file);
  if (!database) return unexpected(database.error());
  return std::unique_ptr<SqliteStore>{new SqliteStore(file, keep_slips, std::move(*database))};
}

tl::expected<SqliteStore::Database, StoreTrouble> SqliteStore::connect(
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
  if (!tables || !owner || (*tables > 0 && *owner != kFile))
    return unexpected(StoreTrouble::broken);

  if (const int set = run(handle, kSettings); set != SQLITE_OK) return unexpected(trouble(set));
  if (*tables == 0) {
    if (const int made = run(handle, kCreate); made != SQLITE_OK) return unexpected(trouble(made));
  }
  for (const auto& [from, sql] : {std::pair{1, kFromFirst}, std::pair{2, kFromSecond}}) {
    if (const int moved = move_on(handle, from, sql); moved != SQLITE_OK)
      return unexpected(trouble(moved));
  }
  if (one_number(handle, "PRAGMA user_version") != kSchema || !is_sound(handle)) {
    return unexpected(StoreTrouble::broken);
  }
  return database;
}

tl::expected<void, StoreTrouble> SqliteStore::transact(
    const std::function<tl::expected<void, StoreTrouble>(sqlite3*)>& steps) {
  if (const auto ready = reconnect(); !ready) return ready;
  sqlite3* const database = database_.get();
  tl::expected<void, StoreTrouble> done;
  if (const int begun = run(database, "BEGIN IMMEDIATE"); begun != SQLITE_OK) {
    done = unexpected(trouble(begun));
  } else {
    done = steps(database);
    if (!done && done.error() == StoreTrouble::moved) {
      run(database, "ROLLBACK");
      return done;
    }
    if (done) {
      if (const int code = run(database, "COMMIT"); code != SQLITE_OK) {
        done = unexpected(trouble(code));
      }
    }
  }
  if (!done) {
    database_.reset();
    // What the caller will find must be on the disk, not only in the system's memory of it.
    if (reconnect() && run(database_.get(), "PRAGMA wal_checkpoint(FULL)") != SQLITE_OK) {
      database_.reset();
    }
  }
  return done;
}

tl::expected<void, StoreTrouble> SqliteStore::reconnect() {
  if (database_) return {};
  auto database = connect(file_);
  if (!database) return unexpected(database.error());
  database_ = std::move(*database);
  return {};
}

tl::expected<PrintRecord, StoreTrouble> SqliteStore::reserve(std::string_view machine,
                                                             std::string_view slip,
                                                             visit::Moment now) {
  const std::lock_guard lock{mutex_};
  const visit::Date date = visit::wall_time(now).date;
  PrintRecord fresh;
  fresh.slip = slip;
  fresh.since = now;
  const auto done = transact([&](sqlite3* database) -> tl::expected<void, StoreTrouble> {
    Statement next{database,
                   "INSERT INTO serial_day VALUES (?, ?, 1)"
                   " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"};
    const int counted = next.bind(machine).bind(day_number(date)).step();
    if (counted != SQLITE_ROW) return unexpected(trouble(counted));
    const std::int64_t number = next.number();
    if (number > visit::kSheetsADay) return unexpected(StoreTrouble::full);
    if (const int ended = next.step(); ended != SQLITE_DONE) return unexpected(trouble(ended));

    fresh.serial = visit::serial(machine, date, static_cast<int>(number));
    Statement insert{
        database,
        "INSERT INTO sheet (serial, state, job_id, job_uuid, delivered, jammed,"
        " replaced_by, since, slip, number)"
        " SELECT ?, 0, 0, '', 0, 0, '', ?, ?, coalesce(max(number), 0) + 1 FROM sheet"};
    const int inserted = insert.bind(fresh.serial).bind(number_of(now)).bind(slip).step();
    if (inserted != SQLITE_DONE) return unexpected(trouble(inserted));

    Statement forget{database,
                     "UPDATE sheet SET slip = '' WHERE state = ? AND slip <> '' AND since < ?"};
    const int forgotten = forget.bind(static_cast<std::int64_t>(SheetState::printed))
                              .bind(number_of(now - keep_slips_))
                              .step();
    if (forgotten != SQLITE_DONE) return unexpected(trouble(forgotten));
    return {};
  });
  if (done) return fresh;
  const auto there = look_up(fresh.serial);
  if (there && *there == fresh) return fresh;
  return unexpected(done.error());
}

tl::expected<void, StoreTrouble> SqliteStore::write(const PrintRecord& record, SheetState from) {
  return write(record, from, std::nullopt);
}

tl::expected<void, StoreTrouble> SqliteStore::write(const PrintRecord& record, SheetState from,
                                                    std::optional<visit::SheetReason> reason) {
  const std::lock_guard lock{mutex_};
  const auto done = transact([&](sqlite3* database) -> tl::expected<void, StoreTrouble> {
    Statement update{database,
                     "UPDATE sheet SET state = ?, job_id = ?, job_uuid = ?, delivered = ?,"
                     " jammed = ?, replaced_by = ?, since = ?, slip = ?, reason = "
                     "coalesce(nullif(?, -1), reason)"
                     " WHERE serial = ? AND state = ?"};
    const int updated = update.bind(static_cast<std::int64_t>(record.state))
                            .bind(record.job.id)
                            .bind(record.job.uuid)
                            .bind(record.delivered ? 1 : 0)
                            .bind(record.jammed ? 1 : 0)
                            .bind(record.replaced_by)
                            .bind(number_of(record.since))
                            .bind(record.slip)
                            .bind(reason ? static_cast<std::int64_t>(*reason) : -1)
                            .bind(record.serial)
                            .bind(static_cast<std::int64_t>(from))
                            .step();
    if (updated != SQLITE_DONE) return unexpected(trouble(updated));
    if (sqlite3_changes(database) != 1) return unexpected(StoreTrouble::moved);
    return {};
  });
  if (done || done.error() == StoreTrouble::moved) return done;
  const auto there = look_up(record.serial);
  if (there && *there == record) return {};
  return done;
}

tl::expected<std::optional<PrintRecord>, StoreTrouble> SqliteStore::find(std::string_view serial) {
  const std::lock_guard lock{mutex_};
  return look_up(serial);
}

tl::expected<std::optional<PrintRecord>, StoreTrouble> SqliteStore::look_up(
    std::string_view serial) {
  if (const auto ready = reconnect(); !ready) return unexpected(ready.error());
  Statement select{database_.get(), std::string{kColumns} + "WHERE serial = ?"};
  const int found = select.bind(serial).step();
  if (found == SQLITE_DONE) return std::optional<PrintRecord>{};
  if (found != SQLITE_ROW) return unexpected(trouble(found));
  return std::optional<PrintRecord>{record(select)};
}

tl::expected<std::vector<PrintRecord>, StoreTrouble> SqliteStore::all_in(
    const std::vector<SheetState>& states) {
  const std::lock_guard lock{mutex_};
  if (const auto ready = reconnect(); !ready) return unexpected(ready.error());
  std::string marks;
  for (std::size_t i = 0; i < states.size(); ++i) marks += i == 0 ? "?" : ", ?";
  Statement select{database_.get(),
                   std::string{kColumns} + "WHERE state IN (" + marks + ") ORDER BY serial"};
  for (const SheetState state : states) select.bind(static_cast<std::int64_t>(state));
  std::vector<PrintRecord> records;
  for (;;) {
    const int found = select.step();
    if (found == SQLITE_DONE) return records;
    if (found != SQLITE_ROW) return unexpected(trouble(found));
    records.push_back(record(select));
  }
}

// ---- Why, and who must hear of it

namespace {

// A tray was looked into and the sheet not found, or another was printed in its place: such words
// come without a reason.
visit::SheetReason reason_of(SheetState state, std::optional<std::int64_t> kept) {
  if (kept) return static_cast<visit::SheetReason>(*kept);
  return state == SheetState::replaced ? visit::SheetReason::reprinted : visit::SheetReason::lost;
}

}  // namespace

std::unique_ptr<visit::PrintStore> SqliteStore::because(visit::SheetReason reason) {
  return std::make_unique<Reasoned>(*this, reason);
}

tl::expected<std::optional<visit::SheetReason>, StoreTrouble> SqliteStore::reason(
    std::string_view serial) {
  const std::lock_guard lock{mutex_};
  if (const auto ready = reconnect(); !ready) return unexpected(ready.error());
  Statement select{database_.get(), "SELECT state, reason FROM sheet WHERE serial = ?"};
  const int found = select.bind(serial).step();
  if (found != SQLITE_ROW && found != SQLITE_DONE) return unexpected(trouble(found));
  std::optional<visit::SheetReason> why;
  if (found == SQLITE_ROW) {
    const auto state = static_cast<SheetState>(select.number());
    const bool ended = state == SheetState::voided || state == SheetState::replaced;
    if (ended) why = reason_of(state, select.number_or_null());
  }
  return why;
}

std::optional<Revocation> SqliteStore::next_revocation() {
  const std::lock_guard lock{mutex_};
  if (!reconnect()) return std::nullopt;
  Statement select{database_.get(),
                   "SELECT slip, state, reason FROM sheet WHERE state IN (7, 8) AND slip <> ''"
                   " ORDER BY since LIMIT 1"};
  if (select.step() != SQLITE_ROW) return std::nullopt;
  Revocation next;
  next.slip = select.text();
  const auto state = static_cast<SheetState>(select.number());
  next.reason = reason_of(state, select.number_or_null());
  return next;
}

// What cannot be written is told once more: the service says the same again.
void SqliteStore::revoked(std::string_view slip) {
  const std::lock_guard lock{mutex_};
  (void)transact([&](sqlite3* database) -> tl::expected<void, StoreTrouble> {
    Statement update{
        database, "UPDATE sheet SET slip = '' WHERE state IN (7, 8) AND slip <> '' AND slip = ?"};
    const int updated = update.bind(slip).step();
    if (updated != SQLITE_DONE) return unexpected(trouble(updated));
    return {};
  });
}

// ---- For staff

tl::expected<std::vector<visit::SheetNote>, StoreTrouble> SqliteStore::sheets_of(visit::Date day) {
  const std::lock_guard lock{mutex_};
  if (const auto ready = reconnect(); !ready) return unexpected(ready.error());
  // A range of the key for each machine whose serials are in this store.
  Statement select{database_.get(),
                   "SELECT serial, state, since FROM serial_day, sheet WHERE day = ?1"
                   " AND serial > machine || ?2 AND serial < machine || ?2 || '~'"
                   " AND state BETWEEN ?3 AND ?4 ORDER BY number DESC"};
  const std::string prefix =
      visit::serial("A", day, 1).substr(1, std::string_view{"-210126-"}.size());
  select.bind(day_number(day))
      .bind(prefix)
      .bind(static_cast<std::int64_t>(SheetState::printed))
      .bind(static_cast<std::int64_t>(SheetState::replaced));
  std::vector<visit::SheetNote> notes;
  for (;;) {
    const int found = select.step();
    if (found == SQLITE_DONE) return notes;
    if (found != SQLITE_ROW) return unexpected(trouble(found));
    visit::SheetNote note;
    note.serial = select.text();
    note.state = static_cast<SheetState>(select.number());
    note.at = visit::Moment{std::chrono::milliseconds{select.number()}};
    notes.push_back(std::move(note));
  }
}

tl::expected<std::int64_t, StoreTrouble> SqliteStore::last_number() {
  const std::lock_guard lock{mutex_};
  if (const auto ready = reconnect(); !ready) return unexpected(ready.error());
  const auto last = one_number(database_.get(), "SELECT coalesce(max(number), 0) FROM sheet");
  if (!last) return unexpected(StoreTrouble::broken);
  return *last;
}

tl::expected<SheetTally, StoreTrouble> SqliteStore::tally(std::int64_t after, std::int64_t until) {
  const std::lock_guard lock{mutex_};
  if (const auto ready = reconnect(); !ready) return unexpected(ready.error());
  Statement select{
      database_.get(),
      "SELECT serial, state FROM sheet WHERE number > ? AND number <= ? ORDER BY number"};
  select.bind(after).bind(until);
  SheetTally tally;
  for (;;) {
    const int found = select.step();
    if (found == SQLITE_DONE) return tally;
    if (found != SQLITE_ROW) return unexpected(trouble(found));
    tally.last_serial = select.text();
    if (tally.first_serial.empty()) tally.first_serial = tally.last_serial;
    switch (static_cast<SheetState>(select.number())) {
      case SheetState::printed:
        ++tally.printed;
        break;
      case SheetState::not_printed:
        ++tally.not_printed;
        break;
      case SheetState::voided:
        ++tally.voided;
        break;
      case SheetState::replaced:
        ++tally.replaced;
        break;
      case SheetState::reserved:
      case SheetState::created:
      case SheetState::sending:
      case SheetState::sent:
      case SheetState::unknown:
        ++tally.unknown;
        break;
    }
  }
}

}  // namespace devices
