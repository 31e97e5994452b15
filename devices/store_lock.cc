// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace devices {

tl::expected<StoreLock, StoreLock::Trouble> StoreLock::take(const std::filesystem::path& folder) {
  // Not a file of the store itself: SQLite's own locks end when any descriptor of it is closed.
  const char* const name = folder.empty() ? "." : folder.c_str();
  StoreLock lock(::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.folder_ < 0) return tl::unexpected(Trouble::unreachable);
  if (::flock(lock.folder_, LOCK_EX | LOCK_NB) == 0) return lock;
  return tl::unexpected(errno == EWOULDBLOCK ? Trouble::taken : Trouble::unreachable);
}

StoreLock::~StoreLock() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace devices
