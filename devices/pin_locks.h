// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong PINs and the locks that follow, in an SQLite file of its own beside the kiosk's store: a
// damaged one of the two does not take the other with it. A try is on the disk as a wrong one
// before anybody compares, so pulling the plug gives none back. Any thread; calls wait for the
// disk.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "devices/sqlite_connection.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/staff.h"

namespace devices {

struct PinRules {
  int tries = 5;  // wrong ones before the first lock
  std::chrono::milliseconds first{std::chrono::seconds{60}};
  std::chrono::milliseconds longest{std::chrono::hours{24}};
};

// Both clocks of one moment. The wall's may be set; the other goes on, but only within one run.
struct PinTime {
  visit::Moment wall;
  std::chrono::milliseconds steady;
};

enum class PinLockTrouble {
  damaged,      // the file, or it is not ours; it is left as it is
  unreachable,  // the disk does not do what it is asked, or is full
};

// What a try has come to before it is compared.
struct PinTry {
  bool may = false;  // be compared; false: the badge is locked
  visit::PinState if_wrong;
};

// A lock ends when its time has passed on the wall's clock and, as long as this run lasts, on the
// steady one: the later of the two counts, so that setting a clock forward while the kiosk runs
// opens nothing. A clock that is set back to before a lock began begins it anew, whole: that never
// shortens it, and a clock that a flat battery put to 1970 and the network puts right does not lock
// for years.
class PinLocks {
 public:
  // Opens the file, or creates it in a folder that exists.
  [[nodiscard]] static tl::expected<std::unique_ptr<PinLocks>, PinLockTrouble> open(
      const std::filesystem::path& file, PinRules rules = {});
  ~PinLocks();
  PinLocks(const PinLocks&) = delete;
  PinLocks& operator=(const PinLocks&) = delete;

  [[nodiscard]] tl::expected<visit::PinState, PinLockTrouble> state(std::string_view badge,
                                                                    PinTime now);
  // Counts a try as wrong. One while the badge is locked is neither compared nor counted.
  [[nodiscard]] tl::expected<PinTry, PinLockTrouble> begin_try(std::string_view badge, PinTime now);
  // It was right: nothing is counted any more.
  [[nodiscard]] tl::expected<void, PinLockTrouble> clear(std::string_view badge);

 private:
  struct Count;

  PinLocks(PinRules rules, SqliteConnection connection);
  // Every step here may be done twice: at worst one more try counts as wrong.
  [[nodiscard]] tl::expected<void, PinLockTrouble> transact(
      const std::function<int(sqlite3*)>& steps);
  // Zero of a badge that nobody counted; begins a lock anew where a clock was set back.
  [[nodiscard]] tl::expected<Count, PinLockTrouble> count_of(std::string_view badge, PinTime now);
  [[nodiscard]] tl::expected<void, PinLockTrouble> keep(std::string_view badge, const Count& count);
  [[nodiscard]] std::chrono::milliseconds lock_after(int wrong) const;
  [[nodiscard]] visit::PinState state_of(std::string_view badge, const Count& count, PinTime now);

  const PinRules rules_;
  std::mutex mutex_;
  SqliteConnection connection_;
  std::map<std::string, std::chrono::milliseconds, std::less<>> steady_ends_;  // of this run
};

}  // namespace devices
