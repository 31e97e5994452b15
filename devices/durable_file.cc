// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/open_file.h"

namespace devices {

namespace {

bool flush_folder(const std::filesystem::path& folder) {
  const OpenFile entry(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return entry && entry.flush();
}

}  // namespace

bool replace_file(const std::filesystem::path& file, std::string_view content) {
  const std::filesystem::path fresh =
      file.parent_path() / ("." + file.filename().string() + ".new");
  // What an earlier run left half-written is of no use, and may be a link that somebody laid.
  ::unlink(fresh.c_str());
  OpenFile out(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!out) return false;
  const bool whole = out.write(content) && out.flush();
  if (!out.close() || !whole || ::rename(fresh.c_str(), file.c_str()) != 0) {
    ::unlink(fresh.c_str());
    return false;
  }
  return flush_folder(file.parent_path());
}

std::optional<std::string> read_whole_file(const std::filesystem::path& file, std::size_t most) {
  const OpenFile in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (!in || ::fstat(in.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return std::nullopt;
  }
  if (static_cast<std::size_t>(facts.st_size) > most) return std::nullopt;
  std::string content(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = ::read(in.number(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    filled += static_cast<std::size_t>(got);
  }
  return content;
}

}  // namespace devices
