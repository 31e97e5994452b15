// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/outbox.h"

#include <openssl/rand.h>

#include <array>
#include <cassert>
#include <utility>

#include "devices/sqlite_statement.h"

namespace devices {

using tl::unexpected;

namespace {

constexpr std::int64_t kWaiting = 0;

// What the log of a transaction still holds goes with it, as far as the file is concerned.
constexpr const char* kEmptyLog = "PRAGMA wal_checkpoint(TRUNCATE)";

constexpr SqliteForm kForm{
    .application = 0x47434f42,  // "GCOB"
    .schema = 1,
    // AUTOINCREMENT: an order is never given out twice.
    .create =
        "CREATE TABLE entry (place INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  identifier TEXT NOT NULL UNIQUE, since INTEGER NOT NULL,"
        "  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), sealed BLOB NOT NULL) STRICT;"
        // Something sealed, whatever is delivered: it tells another key.
        "CREATE TABLE seal (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL)"
        "  STRICT;",
    .owners_alone = true};

OutboxTrouble trouble(SqliteTrouble kind) {
  switch (kind) {
    case SqliteTrouble::full:
      return OutboxTrouble::full;
    case SqliteTrouble::damaged:
    case SqliteTrouble::foreign:
      return OutboxTrouble::damaged;
    case SqliteTrouble::given_up:
    case SqliteTrouble::unreachable:
      break;
  }
  return OutboxTrouble::unreachable;
}
OutboxTrouble trouble(int code) { return trouble(sqlite_trouble(code)); }

std::int64_t number_of(visit::Moment moment) { return moment.time_since_epoch().count(); }
visit::Moment moment_of(std::int64_t number) {
  return visit::Moment{std::chrono::milliseconds{number}};
}

// Waiting is 0, aside its reason's number from 1 on.
std::int64_t state_of(AsideReason reason) { return static_cast<std::int64_t>(reason) + 1; }
std::optional<AsideReason> aside_of(std::int64_t state) {
  if (state == kWaiting) return std::nullopt;
  return static_cast<AsideReason>(state - 1);
}

// Rows cannot be exchanged, nor their age changed.
std::string place_of(std::string_view identifier, visit::Moment since) {
  return "entry|1|" + std::string(identifier) + "|" + std::to_string(number_of(since));
}
constexpr std::string_view kSealPlace = "seal|1";

bool is_identifier(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace

Outbox::Outbox(OutboxSeal seal, SqliteConnection connection)
    : seal_(std::move(seal)), connection_(std::move(connection)) {}
Outbox::~Outbox() = default;

tl::expected<std::unique_ptr<Outbox>, OutboxTrouble> Outbox::open(
    const std::filesystem::path& file, const std::filesystem::path& key_file) {
  auto connection = SqliteConnection::open(file, kForm);
  if (!connection) return unexpected(trouble(connection.error()));
  auto seal = unlock(connection->database(), key_file);
  if (!seal) return unexpected(seal.error());
  // What an earlier run could not take out of the log.
  static_cast<void>(connection->run(kEmptyLog));
  return std::unique_ptr<Outbox>{new Outbox(std::move(*seal), std::move(*connection))};
}

tl::expected<OutboxSeal, OutboxTrouble> Outbox::unlock(sqlite3* database,
                                                       const std::filesystem::path& key_file) {
  Statement select{database, "SELECT sealed FROM seal"};
  const int found = select.step();
  if (found != SQLITE_ROW && found != SQLITE_DONE) return unexpected(trouble(found));
  if (found == SQLITE_ROW) {
    auto seal = OutboxSeal::read(key_file);
    if (!seal || !seal->open(select.bytes(), kSealPlace)) return unexpected(OutboxTrouble::locked);
    return std::move(*seal);
  }
  std::error_code error;
  const bool there = std::filesystem::exists(key_file, error);
  if (error) return unexpected(OutboxTrouble::locked);
  if (!there && !OutboxSeal::make(key_file)) return unexpected(OutboxTrouble::unreachable);
  auto seal = OutboxSeal::read(key_file);
  if (!seal) return unexpected(OutboxTrouble::locked);
  Statement insert{database, "INSERT INTO seal VALUES (1, ?)"};
  const int inserted = insert.bind_bytes(seal->close(kSealPlace, kSealPlace)).step();
  if (inserted != SQLITE_DONE) return unexpected(trouble(inserted));
  return std::move(*seal);
}

tl::expected<sqlite3*, OutboxTrouble> Outbox::ready() {
  return connection_.ready().map_error([](SqliteTrouble kind) { return trouble(kind); });
}

tl::expected<void, OutboxTrouble> Outbox::transact(const std::function<int(sqlite3*)>& steps) {
  return connection_.transact(steps).map_error([](SqliteTrouble kind) { return trouble(kind); });
}

std::string Outbox::fresh_identifier() {
  std::array<unsigned char, 16> bytes{};
  const int drawn = RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  assert(drawn == 1);
  static_cast<void>(drawn);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);  // version 4: random
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);  // the variant of RFC 4122
  constexpr std::string_view kFigures = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kFigures[bytes[i] >> 4];
    text += kFigures[bytes[i] & 15];
  }
  return text;
}

tl::expected<void, OutboxTrouble> Outbox::add(std::string_view identifier,
                                              const visit::Secret& document, visit::Moment now) {
  assert(is_identifier(identifier));
  if (document.reveal().size() > kMostBytes) return unexpected(OutboxTrouble::too_long);
  const std::string sealed = seal_.close(document.reveal(), place_of(identifier, now));
  const std::lock_guard lock{mutex_};
  const auto done = transact([&](sqlite3* database) {
    Statement entries{database, "SELECT count(*) FROM entry"};
    if (const int counted = entries.step(); counted != SQLITE_ROW) return counted;
    if (entries.number() >= kMostEntries) return SQLITE_FULL;
    Statement insert{database,
                     "INSERT INTO entry (identifier, since, state, sealed) VALUES (?, ?, 0, ?)"
                     " ON CONFLICT (identifier) DO NOTHING"};
    return insert.bind(identifier).bind(number_of(now)).bind_bytes(sealed).step();
  });
  if (done) return done;
  const auto there = state_of(identifier);
  if (there && *there) return {};
  return done;
}

tl::expected<std::optional<OutboxEntry>, OutboxTrouble> Outbox::oldest() {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database,
                   "SELECT identifier, since, sealed FROM entry WHERE state = 0"
                   " ORDER BY place LIMIT 1"};
  const int found = select.step();
  if (found == SQLITE_DONE) return std::optional<OutboxEntry>{};
  if (found != SQLITE_ROW) return unexpected(trouble(found));
  OutboxEntry entry;
  entry.identifier = select.text();
  entry.since = moment_of(select.number());
  entry.document = seal_.open(select.bytes(), place_of(entry.identifier, entry.since));
  return std::optional<OutboxEntry>{std::move(entry)};
}

tl::expected<void, OutboxTrouble> Outbox::erase(std::string_view identifier) {
  const std::lock_guard lock{mutex_};
  const auto done = transact([&](sqlite3* database) {
    Statement remove{database, "DELETE FROM entry WHERE identifier = ?"};
    return remove.bind(identifier).step();
  });
  if (!done) {
    const auto there = state_of(identifier);
    if (!there || *there) return done;
  }
  // Deleted it is; while another process reads, its cipher stays in the log until the next time.
  static_cast<void>(connection_.run(kEmptyLog));
  return {};
}

tl::expected<void, OutboxTrouble> Outbox::set_aside(std::string_view identifier,
                                                    AsideReason reason) {
  return move(identifier, devices::state_of(reason));
}

tl::expected<void, OutboxTrouble> Outbox::put_back(std::string_view identifier) {
  return move(identifier, kWaiting);
}

tl::expected<void, OutboxTrouble> Outbox::move(std::string_view identifier, std::int64_t state) {
  const std::lock_guard lock{mutex_};
  const auto done = transact([&](sqlite3* database) {
    Statement update{database, "UPDATE entry SET state = ? WHERE identifier = ?"};
    return update.bind(state).bind(identifier).step();
  });
  if (done) return done;
  const auto there = state_of(identifier);
  if (there && *there == state) return {};
  return done;
}

tl::expected<std::optional<std::int64_t>, OutboxTrouble> Outbox::state_of(
    std::string_view identifier) {
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database, "SELECT state FROM entry WHERE identifier = ?"};
  const int found = select.bind(identifier).step();
  if (found == SQLITE_DONE) return std::optional<std::int64_t>{};
  if (found != SQLITE_ROW) return unexpected(trouble(found));
  return std::optional{select.number()};
}

tl::expected<OutboxCount, OutboxTrouble> Outbox::count() {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database,
                   "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state > 0),"
                   " min(since) FROM entry"};
  if (const int found = select.step(); found != SQLITE_ROW) return unexpected(trouble(found));
  OutboxCount count;
  count.waiting = static_cast<int>(select.number());
  count.aside = static_cast<int>(select.number());
  if (const auto oldest = select.number_or_null()) count.oldest = moment_of(*oldest);
  return count;
}

tl::expected<std::vector<OutboxNote>, OutboxTrouble> Outbox::notes() {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database, "SELECT identifier, since, state FROM entry ORDER BY place"};
  std::vector<OutboxNote> notes;
  for (;;) {
    const int found = select.step();
    if (found == SQLITE_DONE) return notes;
    if (found != SQLITE_ROW) return unexpected(trouble(found));
    OutboxNote note;
    note.identifier = select.text();
    note.since = moment_of(select.number());
    note.aside = aside_of(select.number());
    notes.push_back(std::move(note));
  }
}

tl::expected<std::optional<visit::Secret>, OutboxTrouble> Outbox::document(
    std::string_view identifier) {
  const std::lock_guard lock{mutex_};
  const auto database = ready();
  if (!database) return unexpected(database.error());
  Statement select{*database, "SELECT since, sealed FROM entry WHERE identifier = ?"};
  const int found = select.bind(identifier).step();
  if (found == SQLITE_DONE) return std::optional<visit::Secret>{};
  if (found != SQLITE_ROW) return unexpected(trouble(found));
  const visit::Moment since = moment_of(select.number());
  return seal_.open(select.bytes(), place_of(identifier, since));
}

}  // namespace devices
