// SPDX-License-Identifier: GPL-3.0-or-later
// Why a sheet counts no more, and that its service hears of it: over restarts, power cuts and files
// of older schemas.
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "devices/sqlite_store.h"
#include "printing/printer/print_journal.h"
#include "tests/devices/power_cut_disk.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {
namespace {

using visit::PrintRecord;
using visit::SheetReason;
using visit::SheetState;
using namespace std::chrono_literals;
namespace evidence = printing::evidence;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai
constexpr const char* kSlip = "3F9A1C20B7D4E855";

std::unique_ptr<SqliteStore> opened(const std::filesystem::path& file) {
  auto store = SqliteStore::open(file);
  REQUIRE(store.has_value());
  return std::move(*store);
}

PrintRecord found(SqliteStore& store, const std::string& serial) {
  const auto record = store.find(serial);
  REQUIRE((record.has_value() && record->has_value()));
  return **record;
}

// The steps of a sheet that comes out.
const std::vector<printing::Evidence> kComesOut{evidence::JobMade{{1, "urn:uuid:0"}},
                                                evidence::Sending{}, evidence::GaveUp{},
                                                evidence::InHand{}};

std::string sheet(SqliteStore& store, const std::vector<printing::Evidence>& steps,
                  const std::string& slip = kSlip, visit::Moment at = kMorning) {
  auto record = store.reserve("GC07", slip, at);
  REQUIRE(record.has_value());
  for (const printing::Evidence& step : steps) record = printing::note(store, *record, step, at);
  REQUIRE(record.has_value());
  return record->serial;
}
std::string printed(SqliteStore& store, const std::string& slip = kSlip,
                    visit::Moment at = kMorning) {
  return sheet(store, kComesOut, slip, at);
}

int run(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  sqlite3_close(database);
  return code;
}

TEST_CASE("a sheet that a person ends keeps the reason, over a restart") {
  const files::Folder folder;
  const auto file = folder.path() / "store.db";
  std::map<SheetReason, std::string> sheets;
  for (const auto reason :
       {SheetReason::lost, SheetReason::misprint, SheetReason::withdrawn, SheetReason::reprinted}) {
    const auto store = opened(file);
    sheets[reason] = printed(*store);
    CHECK(*store->reason(sheets[reason]) == std::nullopt);
    REQUIRE(printing::void_sheet(*store->because(reason), sheets[reason], kMorning + 1s));
  }
  const auto store = opened(file);
  for (const auto& [reason, serial] : sheets) {
    CHECK(*store->reason(serial) == reason);
    CHECK(found(*store, serial).state == SheetState::voided);
    CHECK(found(*store, serial).slip == kSlip);
  }
  CHECK(*store->reason("GC07-200101-0001-0") == std::nullopt);
}

TEST_CASE("whoever gave no reason looked into the tray, or printed another") {
  const files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string gone = sheet(*store, {evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{},
                                          evidence::GaveUp{}, evidence::Voided{}});
  CHECK(*store->reason(gone) == SheetReason::lost);
  const std::string older = printed(*store);
  const auto replaced = printing::note(*store, found(*store, older),
                                       evidence::Replaced{"GC07-210126-0043-5"}, kMorning);
  REQUIRE(replaced);
  CHECK(*store->reason(older) == SheetReason::reprinted);
}

TEST_CASE("a service is told of each slip that counts no more once, the oldest first") {
  const files::Folder folder;
  const auto file = folder.path() / "store.db";
  {
    const auto store = opened(file);
    const std::string one = printed(*store, "0000000000000001");
    const std::string two = printed(*store, "0000000000000002");
    (void)printed(*store, "0000000000000003");                      // counts
    (void)printed(*store, "");                                      // nobody signed it
    (void)sheet(*store, {evidence::GaveUp{}}, "0000000000000004");  // never came out
    CHECK_FALSE(store->next_revocation());
    REQUIRE(printing::void_sheet(*store->because(SheetReason::withdrawn), two, kMorning + 1s));
    REQUIRE(printing::void_sheet(*store->because(SheetReason::lost), one, kMorning + 2s));
  }
  const auto store = opened(file);
  auto next = store->next_revocation();
  REQUIRE(next);
  CHECK(next->slip == "0000000000000002");
  CHECK(next->reason == SheetReason::withdrawn);
  // It stays until the service knows.
  CHECK(store->next_revocation()->slip == next->slip);
  store->revoked("0000000000000003");  // not one of them
  CHECK(store->next_revocation()->slip == next->slip);
  store->revoked(next->slip);
  next = store->next_revocation();
  REQUIRE(next);
  CHECK(next->slip == "0000000000000001");
  CHECK(next->reason == SheetReason::lost);
  store->revoked(next->slip);
  store->revoked(next->slip);
  CHECK_FALSE(store->next_revocation());
  CHECK_FALSE(opened(file)->next_revocation());
  const auto ended = store->all_in({SheetState::voided});
  for (const PrintRecord& record : *ended) CHECK(record.slip.empty());
  // The control: the one that counts still has its name.
  int named = 0;
  const auto counting = store->all_in({SheetState::printed});
  for (const PrintRecord& record : *counting) named += record.slip.empty() ? 0 : 1;
  CHECK(named == 1);
}

TEST_CASE(
    "seven days after it came out a sheet loses the name of its slip; one to be told does not") {
  const files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string counting = printed(*store);
  const std::string voided = printed(*store);
  REQUIRE(printing::void_sheet(*store, voided, kMorning));
  const std::string doubtful = sheet(
      *store, {evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{}, evidence::GaveUp{}});
  (void)store->reserve("GC07", "", kMorning + SqliteStore::kKeepSlips);
  CHECK(found(*store, counting).slip == kSlip);
  (void)store->reserve("GC07", "", kMorning + SqliteStore::kKeepSlips + 1ms);
  CHECK(found(*store, counting).slip.empty());
  CHECK(found(*store, voided).slip == kSlip);
  CHECK(found(*store, doubtful).slip == kSlip);
}

TEST_CASE(
    "today's sheets are those of the serial's day that have an end or are in doubt, newest first") {
  const files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  (void)printed(*store, kSlip, kMorning - 24h);
  const std::string one = printed(*store);
  const std::string two = sheet(*store, {evidence::GaveUp{}});
  const std::string three = sheet(
      *store, {evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{}, evidence::GaveUp{}});
  (void)sheet(*store, {});  // on its way
  const auto other = store->reserve("GC070", "", kMorning);
  REQUIRE(printing::note(*store, *other, evidence::GaveUp{}, kMorning));
  (void)printed(*store, kSlip, kMorning + 24h);
  const auto notes = store->sheets_of(visit::wall_time(kMorning).date);
  REQUIRE(notes.has_value());
  std::vector<std::string> serials;
  for (const visit::SheetNote& note : *notes) serials.push_back(note.serial);
  CHECK(serials == std::vector{other->serial, three, two, one});
  CHECK(notes->at(1).state == SheetState::unknown);
  CHECK(notes->back().at == kMorning);
  CHECK(store->sheets_of(visit::wall_time(kMorning + 48h).date)->empty());
}

TEST_CASE("a tally counts the sheets of a range by their state, however the clock was set") {
  const files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  (void)printed(*store);
  const auto before = store->last_number();
  REQUIRE(before == 1);
  const std::string first = printed(*store);
  // Set back by a day: its serial is lower, and it is the later sheet.
  const std::string voided = printed(*store, kSlip, kMorning - 24h);
  REQUIRE(printing::void_sheet(*store, voided, kMorning));
  (void)sheet(*store, {evidence::GaveUp{}});
  const std::string last = sheet(*store, {});
  const auto until = store->last_number();
  (void)printed(*store);
  const auto tally = store->tally(*before, *until);
  REQUIRE(tally.has_value());
  CHECK(tally->printed == 1);
  CHECK(tally->voided == 1);
  CHECK(tally->not_printed == 1);
  CHECK(tally->unknown == 1);
  CHECK(tally->replaced == 0);
  CHECK(tally->first_serial == first);
  CHECK(tally->last_serial == last);
  CHECK(store->tally(*until + 1, *until + 1)->first_serial.empty());
}

// ---- Files of older schemas

// As the kiosk made it before sheets could be revoked.
constexpr const char* kSecondSchema =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE serial_day (machine TEXT NOT NULL, day INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  PRIMARY KEY (machine, day)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sheet (serial TEXT PRIMARY KEY, state INTEGER NOT NULL CHECK (state BETWEEN 0 "
    "AND 8), job_id INTEGER NOT NULL, job_uuid TEXT NOT NULL, delivered INTEGER NOT NULL,"
    "  jammed INTEGER NOT NULL, replaced_by TEXT NOT NULL, since INTEGER NOT NULL,"
    "  slip TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;"
    "CREATE INDEX sheet_state ON sheet (state);"
    "INSERT INTO serial_day VALUES ('GC07', 18653, 3);"
    "INSERT INTO sheet VALUES ('GC07-210126-0001-3', 4, 1, 'urn:uuid:a', 1, 0, '', 1611626700000,"
    "  '');"
    "INSERT INTO sheet VALUES ('GC07-210126-0002-1', 6, 2, 'urn:uuid:b', 0, 1, '', 1611626701000,"
    "  '3F9A1C20B7D4E855');"
    "INSERT INTO sheet VALUES ('GC07-210126-0003-9', 7, 3, 'urn:uuid:c', 1, 0, '', 1611626702000,"
    "  '');"
    "PRAGMA application_id = 0x47434b53; PRAGMA user_version = 2; COMMIT;";

TEST_CASE("a file of the older schema is moved on: every record is kept, and may now be ended") {
  const files::Folder folder;
  const auto file = folder.path() / "store.db";
  REQUIRE(run(file, kSecondSchema) == SQLITE_OK);
  {
    const auto store = opened(file);
    const auto records =
        store->all_in({SheetState::printed, SheetState::unknown, SheetState::voided});
    REQUIRE(records.has_value());
    REQUIRE(records->size() == 3);
    CHECK(records->at(0).job == visit::PrinterJob{1, "urn:uuid:a"});
    CHECK(records->at(1).slip == kSlip);
    CHECK(records->at(1).jammed);
    CHECK(*store->last_number() == 3);
    CHECK(*store->reason(records->at(2).serial) == SheetReason::lost);
    CHECK_FALSE(store->next_revocation());  // nobody knows their slips any more
    REQUIRE(printing::void_sheet(*store->because(SheetReason::withdrawn), records->at(1).serial,
                                 kMorning));
    CHECK(store->next_revocation()->slip == kSlip);
    // Serials go on where they were.
    const auto next = store->reserve("GC07", "", kMorning);
    REQUIRE(next.has_value());
    CHECK(next->serial == visit::serial("GC07", visit::wall_time(kMorning).date, 4));
    CHECK(*store->last_number() == 4);
  }
  // Moved once: it opens again as it is.
  CHECK(opened(file)->last_number() == 4);
}

TEST_CASE("of two programs that open an older file at once neither is refused") {
  const files::Folder folder;
  for (int round = 0; round < 8; ++round) {
    const auto file = folder.path() / ("store" + std::to_string(round) + ".db");
    REQUIRE(run(file, kSecondSchema) == SQLITE_OK);
    std::optional<bool> theirs;
    std::thread other([&] { theirs = SqliteStore::open(file).has_value(); });
    const bool ours = SqliteStore::open(file).has_value();
    other.join();
    CHECK(ours);
    CHECK(theirs == true);
  }
}

TEST_CASE("the control: a file of a newer schema than ours is refused") {
  const files::Folder folder;
  const auto file = folder.path() / "store.db";
  (void)opened(file);
  REQUIRE(run(file, "PRAGMA user_version = 4") == SQLITE_OK);
  CHECK_FALSE(SqliteStore::open(file).has_value());
}

// ---- Power cuts

struct Survival {
  int ended = 0;   // sheets that a person was told to be ended
  int undone = 0;  // and that count all the same, or without their reason
  int untold = 0;  // and of which the service never hears
  int unreadable = 0;
};

// Sheets are printed, ended and told until the power fails; then it is looked at what is known.
Survival cut_power(int cuts, bool lying_disk) {
  Survival survival;
  for (int cut = 1; cut <= cuts; ++cut) {
    PowerCutDisk disk{static_cast<unsigned>(cut)};
    if (lying_disk) disk.lie_about_syncs();
    disk.cut_at(1 + cut * 7919 % 220);
    std::map<std::string, std::string> ended;  // the slips of those whose service was not told
    std::set<std::string> told;
    if (const auto store = SqliteStore::open("store.db")) {
      const auto because = (*store)->because(SheetReason::misprint);
      for (int i = 1; !disk.is_off(); ++i) {
        const std::string slip = std::to_string(1'000'000'000'000'000 + i);
        auto record = (*store)->reserve("GC07", slip, kMorning);
        for (const printing::Evidence& step : kComesOut) {
          if (record) record = printing::note(**store, *record, step, kMorning);
        }
        if (!record || !printing::void_sheet(*because, record->serial, kMorning)) break;
        ended[record->serial] = slip;
        if (i % 2 != 0) continue;
        const auto next = (*store)->next_revocation();
        if (!next) break;
        told.insert(next->slip);
        (*store)->revoked(next->slip);
      }
    }
    disk.power_on();
    const auto store = SqliteStore::open("store.db");
    survival.ended += static_cast<int>(ended.size());
    if (!store) {
      ++survival.unreadable;
      continue;
    }
    std::set<std::string> will_hear = told;
    while (const auto next = (*store)->next_revocation()) {
      if (!will_hear.insert(next->slip).second && !told.contains(next->slip)) break;
      (*store)->revoked(next->slip);
    }
    for (const auto& [serial, slip] : ended) {
      const auto found = (*store)->find(serial);
      const auto reason = (*store)->reason(serial);
      const bool kept = found && *found && (*found)->state == SheetState::voided && reason &&
                        *reason == SheetReason::misprint;
      survival.undone += kept ? 0 : 1;
      survival.untold += will_hear.contains(slip) ? 0 : 1;
    }
  }
  return survival;
}

TEST_CASE("an ended sheet stays ended and its service hears of it, wherever the power fails") {
  const Survival survival = cut_power(3000, /*lying_disk=*/false);
  CHECK(survival.ended > 2000);
  CHECK(survival.undone == 0);
  CHECK(survival.untold == 0);
  CHECK(survival.unreadable == 0);
}

TEST_CASE("the control: on a disk that only says it has synced, the same cuts undo such words") {
  const Survival survival = cut_power(200, /*lying_disk=*/true);
  CHECK(survival.undone + survival.unreadable > 0);
}

TEST_CASE("a power cut while an older file is moved on leaves the one or the other") {
  int moved = 0;
  int older = 0;
  for (int operation = 1; operation < 120; ++operation) {
    CAPTURE(operation);
    PowerCutDisk disk{static_cast<unsigned>(operation)};
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open("store.db", &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, kSecondSchema, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    disk.cut_at(operation);
    bool opens = SqliteStore::open("store.db").has_value();
    disk.power_on();
    (opens ? moved : older) += 1;
    const auto store = SqliteStore::open("store.db");
    REQUIRE(store.has_value());
    CHECK(*(*store)->last_number() == 3);
    CHECK((*store)->all_in({SheetState::unknown})->front().slip == kSlip);
  }
  CHECK(moved > 0);
  CHECK(older > 0);
}

}  // namespace
}  // namespace devices
