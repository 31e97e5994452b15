// SPDX-License-Identifier: GPL-3.0-or-later
// What the store asks of an SQL engine: sessions that prepare each statement once, bind, step and
// commit. SQL is written as PostgreSQL spells it ($1, FOR UPDATE); SQLite's engine respells it.
// Trouble is thrown as DatabaseError inside this folder. A session belongs to one thread at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace service {

struct DatabaseError {
  enum class Kind {
    unavailable,  // the outcome is not known
    duplicate,    // a key is there already
    conflict,     // another transaction was in the way; nothing was written
    lost,         // the line to the engine broke before anything was committed
  };
  Kind kind = Kind::unavailable;
};

// Handed to a statement; text and blob refer to the caller's bytes.
struct Value {
  enum class Kind { null, number, text, blob };
  Kind kind = Kind::null;
  std::int64_t number = 0;
  std::string_view bytes;
};
using Values = std::vector<Value>;
inline Value number(std::int64_t value) { return {Value::Kind::number, value, {}}; }
inline Value text(std::string_view value) { return {Value::Kind::text, 0, value}; }
inline Value blob(std::string_view value) { return {Value::Kind::blob, 0, value}; }

class Rows {
 public:
  virtual ~Rows() = default;
  // True while there is a row.
  virtual bool next() = 0;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t number(int column) const = 0;
  // Text or blob.
  [[nodiscard]] virtual std::string bytes(int column) const = 0;
};

// A table whose rows are written whole; the first column is its key.
struct Table {
  std::string name;
  std::vector<std::string> columns;
};

// "ref, home, …"
std::string columns_of(const Table& table);
// The statement that puts rows; `source` is where they come from, "" for one row of values.
std::string replacing(const Table& table, std::string source = "");

// What is done by one transaction at a time, in whichever process, so that numbers come in the
// order of commits.
enum class Lock { schema, records, revocations, audit };

class Session {
 public:
  virtual ~Session() = default;
  // `sql` must be a literal: its address is the key of the kept statement.
  virtual std::unique_ptr<Rows> query(const char* sql, const Values& values = {}) = 0;
  // How many rows were written.
  virtual std::int64_t run(const char* sql, const Values& values = {}) = 0;
  // Statements without values, separated by semicolons.
  virtual void execute(const std::string& sql) = 0;
  // Writes `count` rows, replacing those of the same key; no key comes twice. `row` fills one row's
  // values, in the order of the columns. Once in a transaction, at most.
  virtual void replace(const Table& table, std::size_t count,
                       const std::function<void(std::size_t index, Values& row)>& row) = 0;
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  // Held until the transaction ends.
  virtual void lock(Lock lock) = 0;
};

// Rolls back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) { session_.begin(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (open_) session_.rollback();
  }
  void commit() {
    open_ = false;
    session_.commit();
  }

 private:
  Session& session_;
  bool open_ = true;
};

// How the engine spells what the two do not share.
struct Dialect {
  std::string_view blob;        // type of bytes
  std::string_view number;      // type of 64-bit numbers
  std::string_view serial;      // a key the engine counts upwards, never the same twice
  std::string_view short_rows;  // behind a table whose rows are short
  std::string_view fleeting;    // before TABLE: rows that need not outlive a power cut
  const char* use_nonce;        // one statement: device, nonce, until, now
  std::vector<std::string> clear;
};

enum class Use {
  read,
  write,     // what was committed is on the disk
  fleeting,  // one statement, which a power cut may undo
};

class Database {
 public:
  using Lease = std::unique_ptr<Session, std::function<void(Session*)>>;

  virtual ~Database() = default;
  [[nodiscard]] virtual const Dialect& dialect() const = 0;
  [[nodiscard]] virtual bool is_shared() const = 0;
  // Waits for a session that is free. From any thread.
  virtual Lease lease(Use use) = 0;
};

}  // namespace service
