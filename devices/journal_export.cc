// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_export.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "devices/file_view.h"
#include "devices/signing_key.h"

namespace devices {

using std::filesystem::path;
using tl::unexpected;
using visit::ExportTrouble;

namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10U;

ExportTrouble trouble_of(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG ? ExportTrouble::full
                                                              : ExportTrouble::not_written;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { static_cast<void>(close()); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  // A stick may tell of a failed write only here.
  [[nodiscard]] bool close() {
    const bool good = number_ >= 0 && ::close(number_) == 0;
    number_ = -1;
    return good;
  }

 private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), std::min(bytes.size(), kBlock));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// As the stick has it: what the system still remembers of it is dropped first.
bool lies_there(const path& file, std::string_view bytes) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (in.number() < 0) return false;
  static_cast<void>(::posix_fadvise(in.number(), 0, 0, POSIX_FADV_DONTNEED));
  std::string block(kBlock, '\0');
  for (;;) {
    const ssize_t got = ::read(in.number(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) return bytes.empty();
    const auto size = static_cast<std::size_t>(got);
    if (bytes.substr(0, size) != std::string_view(block).substr(0, size)) return false;
    bytes.remove_prefix(size);
  }
}

// Under a name of its own until it is known to lie there whole; gone again if it does not.
class Copy {
 public:
  explicit Copy(path file) : file_(std::move(file)), part_(file_.string() + ".part") {}
  ~Copy() {
    if (!stays_) ::unlink(part_.c_str());
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  tl::expected<void, ExportTrouble> write(std::string_view bytes) {
    ::unlink(part_.c_str());
    Descriptor out(
        ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (out.number() < 0) return unexpected(trouble_of(errno));
    if (!write_all(out.number(), bytes) || ::fsync(out.number()) != 0 || !out.close())
      return unexpected(trouble_of(errno));
    if (!lies_there(part_, bytes)) return unexpected(ExportTrouble::not_written);
    return {};
  }
  bool name_it() {
    stays_ = ::rename(part_.c_str(), file_.c_str()) == 0;
    return stays_;
  }
  void take_back() { ::unlink(file_.c_str()); }

 private:
  const path file_;
  const path part_;
  bool stays_ = false;
};

bool flush_folder(const path& folder) {
  const Descriptor entry(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems of sticks cannot flush a folder, and say so.
  return entry.number() >= 0 && (::fsync(entry.number()) == 0 || errno == EINVAL);
}

std::string name_at(const std::string& machine, visit::Moment now) {
  const visit::WallTime time = visit::wall_time(now);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count() % 60;
  return fmt::format("journal-{}-{:04}{:02}{:02}-{:02}{:02}{:02}.jsonl", machine,
                     static_cast<int>(time.date.year()), static_cast<unsigned>(time.date.month()),
                     static_cast<unsigned>(time.date.day()), time.hour, time.minute, seconds);
}

}  // namespace

tl::expected<std::string, ExportTrouble> export_journal(const JournalExport& what,
                                                        visit::Moment now) {
  const auto stick = find_stick(what.to);
  if (!stick) return unexpected(ExportTrouble::no_stick);
  const auto journal = FileView::open(what.journal);
  const auto key = SigningKey::open(what.key);
  if (!journal || !key) return unexpected(ExportTrouble::not_written);
  // A line that is being written stays behind.
  const std::string_view bytes =
      journal->bytes().substr(0, journal->bytes().rfind('\n') + 1);  // none: npos + 1 is 0
  const std::string name = name_at(what.machine, now);
  Copy lines(*stick / name);
  Copy signature(*stick / (name + ".sig"));
  if (const auto written = lines.write(bytes); !written) return unexpected(written.error());
  if (const auto written = signature.write(key->sign(bytes)); !written)
    return unexpected(written.error());
  const bool named = signature.name_it() && lines.name_it() && flush_folder(*stick);
  if (named) return name;
  const ExportTrouble trouble = trouble_of(errno);
  lines.take_back();
  signature.take_back();
  return unexpected(trouble);
}

}  // namespace devices
