// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/surveys_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace kiosk {

namespace {

bool flush_folder(const std::filesystem::path& folder) {
  const int entry =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (entry < 0) return false;
  const bool flushed = ::fsync(entry) == 0;
  ::close(entry);
  return flushed;
}

}  // namespace

tl::expected<SurveysFile, std::string> SurveysFile::open(const std::string& name, bool lasts) {
  if (name == "-") {
    struct stat facts {};
    if (lasts && (::fstat(STDOUT_FILENO, &facts) != 0 || !S_ISREG(facts.st_mode)))
      return tl::unexpected(std::string("standard output is no file: nobody knows what it keeps"));
    return SurveysFile{STDOUT_FILENO, {}, lasts};
  }
  const int made = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made < 0) {
    return tl::unexpected(name + (errno == EEXIST ? ": is there already, and stays as it is"
                                                  : ": " + std::string(strerror(errno))));
  }
  return SurveysFile{made, name, lasts};
}

SurveysFile::SurveysFile(SurveysFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      made_(std::exchange(other.made_, {})),
      lasts_(other.lasts_) {}

SurveysFile::~SurveysFile() {
  if (descriptor_ > STDOUT_FILENO) ::close(descriptor_);
  if (!made_.empty()) ::unlink(made_.c_str());
}

bool SurveysFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool SurveysFile::keep() {
  // A pipe or a terminal cannot be flushed, and nothing hangs on it.
  if (made_.empty() && !lasts_) return true;
  if (::fsync(descriptor_) != 0) return false;
  if (made_.empty()) return true;
  if (!flush_folder(made_.parent_path())) return false;
  made_.clear();
  return true;
}

}  // namespace kiosk
