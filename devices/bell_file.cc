// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/bell_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>

namespace devices {

BellFile::BellFile(std::filesystem::path file, std::function<visit::Moment()> now)
    : file_(std::move(file)), now_(std::move(now)) {}

std::string_view name(visit::Call call) {
  static constexpr std::array<std::string_view, 24> kNames{"asked",
                                                           "declined",
                                                           "no_card",
                                                           "card_unreadable",
                                                           "card_not_genuine",
                                                           "reader_out",
                                                           "relatives",
                                                           "paper_check",
                                                           "social_card",
                                                           "by_hand",
                                                           "red_code",
                                                           "lead_the_way",
                                                           "turned_back",
                                                           "service_amiss",
                                                           "printer_held",
                                                           "printer_out",
                                                           "sheet_unknown",
                                                           "sheet_left",
                                                           "name_not_printable",
                                                           "supply_low",
                                                           "written_consent",
                                                           "not_allowed",
                                                           "survey_on_paper",
                                                           "surveys_waiting"};
  static_assert(kNames.size() == static_cast<std::size_t>(visit::Call::surveys_waiting) + 1);
  return kNames[static_cast<std::size_t>(call)];
}

void BellFile::ring(visit::Call call) { write(name(call)); }

void BellFile::answered() { write(kAnswered); }

void BellFile::write(std::string_view word) {
  if (file_.empty()) return;
  const visit::WallTime at = visit::wall_time(now_());
  const std::string line =
      fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {}\n", static_cast<int>(at.date.year()),
                  static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                  at.hour, at.minute, word);
  // Non-blocking: a pipe that nobody reads must not hold up the page that says somebody was called.
  const int file =
      open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0600);
  if (file < 0) return;
  const ssize_t written = ::write(file, line.data(), line.size());
  (void)written;  // the page and the journal say it too
  close(file);
}

}  // namespace devices
