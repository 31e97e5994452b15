// SPDX-License-Identifier: GPL-3.0-or-later
// The journal as JSON lines in a file, or on standard error for a supervisor that keeps it. Any
// thread; a line that cannot be written is counted, never waited for.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "kiosk/visit/journal.h"

namespace devices {

class JournalFile final : public visit::Journal {
 public:
  // Appends to `file`, mode 0600; null if it cannot be opened. An empty path is standard error.
  [[nodiscard]] static std::unique_ptr<JournalFile> open(const std::filesystem::path& file);
  ~JournalFile() override;
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  void write(visit::Moment at, visit::Entry entry) override;
  [[nodiscard]] int lost() const { return lost_; }

 private:
  explicit JournalFile(int file) : file_(file) {}

  const int file_;
  std::atomic<int> lost_{0};
};

}  // namespace devices
