// SPDX-License-Identifier: GPL-3.0-or-later
// A file of our own disk, mapped: as many bytes as it had when it was opened. For files that only
// grow; one that is cut short meanwhile ends the program. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace devices {

class FileView {
 public:
  // None: no such file, or none that can be read.
  [[nodiscard]] static std::optional<FileView> open(const std::filesystem::path& file);
  // The same of a descriptor that stays its owner's.
  [[nodiscard]] static std::optional<FileView> of(int file, std::size_t bytes);
  ~FileView();
  FileView(FileView&& other) noexcept
      : address_(std::exchange(other.address_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  FileView& operator=(FileView&&) = delete;
  FileView(const FileView&) = delete;
  FileView& operator=(const FileView&) = delete;

  [[nodiscard]] std::string_view bytes() const {
    return {static_cast<const char*>(address_), size_};
  }

 private:
  FileView(void* address, std::size_t size) : address_(address), size_(size) {}
  void* address_;
  std::size_t size_;
};

}  // namespace devices
