// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sqlite_store.h"

#include <sqlite3.h>

#include <array>
#include <utility>

#include "devices/sqlite_statement.h"

namespace devices {

using tl::unexpected;
using visit::PrintRecord;
using visit::SheetState;
using visit::StoreTrouble;

namespace {

constexpr const char* kCreate =
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
    "CREATE INDEX sheet_slip ON sheet (state, since) WHERE slip <> '';";

constexpr std::array kMoves{
    // A store of the first schema did not keep what a service calls a slip.
    "ALTER TABLE sheet ADD COLUMN slip TEXT NOT NULL DEFAULT '';",
    // One of the second kept no reasons, and no order but that of the serials.
    "ALTER TABLE sheet ADD COLUMN reason INTEGER;"
    "ALTER TABLE sheet ADD COLUMN number INTEGER NOT NULL DEFAULT 0;"
    "UPDATE sheet SET number = place FROM"
    "  (SELECT serial AS older, row_number() OVER (ORDER BY serial) AS place FROM sheet)"
    "  WHERE serial = older;"
    "CREATE UNIQUE INDEX sheet_number ON sheet (number);"
    "CREATE INDEX sheet_slip ON sheet (state, since) WHERE slip <> '';"};

constexpr SqliteForm kForm{.application = 0x47434b53,  // "GCKS"
                           .schema = 3,
                           .create = kCreate,
                           .moves = kMoves};

constexpr const char* kColumns =
    "SELECT serial, state, job_id, job_uuid, delivered, jammed, replaced_by, since, slip FROM "
    "sheet ";

StoreTrouble trouble(SqliteTrouble kind) {
  return kind == SqliteTrouble::full ? StoreTrouble::full : StoreTrouble::broken;
}
StoreTrouble trouble(int code) { return trouble(sqlite_trouble(code)); }

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

std::int64_t number_of(visit::Moment moment) { return moment.time_since_epoch().count(); }

// The day in Shanghai as days since 1970: the day that the serial names.
std::int64_t day_number(visit::Date date) {
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace

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

SqliteStore::SqliteStore(std::chrono::milliseconds keep_slips, SqliteConnection connection)
    : keep_slips_(keep_slips), connection_(std::move(connection)) {}
SqliteStore::~SqliteStore() = default;

tl::expected<std::unique_ptr<SqliteStore>, StoreTrouble> SqliteStore::open(
    const std::filesystem::path& file, std::chrono::milliseconds keep_slips) {
  auto connection = SqliteConnection::open(file, kForm);
  if (!connection) return unexpected(trouble(connection.error()));
  return std::unique_ptr<SqliteStore>{new SqliteStore(keep_slips, std::move(*connection))};
}

tl::expected<sqlite3*, StoreTrouble> SqliteStore::ready() {
  return connection_.ready().map_error([](SqliteTrouble kind) { return trouble(kind); });
}

tl::expected<void, StoreTrouble> SqliteStore::transact(const std::function<int(sqlite3*)>& steps) {
  return connection_.transact(steps).map_error([](SqliteTrouble kind) {
    // Only write() gives up: the sheet is no more what it was.
    return kind == SqliteTrouble::given_up ? StoreTrouble::moved : trouble(kind);
  });
}

tl::expected<PrintRecord, StoreTrouble> SqliteStore::reserve(std::string_view machine,
                                                             std::string_view slip,
                                                             visit::Moment now) {
  const std::lock_guard lock{mutex_};
  const visit::Date date = visit::wall_time(now).date;
  PrintRecord fresh;
  fresh.slip = slip;
  fresh.since = now;
  const auto done = transact([&](sqlite3* database) {
    Statement next{database,
                   "INSERT INTO serial_day VALUES (?, ?, 1)"
                   " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"};
    const int counted = next.bind(machine).bind(day_number(date)).step();
    if (counted != SQLITE_ROW) return counted;
    const std::int64_t number = next.number();
    if (number > visit::kSheetsADay) return SQLITE_FULL;
    if (const int ended = next.step(); ended != SQLITE_DONE) return ended;

    fresh.serial = visit::serial(machine, date, static_cast<int>(number));
    Statement insert{
        database,
        "INSERT INTO sheet (serial, state, job_id, job_uuid, delivered, jammed,"
        " replaced_by, since, slip, number)"
        " SELECT ?, 0, 0, '', 0, 0, '', ?, ?, coalesce(max(number), 0) + 1 FROM sheet"};
    const int inserted = insert.bind(fresh.serial).bind(number_of(now)).bind(slip).step();
    if (inserted != SQLITE_DONE) return inserted;

    Statement forget{database,
                     "UPDATE sheet SET slip = '' WHERE state = ? AND slip <> '' AND since < ?"};
    return forget.bind(static_cast<std::int64_t>(SheetState::printed))
        .bind(number_of(now - keep_slips_))
        .step();
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
  const auto done = transact([&](sqlite3* database) {
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
    if (updated != SQLITE_DONE) return updated;
    return sqlite3_changes(database) == 1 ? SQLITE_OK : SQLITE_ABORT;
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
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database, std::string{kColumns} + "WHERE serial = ?"};
  const int found = select.bind(serial).step();
  if (found == SQLITE_DONE) return std::optional<PrintRecord>{};
  if (found != SQLITE_ROW) return unexpected(trouble(found));
  return std::optional<PrintRecord>{record(select)};
}

tl::expected<std::vector<PrintRecord>, StoreTrouble> SqliteStore::all_in(
    const std::vector<SheetState>& states) {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  std::string marks;
  for (std::size_t i = 0; i < states.size(); ++i) marks += i == 0 ? "?" : ", ?";
  Statement select{*database,
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
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database, "SELECT state, reason FROM sheet WHERE serial = ?"};
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
  const auto database = ready();
  if (!database) return std::nullopt;
  Statement select{*database,
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
  (void)transact([&](sqlite3* database) {
    Statement update{
        database, "UPDATE sheet SET slip = '' WHERE state IN (7, 8) AND slip <> '' AND slip = ?"};
    return update.bind(slip).step();
  });
}

// ---- For staff

tl::expected<std::vector<visit::SheetNote>, StoreTrouble> SqliteStore::sheets_of(visit::Date day) {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  // A range of the key for each machine whose serials are in this store.
  Statement select{*database,
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
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database, "SELECT coalesce(max(number), 0) FROM sheet"};
  if (const int found = select.step(); found != SQLITE_ROW) return unexpected(trouble(found));
  return select.number();
}

tl::expected<SheetTally, StoreTrouble> SqliteStore::tally(std::int64_t after, std::int64_t until) {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{
      *database,
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
