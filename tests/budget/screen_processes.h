// SPDX-License-Identifier: GPL-3.0-or-later
// A program under measurement with all its processes: what they hold and how long they computed.
// Ends all of them with itself. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/files.h"

namespace budget {

class Processes {
 public:
  // Starts `command`; "{new}" in a word stands for a folder of its own that is empty. `DISPLAY` is
  // set to `display`.
  Processes(const std::vector<std::string>& command, const std::string& display);
  ~Processes();
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  // Just before fork.
  [[nodiscard]] std::chrono::steady_clock::time_point began() const { return began_; }
  [[nodiscard]] bool alive() const;

  struct Memory {
    std::size_t processes = 0;
    double megabytes = 0;  // proportional set size: a page shared by three counts a third in each
  };
  // Nothing if the kernel does not tell it of one of them (another user's, or not dumpable).
  [[nodiscard]] std::optional<Memory> memory() const;
  // Time on a processor of all threads so far.
  [[nodiscard]] std::chrono::nanoseconds computed() const;
  // The same of the first process's first thread alone.
  [[nodiscard]] std::chrono::nanoseconds computed_by_first_thread() const;

 private:
  [[nodiscard]] std::vector<pid_t> all() const;

  files::Folder folder_;
  std::chrono::steady_clock::time_point began_;
  pid_t pid_ = -1;
};

}  // namespace budget
