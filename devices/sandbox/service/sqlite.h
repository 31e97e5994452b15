// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite's handles as values: a connection that prepares each statement once, and a statement bound
// and stepped in one expression. Errors are thrown as SqliteError inside this folder. One thread at
// a time.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace service {

struct SqliteError {
  int code = 0;  // extended result code
};

class Statement {
 public:
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  Statement& bind(int place, std::int64_t value);
  Statement& bind_text(int place, std::string_view value);
  Statement& bind_blob(int place, std::string_view value);
  // True while there is a row.
  bool step();
  // Steps to the end.
  void run();

  [[nodiscard]] std::int64_t integer(int column) const;
  // Text or blob.
  [[nodiscard]] std::string bytes(int column) const;

 private:
  struct Finish {
    void operator()(sqlite3_stmt* statement) const;
  };
  // Reset, not finalised: the connection owns the statement.
  std::unique_ptr<sqlite3_stmt, Finish> handle_;
};

class Sqlite {
 public:
  explicit Sqlite(const std::string& path);

  void execute(const char* sql);
  // `sql` must be a literal: it is the key of the kept statement.
  Statement prepare(const char* sql);

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

// Rolls back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Sqlite& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Sqlite& database_;
  bool open_ = true;
};

}  // namespace service
