// SPDX-License-Identifier: GPL-3.0-or-later
// The journal as a chain of JSON lines (docs/wire.md §13) in a file, which goes on after a restart,
// or on standard error for a supervisor that keeps it, where each start begins a chain of its own.
// Any thread, and several processes on one file; a line that cannot be written is counted, and the
// next one that can says so.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "devices/journal_chain.h"
#include "kiosk/visit/journal.h"

namespace devices {

// What a paper or an export names, so that lines that vanish from the end are missed.
struct JournalHead {
  std::uint64_t entries = 0;
  std::string chain;  // 64 hex digits
};

class JournalFile final : public visit::Journal {
 public:
  // Appends to `file`, mode 0600; null if it cannot be opened, or holds anything but lines. An
  // empty path is standard error.
  [[nodiscard]] static std::unique_ptr<JournalFile> open(const std::filesystem::path& file);
  ~JournalFile() override;
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  void write(visit::Moment at, visit::Entry entry) override;
  // Waits for the disk: what it names survives a power cut.
  [[nodiscard]] JournalHead head();
  [[nodiscard]] int lost() const { return lost_; }

 private:
  JournalFile(int file, bool keeps) : file_(file), keeps_(keeps) {}
  // Learns what stands in the file if it is not what was left there. Under both locks.
  [[nodiscard]] bool catch_up();
  [[nodiscard]] bool look_at_end(std::int64_t size);
  [[nodiscard]] bool append(std::string_view lines);

  const int file_;
  const bool keeps_;  // a file; else a stream that nobody can look back into
  std::atomic<int> lost_{0};

  std::mutex mutex_;
  ChainEnd end_;
  std::int64_t whole_ = 0;  // bytes of whole lines
  std::int64_t size_ = -1;  // of the file as last seen
  std::int64_t torn_ = 0;   // bytes behind the last whole line, which no line has told of yet
  int untold_ = 0;          // lines lost since the last one that was written
};

}  // namespace devices
