// SPDX-License-Identifier: GPL-3.0-or-later
// A small SQLite file of the kiosk's own, for what may be begun anew when it is lost: figures,
// checks. What a commit has returned survives a power cut; a damaged file is put aside and an empty
// one begun. Somebody else's file is left as it is. One thread, or the owner's lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

struct sqlite3;

namespace devices {

// What makes a file this one.
struct SqliteForm {
  std::uint32_t application;  // application_id, four letters
  int schema;                 // user_version
  const char* create;         // the tables
};

class SqliteFile {
 public:
  // None: it cannot be opened or made, or is somebody else's.
  [[nodiscard]] static std::unique_ptr<SqliteFile> open(const std::filesystem::path& file,
                                                        const SqliteForm& form);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  [[nodiscard]] sqlite3* database() const { return database_.get(); }
  // True if an earlier file was damaged and lies beside this one as FILE.damaged.
  [[nodiscard]] bool began_anew() const { return began_anew_; }
  // Runs the steps in one transaction; false: none of them counts.
  [[nodiscard]] bool transact(const std::function<bool(sqlite3*)>& steps);
  // A statement without parameters.
  [[nodiscard]] bool run(const char* sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  using Database = std::unique_ptr<sqlite3, Close>;
  enum class Standing { ours, damaged, refused };

  SqliteFile(Database database, bool began_anew);
  [[nodiscard]] static std::pair<Standing, Database> connect(const std::filesystem::path& file,
                                                             const SqliteForm& form);

  Database database_;
  bool began_anew_;
};

}  // namespace devices
