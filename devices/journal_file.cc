// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_file.h"

#include <fcntl.h>
#include <unistd.h>

namespace devices {

std::unique_ptr<JournalFile> JournalFile::open(const std::filesystem::path& file) {
  const int opened = file.empty()
                         ? dup(STDERR_FILENO)
                         : ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (opened < 0) return nullptr;
  return std::unique_ptr<JournalFile>(new JournalFile(opened));
}

JournalFile::~JournalFile() { close(file_); }

void JournalFile::write(visit::Moment at, visit::Entry entry) {
  // One write a line: O_APPEND keeps lines of several threads whole.
  const std::string line = visit::as_json(at, entry) + "\n";
  if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ++lost_;
}

}  // namespace devices
