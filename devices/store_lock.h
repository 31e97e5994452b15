// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a second kiosk away from a store: two would each deliver the other's surveys and settle the
// other's sheets. The kernel gives the lock back when the process ends, however it ends. Tools that
// look into a store at work take no lock. Not thread-safe.
#pragma once

#include <filesystem>
#include <tl/expected.hpp>
#include <utility>

namespace devices {

class StoreLock {
 public:
  enum class Trouble { taken, unreachable };

  // Of the folder in which the store is, with all that stands beside it.
  [[nodiscard]] static tl::expected<StoreLock, Trouble> take(const std::filesystem::path& folder);
  StoreLock() = default;
  StoreLock(StoreLock&& other) noexcept : folder_(std::exchange(other.folder_, -1)) {}
  StoreLock& operator=(StoreLock&& other) noexcept {
    std::swap(folder_, other.folder_);
    return *this;
  }
  ~StoreLock();

 private:
  explicit StoreLock(int folder) : folder_(folder) {}

  int folder_ = -1;
};

}  // namespace devices
