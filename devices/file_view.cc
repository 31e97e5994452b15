// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/file_view.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace devices {

std::optional<FileView> FileView::open(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened < 0) return std::nullopt;
  struct stat facts {};
  const bool is_file = ::fstat(opened, &facts) == 0 && S_ISREG(facts.st_mode);
  auto view = is_file ? of(opened, static_cast<std::size_t>(facts.st_size)) : std::nullopt;
  ::close(opened);
  return view;
}

std::optional<FileView> FileView::of(int file, std::size_t bytes) {
  if (bytes == 0) return FileView(nullptr, 0);
  void* const address = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  if (address == MAP_FAILED) return std::nullopt;
  return FileView(address, bytes);
}

FileView::~FileView() {
  if (address_ != nullptr) ::munmap(address_, size_);
}

}  // namespace devices
