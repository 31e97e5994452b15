// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/sql_store.h"

#include <atomic>

#include "devices/sandbox/service/records/audit_chain.h"
#include "devices/sandbox/service/records/postgresql.h"
#include "devices/sandbox/service/records/record_rows.h"
#include "devices/sandbox/service/records/resident_rows.h"
#include "devices/sandbox/service/records/schema.h"
#include "devices/sandbox/service/records/sqlite.h"

namespace service {
namespace {

constexpr int kTries = 5;
// How often used nonces whose time is over are thrown away.
constexpr std::chrono::seconds kNonceRound{60};

std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }
Instant instant(std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; }

AuditRow read_audit(const Rows& row) {
  return {instant(row.number(1)), row.bytes(2), row.bytes(3),  row.bytes(4), row.bytes(5),
          row.bytes(6),           row.bytes(7), row.number(0), row.bytes(8)};
}

std::optional<Revocation> read_revocation(Session& session, const std::string& id) {
  const auto rows =
      session.query("SELECT seq, reason, at FROM revocations WHERE id = $1", {text(id)});
  if (!rows->next()) return std::nullopt;
  return Revocation{rows->number(0), id, rows->bytes(1), instant(rows->number(2))};
}

class SqlStore final : public Store {
 public:
  explicit SqlStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  [[nodiscard]] bool is_shared() const override { return database_->is_shared(); }

  Result<std::optional<Resident>> find(const PersonRef& ref) override {
    return read([&](Session& session) { return find_resident(session, ref); });
  }

  Result<void> put(std::span<const Resident> residents) override {
    return write([&](Session& session) { put_residents(session, residents); });
  }

  Result<void> put_areas(std::span<const Area> areas) override {
    return write([&](Session& session) {
      for (const Area& area : areas) {
        session.run(
            "INSERT INTO areas(code, zh, en) VALUES($1, $2, $3) "
            "ON CONFLICT(code) DO UPDATE SET zh = excluded.zh, en = excluded.en",
            {text(area.code), text(area.name.zh), text(area.name.en)});
      }
    });
  }

  Result<std::vector<Area>> areas() override {
    return read([&](Session& session) {
      std::vector<Area> list;
      const auto rows = session.query("SELECT code, zh, en FROM areas ORDER BY code");
      while (rows->next()) list.push_back({rows->bytes(0), {rows->bytes(1), rows->bytes(2)}});
      return list;
    });
  }

  Result<bool> change(const PersonRef& ref, const std::function<void(Resident&)>& change) override {
    return write([&](Session& session) {
      auto resident = find_resident_to_change(session, ref);
      if (!resident) return false;
      change(*resident);
      resident->ref = ref;
      put_residents(session, {&*resident, 1});
      return true;
    });
  }

  Result<std::vector<Resident>> due(Instant now, const std::string& policy,
                                    std::size_t most) override {
    return read([&](Session& session) { return find_due(session, now, policy, most); });
  }

  Result<std::int64_t> count_residents() override {
    return read([&](Session& session) {
      const auto rows = session.query("SELECT count(*) FROM residents");
      return rows->next() ? rows->number(0) : throw DatabaseError{};
    });
  }

  Result<void> clear() override {
    return with(Use::write, [&](Session& session) {
      for (const std::string& statements : database_->dialect().clear) session.execute(statements);
    });
  }

  Result<std::optional<KeptReply>> recall(const std::string& device,
                                          const std::string& key) override {
    return read([&](Session& session) { return find_reply(session, device, key); });
  }

  Result<void> issue(const CertificateRow& certificate, const KeptReply& reply) override {
    return write([&](Session& session) {
      session.run("INSERT INTO certificates(id, ref, issued, expires) VALUES($1, $2, $3, $4)",
                  {text(certificate.id), blob(bytes_of(certificate.ref)),
                   number(ms(certificate.issued)), number(ms(certificate.expires))});
      write_reply(session, reply);
    });
  }

  Result<void> forget_replies_before(Instant at) override {
    return write([&](Session& session) {
      session.run("DELETE FROM replies WHERE at < $1", {number(ms(at))});
    });
  }

  Result<std::int64_t> add(const Record& record, const KeptReply* reply,
                           const Quota& quota) override {
    return write([&](Session& session) {
      session.lock(Lock::records);
      const std::int64_t seq = add_record(session, record, quota);
      if (reply) write_reply(session, *reply);
      return seq;
    });
  }

  Result<std::optional<Record>> record(const std::string& kind, const std::string& id) override {
    return read([&](Session& session) { return find_record(session, kind, id); });
  }

  Result<std::vector<Record>> records_of(const std::string& kind, const PersonRef& ref) override {
    return read([&](Session& session) { return find_records_of(session, kind, ref); });
  }

  Result<std::vector<Record>> records_for(const std::string& kind,
                                          const PersonRef& other) override {
    return read([&](Session& session) { return find_records_for(session, kind, other); });
  }

  Result<std::vector<Record>> records_in(const std::string& kind, const std::string& state,
                                         std::int64_t seq, std::size_t most) override {
    return read([&](Session& session) { return find_records_in(session, kind, state, seq, most); });
  }

  Result<bool> move(const Record& record, const std::string& from,
                    const KeptReply* reply) override {
    return write([&](Session& session) {
      if (!move_record(session, record, from)) return false;
      if (reply) write_reply(session, *reply);
      return true;
    });
  }

  Result<std::int64_t> forget_records(const std::string& kind, const std::string& state,
                                      Instant before) override {
    return write(
        [&](Session& session) { return service::forget_records(session, kind, state, before); });
  }

  Result<std::int64_t> append_audit(std::span<const AuditRow> rows) override {
    return write([&](Session& session) {
      session.lock(Lock::audit);
      AuditRow last;
      if (const auto head = session.query(
              "SELECT seq, at, device, action, who, result, policy, request_id, chain "
              "FROM audit ORDER BY seq DESC LIMIT 1");
          head->next()) {
        last = read_audit(*head);
      }
      for (const AuditRow& given : rows) {
        AuditRow row = given;
        row.seq = last.seq + 1;
        row.chain = chained(last.chain, row);
        session.run(
            "INSERT INTO audit(seq, at, device, action, who, result, policy, request_id, chain) "
            "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            {number(row.seq), number(ms(row.at)), text(row.device), text(row.action), blob(row.who),
             text(row.result), text(row.policy), text(row.request_id), blob(row.chain)});
        last = std::move(row);
      }
      return last.seq;
    });
  }

  Result<void> forget_audit_through(std::int64_t seq) override {
    return write([&](Session& session) {
      // The last row is the head to which the next one is tied.
      session.run("DELETE FROM audit WHERE seq <= $1 AND seq < (SELECT max(seq) FROM audit)",
                  {number(seq)});
    });
  }

  Result<std::vector<AuditRow>> audit_after(std::int64_t seq, std::size_t most) override {
    return read([&](Session& session) {
      std::vector<AuditRow> list;
      const auto rows = session.query(
          "SELECT seq, at, device, action, who, result, policy, request_id, chain "
          "FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2",
          {number(seq), number(static_cast<std::int64_t>(most))});
      while (rows->next()) list.push_back(read_audit(*rows));
      return list;
    });
  }

  Result<bool> use_nonce(const std::string& device, const std::string& nonce, Instant until,
                         Instant now) override {
    return with(Use::fleeting, [&](Session& session) {
      forget_nonces(session, now);
      return session.run(database_->dialect().use_nonce,
                         {text(device), text(nonce), number(ms(until)), number(ms(now))}) == 1;
    });
  }

  Result<std::optional<Revocation>> revoke(const std::string& id, const std::string& reason,
                                           Instant at) override {
    return write([&](Session& session) {
      session.lock(Lock::revocations);
      auto found = read_revocation(session, id);
      if (!found) {
        // An id that was never issued is not written down.
        session.run(
            "INSERT INTO revocations(id, reason, at) "
            "SELECT id, $1, $2 FROM certificates WHERE id = $3",
            {text(reason), number(ms(at)), text(id)});
        found = read_revocation(session, id);
      }
      return found;
    });
  }

  Result<std::vector<Revocation>> revocations_after(std::int64_t seq, std::size_t most) override {
    return read([&](Session& session) {
      std::vector<Revocation> list;
      const auto rows = session.query(
          "SELECT seq, id, reason, at FROM revocations WHERE seq > $1 ORDER BY seq LIMIT $2",
          {number(seq), number(static_cast<std::int64_t>(most))});
      while (rows->next()) {
        list.push_back({rows->number(0), rows->bytes(1), rows->bytes(2), instant(rows->number(3))});
      }
      return list;
    });
  }

 private:
  template <typename Work>
  using Outcome = Result<std::invoke_result_t<Work, Session&>>;

  template <typename Work>
  Outcome<Work> read(const Work& work) {
    return with(Use::read, work);
  }

  // All or nothing.
  template <typename Work>
  Outcome<Work> write(const Work& work) {
    return with(Use::write, [&](Session& session) {
      Transaction transaction(session);
      if constexpr (std::is_void_v<std::invoke_result_t<Work, Session&>>) {
        work(session);
        transaction.commit();
      } else {
        auto result = work(session);
        transaction.commit();
        return result;
      }
    });
  }

  // The door at which what the engine throws becomes a value. Where nothing was written, the work
  // is done again.
  template <typename Work>
  Outcome<Work> with(Use use, const Work& work) {
    try {
      const auto session = database_->lease(use);
      for (int tries = 1;; ++tries) {
        try {
          if constexpr (std::is_void_v<std::invoke_result_t<Work, Session&>>) {
            work(*session);
            return {};
          } else {
            return work(*session);
          }
        } catch (const DatabaseError& error) {
          const bool again = error.kind == DatabaseError::Kind::conflict ||
                             (error.kind == DatabaseError::Kind::lost && use != Use::fleeting);
          if (!again || tries == kTries) throw;
        }
      }
    } catch (const DatabaseError& error) {
      return tl::unexpected(error.kind == DatabaseError::Kind::duplicate
                                ? StoreTrouble::duplicate
                                : StoreTrouble::unavailable);
    } catch (const StoreTrouble trouble) {
      return tl::unexpected(trouble);
    } catch (const Malformed&) {
      return tl::unexpected(StoreTrouble::damaged);
    }
  }

  void forget_nonces(Session& session, Instant now) {
    const std::int64_t second = epoch_seconds(now);
    std::int64_t last = nonces_forgotten_;
    // A practice clock may also have gone back.
    if (second >= last && second < last + kNonceRound.count()) return;
    if (!nonces_forgotten_.compare_exchange_strong(last, second)) return;
    session.run("DELETE FROM nonces WHERE until < $1", {number(ms(now))});
  }

  std::unique_ptr<Database> database_;
  std::atomic<std::int64_t> nonces_forgotten_ = 0;  // epoch seconds
};

}  // namespace

tl::expected<std::unique_ptr<Store>, std::string> open_store(const std::string& place) {
  const bool is_address = place.starts_with("postgresql://");
  // An address may hold a password.
  const std::string name = is_address ? "the store" : "the store " + place;
  try {
    std::unique_ptr<Database> database;
    if (is_address) {
      auto opened = open_postgresql(place);
      if (!opened) return tl::unexpected(std::move(opened.error()));
      database = std::move(*opened);
    } else {
      database = open_sqlite(place);
    }
    if (!prepare_schema(*database)) return tl::unexpected(name + " was made by another version");
    return std::make_unique<SqlStore>(std::move(database));
  } catch (const DatabaseError&) {
    return tl::unexpected(name + " cannot be opened");
  }
}

}  // namespace service
