// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/open_file.h"

#include <errno.h>
#include <unistd.h>

#include <algorithm>

namespace devices {

namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10U;  // a slow stick is interrupted in between

}  // namespace

bool OpenFile::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(number_, bytes.data(), std::min(bytes.size(), kBlock));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool OpenFile::flush() const { return ::fsync(number_) == 0; }

bool OpenFile::close() {
  const bool good = number_ >= 0 && ::close(number_) == 0;
  number_ = -1;
  return good;
}

}  // namespace devices
