// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pin_locks.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "devices/sqlite_statement.h"

namespace devices {

using std::chrono::milliseconds;
using tl::unexpected;

namespace {

constexpr int kMostWrong = 1000;  // counts no further: the lock has long been the longest

constexpr SqliteForm kForm{
    .application = 0x4743504c,  // "GCPL"
    .schema = 1,
    .create =
        "CREATE TABLE badge (id TEXT PRIMARY KEY, wrong INTEGER NOT NULL CHECK (wrong > 0),"
        "  since INTEGER NOT NULL) STRICT, WITHOUT ROWID;"};

PinLockTrouble trouble(SqliteTrouble kind) {
  return kind == SqliteTrouble::damaged || kind == SqliteTrouble::foreign
             ? PinLockTrouble::damaged
             : PinLockTrouble::unreachable;
}

}  // namespace

// `since`: the last wrong one, from which a lock counts.
struct PinLocks::Count {
  int wrong = 0;
  visit::Moment since;
};

PinLocks::PinLocks(PinRules rules, SqliteConnection connection)
    : rules_(rules), connection_(std::move(connection)) {}
PinLocks::~PinLocks() = default;

tl::expected<std::unique_ptr<PinLocks>, PinLockTrouble> PinLocks::open(
    const std::filesystem::path& file, PinRules rules) {
  auto connection = SqliteConnection::open(file, kForm);
  if (!connection) return unexpected(trouble(connection.error()));
  return std::unique_ptr<PinLocks>(new PinLocks(rules, std::move(*connection)));
}

tl::expected<void, PinLockTrouble> PinLocks::transact(const std::function<int(sqlite3*)>& steps) {
  return connection_.transact(steps).map_error(trouble);
}

milliseconds PinLocks::lock_after(int wrong) const {
  milliseconds lock = rules_.first;
  for (int i = rules_.tries; i < wrong && lock < rules_.longest; ++i) lock *= 2;
  return std::min(lock, rules_.longest);
}

tl::expected<PinLocks::Count, PinLockTrouble> PinLocks::count_of(std::string_view badge,
                                                                 PinTime now) {
  Count count;
  const auto read = transact([&](sqlite3* database) {
    Statement select{database, "SELECT wrong, since FROM badge WHERE id = ?"};
    const int found = select.bind(badge).step();
    if (found != SQLITE_ROW) return found;
    count.wrong = static_cast<int>(select.number());
    count.since = visit::Moment{milliseconds{select.number()}};
    return found;
  });
  if (!read) return unexpected(read.error());
  if (count.wrong < rules_.tries || now.wall >= count.since) return count;
  count.since = now.wall;
  if (const auto kept = keep(badge, count); !kept) return unexpected(kept.error());
  return count;
}

tl::expected<void, PinLockTrouble> PinLocks::keep(std::string_view badge, const Count& count) {
  return transact([&](sqlite3* database) {
    Statement write{database, "INSERT OR REPLACE INTO badge VALUES (?, ?, ?)"};
    return write.bind(badge).bind(count.wrong).bind(count.since.time_since_epoch().count()).step();
  });
}

visit::PinState PinLocks::state_of(std::string_view badge, const Count& count, PinTime now) {
  if (count.wrong < rules_.tries) return {rules_.tries - count.wrong, std::nullopt};
  visit::Moment until = count.since + lock_after(count.wrong);
  const auto steady = steady_ends_.find(badge);
  if (steady != steady_ends_.end())
    until = std::max(until, now.wall + (steady->second - now.steady));
  if (until > now.wall) return {0, until};
  // Each further wrong one locks again.
  return {1, std::nullopt};
}

tl::expected<visit::PinState, PinLockTrouble> PinLocks::state(std::string_view badge, PinTime now) {
  const std::lock_guard held(mutex_);
  const auto count = count_of(badge, now);
  if (!count) return unexpected(count.error());
  return state_of(badge, *count, now);
}

tl::expected<PinTry, PinLockTrouble> PinLocks::begin_try(std::string_view badge, PinTime now) {
  const std::lock_guard held(mutex_);
  auto count = count_of(badge, now);
  if (!count) return unexpected(count.error());
  if (const visit::PinState before = state_of(badge, *count, now); before.locked_until)
    return PinTry{false, before};
  count->wrong = std::min(count->wrong + 1, kMostWrong);
  count->since = now.wall;
  if (const auto kept = keep(badge, *count); !kept) return unexpected(kept.error());
  if (count->wrong >= rules_.tries)
    steady_ends_.insert_or_assign(std::string(badge), now.steady + lock_after(count->wrong));
  return PinTry{true, state_of(badge, *count, now)};
}

tl::expected<void, PinLockTrouble> PinLocks::clear(std::string_view badge) {
  const std::lock_guard held(mutex_);
  steady_ends_.erase(std::string(badge));
  return transact([&](sqlite3* database) {
    Statement erase{database, "DELETE FROM badge WHERE id = ?"};
    return erase.bind(badge).step();
  });
}

}  // namespace devices
