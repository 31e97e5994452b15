// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "devices/file_view.h"

namespace devices {

namespace {

// Longer than any two lines: what ends without a newline for longer is not a journal.
constexpr std::int64_t kEnd = 4096;

// Among processes; threads of one share a descriptor, and its mutex.
class FileLock {
 public:
  explicit FileLock(int file) : file_(file) {
    while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~FileLock() { ::flock(file_, LOCK_UN); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  const int file_;
};

// What the file itself has to tell: bytes of a torn line that were cut off, lines that were lost.
std::string own_line(visit::Moment at, std::string_view what, std::int64_t count, ChainEnd& end) {
  return chain_on(fmt::format(R"({{"at":{},"what":"{}","ticket":0,"detail":{},"flag":0}})",
                              at.time_since_epoch().count(), what, count),
                  end);
}

}  // namespace

std::unique_ptr<JournalFile> JournalFile::open(const std::filesystem::path& file) {
  const int opened = file.empty()
                         ? ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
                         : ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (opened < 0) return nullptr;
  struct stat facts {};
  const bool keeps = !file.empty() && ::fstat(opened, &facts) == 0 && S_ISREG(facts.st_mode);
  std::unique_ptr<JournalFile> journal(new JournalFile(opened, keeps));
  if (!keeps) return journal;
  const FileLock locked(opened);
  if (!journal->catch_up()) return nullptr;
  return journal;
}

JournalFile::~JournalFile() { ::close(file_); }

bool JournalFile::catch_up() {
  struct stat facts {};
  if (::fstat(file_, &facts) != 0) return false;
  if (facts.st_size == size_ && size_ == whole_) return true;
  const bool was_cut = facts.st_size < whole_;
  const ChainEnd before = end_;
  if (!look_at_end(facts.st_size)) return false;
  // Whoever takes lines away does not make the chain forget them.
  if (was_cut) end_ = before;
  return true;
}

// Where the last whole line ends, and what it says of the chain.
bool JournalFile::look_at_end(std::int64_t size) {
  const std::int64_t from = std::max<std::int64_t>(0, size - kEnd);
  std::string bytes(static_cast<std::size_t>(size - from), '\0');
  if (::pread(file_, bytes.data(), bytes.size(), from) != size - from) return false;
  const std::string_view text = bytes;
  const std::size_t newline = text.rfind('\n');
  if (newline == std::string_view::npos && from > 0) return false;
  const std::size_t whole = newline == std::string_view::npos ? 0 : newline + 1;
  whole_ = from + static_cast<std::int64_t>(whole);
  size_ = size;
  torn_ = size - whole_;
  end_ = {};
  if (whole == 0) return true;
  const std::size_t before = newline == 0 ? std::string_view::npos : text.rfind('\n', newline - 1);
  const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
  if (const auto said = end_said_by(text.substr(start, newline - start))) {
    end_ = *said;
    return true;
  }
  // A journal of an earlier version, or a line that somebody damaged: it stays as it is, and the
  // chain begins behind it.
  const auto earlier = FileView::of(file_, static_cast<std::size_t>(whole_));
  if (!earlier) return false;
  end_ = begin_behind(earlier->bytes());
  return true;
}

void JournalFile::write(visit::Moment at, visit::Entry entry) {
  const std::lock_guard held(mutex_);
  const auto written = [&] {
    ChainEnd end = end_;
    std::string lines;
    if (torn_ > 0) lines += own_line(at, "cut", torn_, end);
    if (untold_ > 0) lines += own_line(at, "lost", untold_, end);
    lines += chain_on(visit::as_json(at, entry), end);
    if (!append(lines)) return false;
    end_ = end;
    torn_ = 0;
    untold_ = 0;
    return true;
  };
  bool done = false;
  if (keeps_) {
    const FileLock locked(file_);
    done = catch_up() && written();
  } else {
    done = written();
  }
  if (done) return;
  ++lost_;
  ++untold_;
}

// In one write, so that a process that is killed leaves all of it or nothing. Over a torn line: if
// the power fails now, what lies there is this line or a torn one again.
bool JournalFile::append(std::string_view lines) {
  const auto size = static_cast<std::int64_t>(lines.size());
  if (!keeps_) return ::write(file_, lines.data(), lines.size()) == size;
  const bool whole = ::pwrite(file_, lines.data(), lines.size(), whole_) == size;
  // Half a line on a full disk goes again, and what a longer torn one leaves.
  const bool rest = !whole || size_ > whole_ + size;
  if (whole) whole_ += size;
  const bool clean = !rest || ::ftruncate(file_, whole_) == 0;
  size_ = clean ? whole_ : -1;
  return whole;
}

JournalHead JournalFile::head() {
  const std::lock_guard held(mutex_);
  if (keeps_) {
    const FileLock locked(file_);
    // What cannot be looked at or flushed is still what was written here.
    if (catch_up()) static_cast<void>(::fdatasync(file_));
  }
  return {end_.entries, hex(end_)};
}

}  // namespace devices
