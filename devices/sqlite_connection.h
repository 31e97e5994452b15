// SPDX-License-Identifier: GPL-3.0-or-later
// One of the kiosk's own SQLite files, open. What a commit has returned survives a power cut, what
// is deleted is overwritten; a damaged file or somebody else's is left as it is. After a fault the
// file is opened anew by whoever asks next. One thread, or the owner's lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <tl/expected.hpp>

struct sqlite3;

namespace devices {

// What makes a file this one.
struct SqliteForm {
  std::uint32_t application;  // application_id, four letters: nobody else's file is written to
  int schema;                 // user_version
  const char* create;         // the tables
  std::span<const char* const> moves = {};  // a file of schema 1 on to 2, of 2 on to 3 …
  bool owners_alone = false;                // a new file is nobody else's to read
};

enum class SqliteTrouble {
  full,        // the disk, or the steps say so
  damaged,     // the file
  foreign,     // it is somebody else's, or of a schema that is not known here
  given_up,    // by the steps: nothing was changed
  unreachable  // the disk does not do what it is asked
};
// Of what SQLite answered.
[[nodiscard]] SqliteTrouble sqlite_trouble(int code);

class SqliteConnection {
 public:
  // Opens the file, or makes it in a folder that exists.
  [[nodiscard]] static tl::expected<SqliteConnection, SqliteTrouble> open(
      const std::filesystem::path& file, const SqliteForm& form);

  // Null after a reopening that failed.
  [[nodiscard]] sqlite3* database() const { return database_.get(); }
  // The same, opened anew if it has to be.
  [[nodiscard]] tl::expected<sqlite3*, SqliteTrouble> ready();
  // A statement without parameters: SQLITE_OK, or what went wrong.
  [[nodiscard]] int run(const char* sql) const;

  // Runs the steps in one transaction. They answer as SQLite does: SQLITE_OK, SQLITE_ROW or
  // SQLITE_DONE if they are to count, SQLITE_ABORT to give up. After any other answer nobody knows
  // whether a commit has reached the disk: the file is opened anew, for the caller to look.
  [[nodiscard]] tl::expected<void, SqliteTrouble> transact(
      const std::function<int(sqlite3*)>& steps);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  using Database = std::unique_ptr<sqlite3, Close>;

  SqliteConnection(std::filesystem::path file, const SqliteForm& form, Database database);
  [[nodiscard]] static tl::expected<Database, SqliteTrouble> connect(
      const std::filesystem::path& file, const SqliteForm& form);

  std::filesystem::path file_;
  SqliteForm form_;
  Database database_;
};

}  // namespace devices
