// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of the machine: those that need nobody's hands are run here, what hands and eyes found
// is noted, and each one's last outcome is kept on disk with its moment. Answers from a thread of
// its own; any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "devices/errands.h"
#include "devices/sqlite_file.h"
#include "kiosk/visit/health_code.h"
#include "kiosk/visit/ports.h"
#include "kiosk/visit/staff.h"

namespace devices {

// What the checks and the journal are made with; each is called on the workshop's thread.
struct WorkshopTools {
  // GET /v1/health: how long it took.
  std::function<tl::expected<std::chrono::milliseconds, visit::QueryTrouble>()> ask_health;
  // As the printer says of itself: passed, watch for what runs out soon, failed.
  std::function<visit::CheckOutcome()> printer;
  // Says or plays something; false: nothing to be heard with. Whether it was heard a person notes.
  std::function<bool()> play;
  std::function<std::vector<visit::JournalLine>()> read_errors;
  std::function<tl::expected<std::string, visit::ExportTrouble>()> export_journal;
  // What the readiness report names.
  std::string configuration;              // "2021-01-20.3"
  std::string software;                   // "1.0.0"
  std::function<visit::Policy()> policy;  // in force
};

class Workshop final : public visit::Workshop {
 public:
  static constexpr std::chrono::milliseconds kSlow{2000};  // the health codes' answer
  static constexpr int kLeastFree = 10;                    // percent of the disk

  // Opens the file, or makes it in a folder that exists: on the disk of the kiosk's store, which it
  // checks. A damaged one is put aside. Null: it cannot be made, or is somebody else's.
  [[nodiscard]] static std::unique_ptr<Workshop> open(const std::filesystem::path& file,
                                                      WorkshopTools tools,
                                                      std::function<visit::Moment()> clock,
                                                      visit::Post post);
  ~Workshop() override;
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  // All of them, in the order of visit::Check, and the readiness report that they make.
  void checks(visit::Ticket ticket) override;
  // Those that need hands answer with what they came to last; the speaker, which only a person
  // hears, with not_tried once it has played.
  void run(visit::Ticket ticket, visit::Check check) override;
  void note(visit::Ticket ticket, visit::Check check, visit::CheckOutcome outcome) override;
  void journal(visit::Ticket ticket) override;
  void export_journal(visit::Ticket ticket) override;

 private:
  Workshop(std::filesystem::path path, std::unique_ptr<SqliteFile> file, WorkshopTools tools,
           std::function<visit::Moment()> clock, visit::Post post);
  [[nodiscard]] visit::CheckNote tried(visit::Check check);
  [[nodiscard]] visit::CheckNote try_storage();
  void keep(const visit::CheckNote& note);
  [[nodiscard]] std::vector<visit::CheckNote> notes();
  [[nodiscard]] visit::CheckNote kept(visit::Check check);

  const std::filesystem::path path_;
  const WorkshopTools tools_;
  const std::function<visit::Moment()> clock_;
  const visit::Post post_;
  std::mutex mutex_;  // guards the file
  std::unique_ptr<SqliteFile> file_;
  Errands errands_;  // last: they use all of the above
};

}  // namespace devices
