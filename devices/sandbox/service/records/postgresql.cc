// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/postgresql.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <optional>
#include <unordered_map>

#include "devices/sandbox/service/records/session_pool.h"

namespace service {
namespace {

constexpr int kSessions = 8;
// From so many rows on COPY is faster than one statement a row.
constexpr std::size_t kManyRows = 64;
constexpr std::size_t kCopyPiece = 1 << 18;
// The namespace of our advisory locks; their numbers follow.
constexpr std::int64_t kLocks = 0x4743'0000;

// Every query of ours has its index; a young table must not tempt the planner to read it all.
constexpr const char* kSettings = R"(
SET client_encoding = 'UTF8';
SET client_min_messages = error;
SET default_transaction_isolation = 'read committed';
SET statement_timeout = '30s';
SET enable_seqscan = off;
SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') = 'off';
)";

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Outcome = std::unique_ptr<PGresult, Clear>;

Connection connect(const std::string& address) {
  // What the address says comes last and counts.
  constexpr std::array<const char*, 5> kNames{"connect_timeout", "keepalives_idle",
                                              "application_name", "dbname", nullptr};
  const std::array<const char*, 5> values{"5", "30", "health-code-service", address.c_str(),
                                          nullptr};
  Connection connection(PQconnectdbParams(kNames.data(), values.data(), 1));
  if (connection) {
    // What the server remarks may quote a row; it is told nowhere.
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
  }
  return connection;
}

DatabaseError::Kind kind_of(const PGresult* result, const PGconn* connection) {
  const char* field = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string_view state = field ? field : "";
  if (state == "23505") return DatabaseError::Kind::duplicate;
  if (state == "40001" || state == "40P01") return DatabaseError::Kind::conflict;
  if (state.starts_with("57P")) return DatabaseError::Kind::lost;  // the server ends or begins
  return PQstatus(connection) == CONNECTION_OK ? DatabaseError::Kind::unavailable
                                               : DatabaseError::Kind::lost;
}

void append(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xFF);
  }
}

class PostgresqlRows final : public Rows {
 public:
  explicit PostgresqlRows(Outcome result)
      : result_(std::move(result)), count_(PQntuples(result_.get())) {}

  bool next() override { return ++row_ < count_; }
  [[nodiscard]] bool is_null(int column) const override {
    return PQgetisnull(result_.get(), row_, column) != 0;
  }
  [[nodiscard]] std::int64_t number(int column) const override {
    if (PQgetlength(result_.get(), row_, column) != 8) throw DatabaseError{};
    const char* data = PQgetvalue(result_.get(), row_, column);
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(data[i]);
    return static_cast<std::int64_t>(value);
  }
  [[nodiscard]] std::string bytes(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }

 private:
  Outcome result_;
  int count_;
  int row_ = -1;
};

class PostgresqlSession final : public Session {
 public:
  explicit PostgresqlSession(const std::string& address) : address_(address) {}

  // Takes over a line that is already open.
  void adopt(Connection connection) {
    connection_ = std::move(connection);
    execute(kSettings);
  }

  // An idle line on which something can be read was closed at the other end, mostly. Looked at
  // before a statement is sent, while it is sure that nothing was done.
  void freshen() {
    if (!is_open()) return;
    pollfd line{PQsocket(connection_.get()), POLLIN, 0};
    for (int looks = 0; looks < 2; ++looks) {
      if (poll(&line, 1, 0) == 0) return;
      if (PQconsumeInput(connection_.get()) == 0) break;
    }
    connection_.reset();
  }

  std::unique_ptr<Rows> query(const char* sql, const Values& values) override {
    return std::make_unique<PostgresqlRows>(executed(sql, sql, values));
  }

  std::int64_t run(const char* sql, const Values& values) override {
    const Outcome result = executed(sql, sql, values);
    return std::atoll(PQcmdTuples(result.get()));
  }

  void execute(const std::string& sql) override {
    open();
    checked(PQexec(connection_.get(), sql.c_str()));
  }

  void replace(const Table& table, std::size_t count,
               const std::function<void(std::size_t, Values&)>& row) override {
    if (count >= kManyRows) return copy(table, count, row);
    const std::string sql = replacing(table);
    Values values;
    for (std::size_t i = 0; i < count; ++i) {
      values.clear();
      row(i, values);
      executed(&table, sql, values);
    }
  }

  void begin() override {
    execute("BEGIN");
    in_transaction_ = true;
  }
  void commit() override {
    in_transaction_ = false;
    try {
      const Outcome result = checked(PQexec(connection_.get(), "COMMIT"));
      if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") throw DatabaseError{};
    } catch (const DatabaseError& error) {
      // Nobody knows whether the server got round to it.
      if (error.kind == DatabaseError::Kind::lost) throw DatabaseError{};
      throw;
    }
  }
  void rollback() noexcept override {
    in_transaction_ = false;
    if (is_open()) PQclear(PQexec(connection_.get(), "ROLLBACK"));
  }
  void lock(Lock lock) override {
    query("SELECT pg_advisory_xact_lock($1)", {number(kLocks + static_cast<std::int64_t>(lock))});
  }

 private:
  [[nodiscard]] bool is_open() const {
    return connection_ && PQstatus(connection_.get()) == CONNECTION_OK;
  }

  void open() {
    if (is_open()) return;
    // What the transaction did is gone with its line.
    if (in_transaction_) throw DatabaseError{DatabaseError::Kind::lost};
    statements_.clear();
    connection_ = connect(address_);
    if (!is_open()) throw DatabaseError{};
    execute(kSettings);
  }

  Outcome checked(PGresult* raw) const {
    Outcome result(raw);
    const ExecStatusType status = PQresultStatus(raw);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) {
      return result;
    }
    throw DatabaseError{kind_of(raw, connection_.get())};
  }

  const std::string& prepared(const void* key, const std::string& sql) {
    auto& name = statements_[key];
    if (name.empty()) {
      std::string next = fmt::format("s{}", statements_.size());
      checked(PQprepare(connection_.get(), next.c_str(), sql.c_str(), 0, nullptr));
      name = std::move(next);
    }
    return name;
  }

  Outcome executed(const void* key, const std::string& sql, const Values& values) {
    open();
    const std::string& name = prepared(key, sql);
    // Numbers go in eight bytes, the highest first; everything as it is.
    std::string numbers;
    numbers.reserve(8 * values.size());
    std::vector<const char*> data;
    std::vector<int> sizes;
    for (const Value& value : values) {
      const bool is_number = value.kind == Value::Kind::number;
      if (is_number) {
        data.push_back(numbers.data() + numbers.size());
        append(numbers, static_cast<std::uint64_t>(value.number), 8);
      } else if (value.kind == Value::Kind::null) {
        data.push_back(nullptr);
      } else {
        data.push_back(value.bytes.data() ? value.bytes.data() : "");
      }
      sizes.push_back(is_number ? 8 : static_cast<int>(value.bytes.size()));
    }
    const std::vector<int> binary(values.size(), 1);
    return checked(PQexecPrepared(connection_.get(), name.c_str(), static_cast<int>(values.size()),
                                  data.data(), sizes.data(), binary.data(), 1));
  }

  // COPY knows no replacing: the rows come into a table of this session first.
  void copy(const Table& table, std::size_t count,
            const std::function<void(std::size_t, Values&)>& row) {
    const std::string columns = columns_of(table);
    execute(
        fmt::format("CREATE TEMP TABLE IF NOT EXISTS incoming_{0}(LIKE {0}) "
                    "ON COMMIT DELETE ROWS",
                    table.name));
    execute(fmt::format("COPY incoming_{}({}) FROM STDIN (FORMAT binary)", table.name, columns));
    try {
      send_rows(count, row);
    } catch (...) {
      PQputCopyEnd(connection_.get(), "given up");
      static_cast<void>(rest_of_copy());
      throw;
    }
    PQputCopyEnd(connection_.get(), nullptr);
    if (const auto error = rest_of_copy()) throw DatabaseError(*error);
    execute(replacing(table, fmt::format("SELECT {} FROM incoming_{}", columns, table.name)));
  }

  // What the server says to the end of a COPY. A line that does not come out of it is given up.
  std::optional<DatabaseError> rest_of_copy() {
    std::optional<DatabaseError> error;
    while (const Outcome rest{PQgetResult(connection_.get())}) {
      const ExecStatusType status = PQresultStatus(rest.get());
      if (status == PGRES_COPY_IN) {
        connection_.reset();
        return DatabaseError{DatabaseError::Kind::lost};
      }
      if (status != PGRES_COMMAND_OK) {
        error = DatabaseError{kind_of(rest.get(), connection_.get())};
      }
    }
    return error;
  }

  void send_rows(std::size_t count, const std::function<void(std::size_t, Values&)>& row) {
    std::string out("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    Values values;
    for (std::size_t i = 0; i < count; ++i) {
      values.clear();
      row(i, values);
      append(out, values.size(), 2);
      for (const Value& value : values) {
        switch (value.kind) {
          case Value::Kind::null:
            append(out, ~std::uint64_t{0}, 4);
            break;
          case Value::Kind::number:
            append(out, 8, 4);
            append(out, static_cast<std::uint64_t>(value.number), 8);
            break;
          case Value::Kind::text:
          case Value::Kind::blob:
            append(out, value.bytes.size(), 4);
            out += value.bytes;
            break;
        }
      }
      if (out.size() >= kCopyPiece) send(out);
    }
    append(out, ~std::uint64_t{0}, 2);  // the end
    send(out);
  }

  void send(std::string& out) {
    if (PQputCopyData(connection_.get(), out.data(), static_cast<int>(out.size())) != 1) {
      throw_now();
    }
    out.clear();
  }

  [[noreturn]] void throw_now() const { throw DatabaseError{kind_of(nullptr, connection_.get())}; }

  std::string address_;
  Connection connection_;
  bool in_transaction_ = false;
  std::unordered_map<const void*, std::string> statements_;  // names
};

const Dialect kDialect{
    "BYTEA",
    "BIGINT",
    "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
    "",
    "UNLOGGED",
    "INSERT INTO nonces(device, nonce, until) "
    "SELECT $1::text, $2::text, $3::bigint FROM set_config('synchronous_commit', 'off', true) "
    "ON CONFLICT(device, nonce) DO UPDATE SET until = excluded.until WHERE nonces.until < $4",
    {"TRUNCATE residents, areas, certificates, revocations, replies, records, audit, nonces"}};

class PostgresqlDatabase final : public Database {
 public:
  PostgresqlDatabase(const std::string& address, Connection first) {
    for (int i = 0; i < kSessions; ++i) {
      auto session = std::make_unique<PostgresqlSession>(address);
      if (first) session->adopt(std::move(first));
      sessions_.add(std::move(session));
    }
  }

  [[nodiscard]] const Dialect& dialect() const override { return kDialect; }
  [[nodiscard]] bool is_shared() const override { return true; }

  Lease lease(Use) override {
    Lease lease(sessions_.take().release(),
                [this](Session* back) { sessions_.give(std::unique_ptr<Session>(back)); });
    static_cast<PostgresqlSession&>(*lease).freshen();
    return lease;
  }

 private:
  SessionPool sessions_;
};

}  // namespace

tl::expected<std::unique_ptr<Database>, std::string> open_postgresql(const std::string& address) {
  // libpq's word about a malformed address repeats it, with the password in it.
  char* wrong = nullptr;
  PQconninfoOption* options = PQconninfoParse(address.c_str(), &wrong);
  PQfreemem(wrong);
  if (!options) return tl::unexpected(std::string("the store's address is malformed"));
  PQconninfoFree(options);
  Connection first = connect(address);
  if (!first || PQstatus(first.get()) != CONNECTION_OK) {
    const std::string_view told = first ? PQerrorMessage(first.get()) : "out of memory";
    return tl::unexpected(
        fmt::format("the store cannot be reached: {}", told.substr(0, told.find('\n'))));
  }
  return std::make_unique<PostgresqlDatabase>(address, std::move(first));
}

}  // namespace service
