// SPDX-License-Identifier: GPL-3.0-or-later
// A disk in memory for SQLite, whose power fails when it is told to. Of what was written since the
// last sync, some sectors survive and some do not, torn at 512 bytes. One connection at a time.
#pragma once

#include <sqlite3.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

class PowerCutDisk {
 public:
  // While it lives, it is the disk that SQLite opens files on.
  explicit PowerCutDisk(unsigned seed);
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  // The power fails at the nth writing, truncating or syncing from now.
  void cut_at(int operation) { left_ = operation; }
  void cut_now() { off_ = true; }
  void power_on();
  [[nodiscard]] bool is_off() const { return off_; }
  [[nodiscard]] int operations() const { return operations_; }

  // A disk that says "synced" and has done nothing.
  void lie_about_syncs() { lies_ = true; }
  // The nth sync from now is done and reported as failed.
  void fail_sync(int nth) { failing_sync_ = nth; }
  // No file grows over that.
  void limit(std::size_t bytes) { limit_ = bytes; }

 private:
  struct Change {
    std::size_t offset = 0;
    std::string bytes;
    bool truncates = false;
  };
  struct File {
    std::string content;  // as the running system sees it
    std::string durable;  // as of the last sync
    std::vector<Change> since;
    std::vector<std::unique_ptr<std::vector<char>>> shared;  // the WAL's index
  };
  struct Handle : sqlite3_file {
    PowerCutDisk* disk;
    File* file;
  };

  // SQLITE_OK, or why the operation is not done.
  int operate();
  int write(File& file, Change change);
  int sync(File& file);
  static void apply(std::string& content, const Change& change, std::size_t bytes);

  static PowerCutDisk& of(sqlite3_vfs* vfs) { return *static_cast<PowerCutDisk*>(vfs->pAppData); }
  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out);
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder);
  static int access(sqlite3_vfs* vfs, const char* name, int flags, int* exists);
  static const sqlite3_io_methods& methods();

  std::map<std::string, std::unique_ptr<File>> files_;
  std::mt19937 random_;
  sqlite3_vfs vfs_{};
  bool off_ = false;
  bool lies_ = false;
  int left_ = 0;  // 0: no cut is planned
  int operations_ = 0;
  int failing_sync_ = 0;
  std::size_t limit_ = 1U << 30U;
};
