// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sqlite_store.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "tests/devices/power_cut_disk.h"
#include "tests/files.h"

namespace devices {
namespace {

using visit::PrintRecord;
using visit::SheetState;
using visit::StoreTrouble;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai

std::unique_ptr<SqliteStore> opened(const std::filesystem::path& file) {
  auto store = SqliteStore::open(file);
  REQUIRE(store.has_value());
  return std::move(*store);
}

std::string reserved(SqliteStore& store, visit::Moment at = kMorning) {
  const auto record = store.reserve("GC07", "", at);
  REQUIRE(record.has_value());
  CHECK(record->state == SheetState::reserved);
  return record->serial;
}

std::optional<PrintRecord> found(SqliteStore& store, const std::string& serial) {
  auto record = store.find(serial);
  REQUIRE(record.has_value());
  return std::move(*record);
}

TEST_CASE("a sheet that no service has signed is remembered like any other") {
  const files::Folder folder;
  const auto store = opened(folder / "store.db");
  const auto record = store->reserve("GC07", std::string_view{}, kMorning);
  REQUIRE(record.has_value());
  CHECK(found(*store, record->serial) == *record);
}

TEST_CASE("serials count the sheets of a day and go on after a restart") {
  const files::Folder folder;
  CHECK(reserved(*opened(folder / "store.db")) == visit::serial("GC07", {2021y / 1 / 26}, 1));
  const auto store = opened(folder / "store.db");
  CHECK(reserved(*store) == visit::serial("GC07", {2021y / 1 / 26}, 2));
  CHECK(reserved(*store, kMorning + 24h) == visit::serial("GC07", {2021y / 1 / 27}, 1));
  // A clock that is set back gives no number twice.
  CHECK(reserved(*store) == visit::serial("GC07", {2021y / 1 / 26}, 3));
  // The day begins at midnight in Shanghai, 16:00 UTC.
  const visit::Moment late = std::chrono::sys_days{2021y / 1 / 28} + 15h + 59min;
  CHECK(reserved(*store, late) == visit::serial("GC07", {2021y / 1 / 28}, 1));
  CHECK(reserved(*store, late + 1min) == visit::serial("GC07", {2021y / 1 / 29}, 1));
}

TEST_CASE("when the numbers of a day are used up there are none, until the next day") {
  const files::Folder folder;
  (void)reserved(*opened(folder / "store.db"));
  // As it is after a day of 9998 sheets.
  sqlite3* file = nullptr;
  REQUIRE(sqlite3_open((folder / "store.db").c_str(), &file) == SQLITE_OK);
  REQUIRE(sqlite3_exec(file, "UPDATE serial_day SET last = 9998", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  sqlite3_close(file);

  const auto store = opened(folder / "store.db");
  CHECK(reserved(*store) == visit::serial("GC07", {2021y / 1 / 26}, visit::kSheetsADay));
  CHECK(store->reserve("GC07", "", kMorning).error() == StoreTrouble::full);
  CHECK(store->reserve("GC07", "", kMorning).error() == StoreTrouble::full);
  CHECK(reserved(*store, kMorning + 24h) == visit::serial("GC07", {2021y / 1 / 27}, 1));
}

TEST_CASE("a record comes back as it was written, in every state") {
  const files::Folder folder;
  for (int state = 1; state <= static_cast<int>(SheetState::replaced); ++state) {
    PrintRecord record;
    record.serial = reserved(*opened(folder / "store.db"));
    record.state = static_cast<SheetState>(state);
    record.job = {17, "urn:uuid:3f0a"};
    record.delivered = state % 2 == 0;
    record.jammed = state % 2 == 1;
    record.replaced_by = state == 8 ? "GC07-210126-0042-7" : "";
    record.since = kMorning + 5s;
    REQUIRE(opened(folder / "store.db")->write(record, SheetState::reserved));
    CHECK(found(*opened(folder / "store.db"), record.serial) == record);
    const auto alike = opened(folder / "store.db")->all_in({record.state});
    REQUIRE(alike.has_value());
    CHECK(*alike == std::vector{record});
  }
  CHECK(opened(folder / "store.db")->all_in({SheetState::reserved})->empty());
  CHECK(found(*opened(folder / "store.db"), "GC07-990101-0001-0") == std::nullopt);
}

TEST_CASE("of two writers who believe the same state, the second is told") {
  const files::Folder folder;
  const auto store = opened(folder / "store.db");
  PrintRecord record = *store->reserve("GC07", "", kMorning);
  record.state = SheetState::unknown;
  REQUIRE(store->write(record, SheetState::reserved));
  PrintRecord desk = record;
  desk.state = SheetState::voided;
  REQUIRE(store->write(desk, SheetState::unknown));
  PrintRecord printer = record;
  printer.state = SheetState::printed;
  CHECK(store->write(printer, SheetState::unknown).error() == StoreTrouble::moved);
  CHECK(found(*store, record.serial) == desk);
}

TEST_CASE("a damaged file is refused and left as it is: its serials must not be given out again") {
  const files::Folder folder;
  auto store = opened(folder / "store.db");
  for (int sheet = 0; sheet < 200; ++sheet) (void)reserved(*store);
  store.reset();
  const std::string sound = files::contents(folder / "store.db");
  for (const std::size_t at : {std::size_t{3}, sound.size() / 2, sound.size() - 4096}) {
    CAPTURE(at);
    std::string damaged = sound;
    for (std::size_t i = at; i < at + 40; ++i) damaged[i] = static_cast<char>(damaged[i] ^ 0x5a);
    std::ofstream{folder / "store.db", std::ios::binary} << damaged;
    const auto refused = SqliteStore::open(folder / "store.db");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error() == StoreTrouble::broken);
    CHECK(files::contents(folder / "store.db") == damaged);
  }
  // The control: undamaged, it opens.
  std::ofstream{folder / "store.db", std::ios::binary} << sound;
  CHECK(SqliteStore::open(folder / "store.db").has_value());
}

TEST_CASE("somebody else's database is refused and left as it is") {
  const files::Folder folder;
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open((folder / "store.db").c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "CREATE TABLE t (x)", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);
  const std::string before = files::contents(folder / "store.db");
  const auto store = SqliteStore::open(folder / "store.db");
  REQUIRE_FALSE(store.has_value());
  CHECK(store.error() == StoreTrouble::broken);
  CHECK(files::contents(folder / "store.db") == before);
}

// ---- Power cuts

struct Survival {
  int acknowledged = 0;
  int lost = 0;   // acknowledged and not there, or a state that went back
  int twice = 0;  // a serial that was given out again
  int unreadable = 0;
};

// Sheets go their way until the power fails; then it is looked at what is still known.
Survival cut_power(int cuts, bool lying_disk) {
  Survival survival;
  for (int cut = 1; cut <= cuts; ++cut) {
    PowerCutDisk disk{static_cast<unsigned>(cut)};
    if (lying_disk) disk.lie_about_syncs();
    disk.cut_at(1 + cut * 7919 % 160);
    std::map<std::string, SheetState> acknowledged;
    std::string in_flight;
    if (const auto store = SqliteStore::open("store.db")) {
      while (!disk.is_off()) {
        auto record = (*store)->reserve("GC07", "", kMorning);
        if (!record) break;
        acknowledged[record->serial] = SheetState::reserved;
        for (const SheetState next : {SheetState::created, SheetState::sending}) {
          const SheetState from = record->state;
          record->state = next;
          in_flight = record->serial;
          if (!(*store)->write(*record, from)) break;
          acknowledged[record->serial] = next;
          in_flight.clear();
        }
      }
    }
    disk.power_on();
    const auto store = SqliteStore::open("store.db");
    survival.acknowledged += static_cast<int>(acknowledged.size());
    if (!store) {
      ++survival.unreadable;
      continue;
    }
    for (const auto& [serial, state] : acknowledged) {
      const auto found = (*store)->find(serial);
      const bool there = found && *found;
      const bool kept =
          there && ((*found)->state == state || (serial == in_flight && (*found)->state > state));
      survival.lost += kept ? 0 : 1;
    }
    const auto fresh = (*store)->reserve("GC07", "", kMorning);
    survival.twice += !fresh || acknowledged.contains(fresh->serial) ? 1 : 0;
  }
  return survival;
}

TEST_CASE("what the store has said survives a power cut at any moment") {
  const Survival survival = cut_power(2000, /*lying_disk=*/false);
  CHECK(survival.acknowledged > 4000);
  CHECK(survival.lost == 0);
  CHECK(survival.twice == 0);
  CHECK(survival.unreadable == 0);
}

TEST_CASE("the control: on a disk that only says it has synced, the same cuts lose records") {
  const Survival survival = cut_power(200, /*lying_disk=*/true);
  CHECK(survival.lost + survival.unreadable > 0);
}

TEST_CASE("a commit that is reported as failed is looked up, and what was said then survives") {
  int succeeded = 0;
  for (int nth = 1; nth <= 12; ++nth) {
    CAPTURE(nth);
    PowerCutDisk disk{7};
    auto store = opened("store.db");
    const auto record = store->reserve("GC07", "", kMorning);
    REQUIRE(record.has_value());
    disk.fail_sync(nth);
    PrintRecord sending = *record;
    sending.state = SheetState::created;
    const bool created = store->write(sending, SheetState::reserved).has_value();
    const auto next = store->reserve("GC07", "", kMorning);
    disk.cut_now();
    store.reset();
    disk.power_on();
    const auto kept = found(*opened("store.db"), record->serial);
    REQUIRE(kept);
    CHECK((kept->state == SheetState::created) == created);
    if (next) {
      CHECK(next->serial != record->serial);
      CHECK(found(*opened("store.db"), next->serial));
    }
    succeeded += created ? 1 : 0;
  }
  CHECK(succeeded > 0);
}

TEST_CASE("a full disk is told, loses nothing, and goes on when there is room again") {
  PowerCutDisk disk{3};
  const auto store = opened("store.db");
  std::set<std::string> serials;
  disk.limit(40'000);
  for (;;) {
    const auto record = store->reserve("GC07", "", kMorning);
    if (!record) {
      CHECK(record.error() == StoreTrouble::full);
      break;
    }
    serials.insert(record->serial);
    REQUIRE(serials.size() < 5000);
  }
  disk.limit(1U << 30U);
  CHECK(serials.insert(reserved(*store)).second);
  const auto kept = store->all_in({SheetState::reserved});
  REQUIRE(kept.has_value());
  CHECK(kept->size() == serials.size());
}

}  // namespace
}  // namespace devices
