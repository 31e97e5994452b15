// SPDX-License-Identifier: GPL-3.0-or-later
// Takes down who asked what about whom (docs/wire.md §4.12). Rows wait in memory and reach the
// store together, a fifth of a second later at most, so that no answer waits for a disk; while the
// store takes none they go on waiting. A row may be written twice rather than never. Safe from any
// thread.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "devices/sandbox/service/desks/office.h"

namespace service {

// As much of a pseudonym as the audit keeps: enough to follow one person through it.
std::string audit_name(const PersonRef& ref);

class AuditBook {
 public:
  // `lost` hears if rows are lost at the end.
  AuditBook(Office& office, std::function<void()> lost);
  // Writes what still waits.
  ~AuditBook();
  AuditBook(const AuditBook&) = delete;
  AuditBook& operator=(const AuditBook&) = delete;

  // False: so many rows wait that no request about a person may be answered until some are written.
  [[nodiscard]] bool has_room() const { return waiting_ < kMostWaiting; }
  // Never waits for the disk.
  void write(AuditRow row);
  // Writes everything that waits, then these, before it comes back. The number of the last row;
  // throws Refusal.
  std::int64_t write_now(std::span<const AuditRow> rows);
  // The same without rows of its own; false if the store did not take them.
  bool flush();
  // Whether the last attempt to write went well.
  [[nodiscard]] bool is_well() const { return is_well_; }

  // Forgets what is older than the settings say. Where the rest begins stands in a row of its own,
  // with the chain that it begins from, so that it can still be checked. Throws Refusal.
  void forget_old_rows();

  static constexpr std::size_t kMostWaiting = 65'536;

 private:
  void work();
  // With `writing_` held; false if rows still wait.
  bool write_waiting();

  Office& office_;
  std::function<void()> lost_;
  std::mutex writing_;  // one transaction at a time, so that rows keep their order
  std::mutex lock_;
  std::condition_variable more_;
  std::vector<AuditRow> rows_;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<bool> is_well_ = true;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace service
