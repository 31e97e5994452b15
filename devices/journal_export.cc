// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_export.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/file_view.h"
#include "devices/open_file.h"
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

// As the stick has it: what the system still remembers of it is dropped first.
bool lies_there(const path& file, std::string_view bytes) {
  const OpenFile in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!in) return false;
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
    OpenFile out(::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!out) return unexpected(trouble_of(errno));
    if (!out.write(bytes) || !out.flush() || !out.close()) return unexpected(trouble_of(errno));
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
  const OpenFile entry(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems of sticks cannot flush a folder, and say so.
  return entry && (entry.flush() || errno == EINVAL);
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
