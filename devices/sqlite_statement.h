// SPDX-License-Identifier: GPL-3.0-or-later
// One prepared statement of SQLite, for the files that the kiosk keeps: parameters are bound in
// order, columns read in order, and what goes wrong first is what step() says. One thread.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace devices {

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) {
    code_ = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
  }
  Statement& bind(std::string_view value) {
    if (code_ != SQLITE_OK) return *this;
    // A view of nothing has no address, and SQLite takes that for NULL.
    code_ = sqlite3_bind_text(statement_, ++bound_, value.data() == nullptr ? "" : value.data(),
                              static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind_bytes(std::string_view value) {
    if (code_ != SQLITE_OK) return *this;
    code_ = sqlite3_bind_blob(statement_, ++bound_, value.data() == nullptr ? "" : value.data(),
                              static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
  }
  // SQLITE_ROW, SQLITE_DONE or what went wrong.
  int step() {
    read_ = 0;
    return code_ == SQLITE_OK ? sqlite3_step(statement_) : code_;
  }
  std::int64_t number() { return sqlite3_column_int64(statement_, read_++); }
  std::optional<std::int64_t> number_or_null() {
    if (sqlite3_column_type(statement_, read_) != SQLITE_NULL) return number();
    ++read_;
    return std::nullopt;
  }
  std::string text() {
    const unsigned char* value = sqlite3_column_text(statement_, read_);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, read_++));
    return value == nullptr ? std::string{}
                            : std::string(reinterpret_cast<const char*>(value), size);
  }
  std::string bytes() {
    const void* value = sqlite3_column_blob(statement_, read_);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, read_++));
    return value == nullptr ? std::string{} : std::string(static_cast<const char*>(value), size);
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int code_ = SQLITE_OK;
  int bound_ = 0;
  int read_ = 0;
};

}  // namespace devices
