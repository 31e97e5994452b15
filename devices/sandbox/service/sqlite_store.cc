// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/sqlite_store.h"

#include <fmt/format.h>

#include <array>
#include <mutex>

#include "devices/sandbox/service/sqlite.h"

namespace service {
namespace {

// Rows of one person lie side by side: a query is one descent of the tree, whatever the number of
// residents.
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS residents(
  ref BLOB PRIMARY KEY, sealed_name BLOB NOT NULL, disabled INTEGER NOT NULL,
  delayed INTEGER NOT NULL, push TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts(
  ref BLOB NOT NULL, kind INTEGER NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY(ref, kind, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS areas(
  code TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificates(
  id TEXT PRIMARY KEY, ref BLOB NOT NULL, issued INTEGER NOT NULL, expires INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revocations(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, reason TEXT NOT NULL,
  at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS replies(
  device TEXT NOT NULL, key TEXT NOT NULL, request BLOB NOT NULL, status INTEGER NOT NULL,
  sealed_body BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(device, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS replies_at ON replies(at);
)";

enum Kind : std::int64_t { kEvent = 1, kVisit, kNat, kAntibody, kVaccination };

constexpr const char* kSettings = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
)";

std::string_view text_of(const PersonRef& ref) {
  return {reinterpret_cast<const char*>(ref.data()), ref.size()};
}

struct Connection {
  explicit Connection(const std::string& path) : database(path) {}
  std::mutex lock;
  Sqlite database;
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(const std::string& path) : writer_(path), reader_(path) {
    writer_.database.execute(kSettings);
    writer_.database.execute(kSchema);
    reader_.database.execute(kSettings);
  }

  Result<std::optional<Resident>> find(const PersonRef& ref) override {
    return with(reader_, [&](Sqlite& database) { return read_resident(database, ref); });
  }

  Result<void> put(std::span<const Resident> residents) override {
    return with(writer_, [&](Sqlite& database) {
      Transaction transaction(database);
      for (const Resident& resident : residents) write_resident(database, resident);
      transaction.commit();
    });
  }

  Result<void> put_areas(std::span<const Area> areas) override {
    return with(writer_, [&](Sqlite& database) {
      Transaction transaction(database);
      for (const Area& area : areas) {
        database.prepare("INSERT OR REPLACE INTO areas(code, zh, en) VALUES(?, ?, ?)")
            .bind_text(1, area.code)
            .bind_text(2, area.name.zh)
            .bind_text(3, area.name.en)
            .run();
      }
      transaction.commit();
    });
  }

  Result<std::vector<Area>> areas() override {
    return with(reader_, [&](Sqlite& database) {
      std::vector<Area> list;
      auto rows = database.prepare("SELECT code, zh, en FROM areas ORDER BY code");
      while (rows.step()) list.push_back({rows.bytes(0), {rows.bytes(1), rows.bytes(2)}});
      return list;
    });
  }

  Result<void> clear() override {
    return with(writer_, [&](Sqlite& database) {
      Transaction transaction(database);
      database.execute(
          "DELETE FROM residents; DELETE FROM facts; DELETE FROM areas; DELETE FROM certificates;"
          "DELETE FROM revocations; DELETE FROM replies;");
      transaction.commit();
      // Deleted rows stay readable in the log until it is emptied.
      database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    });
  }

  Result<std::optional<KeptReply>> recall(const std::string& device,
                                          const std::string& key) override {
    return with(reader_, [&](Sqlite& database) -> std::optional<KeptReply> {
      auto row = database.prepare(
          "SELECT request, status, sealed_body, at FROM replies WHERE device = ? AND key = ?");
      row.bind_text(1, device).bind_text(2, key);
      if (!row.step()) return std::nullopt;
      return KeptReply{device,       key,
                       row.bytes(0), static_cast<int>(row.integer(1)),
                       row.bytes(2), from_epoch_seconds(row.integer(3))};
    });
  }

  Result<void> issue(const CertificateRow& certificate, const KeptReply& reply) override {
    return with(writer_, [&](Sqlite& database) {
      Transaction transaction(database);
      database.prepare("INSERT INTO certificates(id, ref, issued, expires) VALUES(?, ?, ?, ?)")
          .bind_text(1, certificate.id)
          .bind_blob(2, text_of(certificate.ref))
          .bind(3, epoch_seconds(certificate.issued))
          .bind(4, epoch_seconds(certificate.expires))
          .run();
      write_reply(database, reply);
      transaction.commit();
    });
  }

  Result<void> forget_replies_before(Instant at) override {
    return with(writer_, [&](Sqlite& database) {
      database.prepare("DELETE FROM replies WHERE at < ?").bind(1, epoch_seconds(at)).run();
    });
  }

  Result<std::optional<Revocation>> revoke(const std::string& id, const std::string& reason,
                                           Instant at) override {
    return with(writer_, [&](Sqlite& database) -> std::optional<Revocation> {
      Transaction transaction(database);
      auto found = read_revocation(database, id);
      if (!found) {
        // An id that was never issued is not written down.
        database
            .prepare(
                "INSERT INTO revocations(id, reason, at) "
                "SELECT id, ?, ? FROM certificates WHERE id = ?")
            .bind_text(1, reason)
            .bind(2, epoch_seconds(at))
            .bind_text(3, id)
            .run();
        found = read_revocation(database, id);
      }
      transaction.commit();
      return found;
    });
  }

  Result<std::vector<Revocation>> revocations_after(std::int64_t seq, std::size_t most) override {
    return with(reader_, [&](Sqlite& database) {
      std::vector<Revocation> list;
      auto rows = database.prepare(
          "SELECT seq, id, reason, at FROM revocations WHERE seq > ? ORDER BY seq LIMIT ?");
      rows.bind(1, seq).bind(2, static_cast<std::int64_t>(most));
      while (rows.step()) {
        list.push_back(
            {rows.integer(0), rows.bytes(1), rows.bytes(2), from_epoch_seconds(rows.integer(3))});
      }
      return list;
    });
  }

 private:
  // Runs work on a connection, and turns what it throws into a value.
  template <typename Work>
  static auto with(Connection& connection, Work work)
      -> Result<decltype(work(connection.database))> {
    const std::lock_guard held(connection.lock);
    try {
      if constexpr (std::is_void_v<decltype(work(connection.database))>) {
        work(connection.database);
        return {};
      } else {
        return work(connection.database);
      }
    } catch (const SqliteError& error) {
      const bool taken =
          error.code == SQLITE_CONSTRAINT_PRIMARYKEY || error.code == SQLITE_CONSTRAINT_UNIQUE;
      return tl::unexpected(taken ? StoreTrouble::duplicate : StoreTrouble::unavailable);
    } catch (const Malformed&) {
      return tl::unexpected(StoreTrouble::damaged);
    }
  }

  static std::optional<Resident> read_resident(Sqlite& database, const PersonRef& ref) {
    Resident resident;
    resident.ref = ref;
    {
      auto row = database.prepare(
          "SELECT sealed_name, disabled, delayed, push FROM residents WHERE ref = ?");
      row.bind_blob(1, text_of(ref));
      if (!row.step()) return std::nullopt;
      resident.sealed_name = row.bytes(0);
      resident.disabled = row.integer(1) != 0;
      resident.facts.data_delayed = row.integer(2) != 0;
      resident.facts.national_push = row.bytes(3);
    }
    auto rows = database.prepare("SELECT kind, body FROM facts WHERE ref = ? ORDER BY kind, n");
    rows.bind_blob(1, text_of(ref));
    while (rows.step()) read_fact(rows.integer(0), rows.bytes(1), resident.facts);
    return resident;
  }

  static void read_fact(std::int64_t kind, const std::string& body, Facts& facts) {
    const auto json = parse_json(body);
    if (!json) throw json.error();
    const JsonView in(*json, "");
    switch (kind) {
      case kEvent:
        facts.events.push_back(read_event(in));
        return;
      case kVisit:
        facts.visits.push_back(read_visit(in));
        return;
      case kNat:
        facts.nat.push_back(read_nat(in));
        return;
      case kAntibody:
        facts.antibody.push_back(read_antibody(in));
        return;
      case kVaccination:
        facts.vaccination.push_back(read_vaccination(in));
        return;
      default:
        in.fail("is of no kind that is known");
    }
  }

  static void write_resident(Sqlite& database, const Resident& resident) {
    database
        .prepare(
            "INSERT OR REPLACE INTO residents(ref, sealed_name, disabled, delayed, push) "
            "VALUES(?, ?, ?, ?, ?)")
        .bind_blob(1, text_of(resident.ref))
        .bind_blob(2, resident.sealed_name)
        .bind(3, resident.disabled ? 1 : 0)
        .bind(4, resident.facts.data_delayed ? 1 : 0)
        .bind_text(5, resident.facts.national_push)
        .run();
    database.prepare("DELETE FROM facts WHERE ref = ?").bind_blob(1, text_of(resident.ref)).run();
    const auto each = [&](Kind kind, const auto& list) {
      std::int64_t n = 0;
      for (const auto& fact : list) {
        database.prepare("INSERT INTO facts(ref, kind, n, body) VALUES(?, ?, ?, ?)")
            .bind_blob(1, text_of(resident.ref))
            .bind(2, kind)
            .bind(3, n++)
            .bind_text(4, write(fact).dump())
            .run();
      }
    };
    each(kEvent, resident.facts.events);
    each(kVisit, resident.facts.visits);
    each(kNat, resident.facts.nat);
    each(kAntibody, resident.facts.antibody);
    each(kVaccination, resident.facts.vaccination);
  }

  static std::optional<Revocation> read_revocation(Sqlite& database, const std::string& id) {
    auto row = database.prepare("SELECT seq, reason, at FROM revocations WHERE id = ?");
    row.bind_text(1, id);
    if (!row.step()) return std::nullopt;
    return Revocation{row.integer(0), id, row.bytes(1), from_epoch_seconds(row.integer(2))};
  }

  static void write_reply(Sqlite& database, const KeptReply& reply) {
    database
        .prepare(
            "INSERT INTO replies(device, key, request, status, sealed_body, at) "
            "VALUES(?, ?, ?, ?, ?, ?)")
        .bind_text(1, reply.device)
        .bind_text(2, reply.key)
        .bind_blob(3, reply.request)
        .bind(4, reply.status)
        .bind_blob(5, reply.sealed_body)
        .bind(6, epoch_seconds(reply.at))
        .run();
  }

  Connection writer_;
  Connection reader_;
};

}  // namespace

tl::expected<std::unique_ptr<Store>, std::string> open_sqlite_store(const std::string& path) {
  try {
    return std::make_unique<SqliteStore>(path);
  } catch (const SqliteError& error) {
    return tl::unexpected(
        fmt::format("the store {} cannot be opened: {}", path, sqlite3_errstr(error.code)));
  }
}

}  // namespace service
