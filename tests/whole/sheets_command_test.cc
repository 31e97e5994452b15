// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl sheets` as a technician calls it, also while a kiosk is at work.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "devices/sqlite_store.h"
#include "printing/printer/print_journal.h"
#include "tests/files.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

using visit::PrintRecord;
using visit::SheetState;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai

class Store {
 public:
  Store() {
    auto opened = devices::SqliteStore::open(file());
    REQUIRE(opened.has_value());
    store_ = std::move(*opened);
  }

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "store.db"; }
  // A sheet that came so far.
  std::string sheet(const std::vector<printing::Evidence>& steps) {
    auto record = store_->reserve("GC07", "3F9A1C20B7D4E855", kMorning);
    REQUIRE(record.has_value());
    for (const printing::Evidence& step : steps) {
      record = printing::note(*store_, *record, step, kMorning);
    }
    return record->serial;
  }
  std::string sheet_in_doubt() {
    return sheet({printing::evidence::JobMade{{1, "urn:uuid:0"}}, printing::evidence::Sending{},
                  printing::evidence::GaveUp{}});
  }
  PrintRecord found(const std::string& serial) {
    const auto record = store_->find(serial);
    REQUIRE((record.has_value() && record->has_value()));
    return **record;
  }

 private:
  files::Folder folder_;
  std::unique_ptr<devices::SqliteStore> store_;
};

Ran sheets(const std::string& arguments) {
  return run(program("kioskctl").string() + " sheets " + arguments);
}

}  // namespace

TEST_CASE("sheets lists a record a line, with --open only those that are not at their end") {
  Store store;
  const std::string none = store.sheet({printing::evidence::GaveUp{}});
  const std::string doubtful = store.sheet_in_doubt();
  const std::string under_way = store.sheet({});
  const Ran all = sheets("--store " + store.file().string());
  CHECK(all.code == 0);
  CHECK(all.out == none + " not_printed 2021-01-26T10:05+08:00\n" + doubtful +
                       " unknown 2021-01-26T10:05+08:00\n" + under_way +
                       " reserved 2021-01-26T10:05+08:00\n");
  const Ran open = sheets("--open --store " + store.file().string());
  CHECK(open.code == 0);
  CHECK(lines(open.out) == 2);
  CHECK(open.out.find(none) == std::string::npos);
}

TEST_CASE("sheets close takes a person's word once, and on what is in doubt only") {
  Store store;
  const std::string there = store.sheet_in_doubt();
  const std::string gone = store.sheet_in_doubt();
  const std::string none = store.sheet({printing::evidence::GaveUp{}});
  const std::string where = " --store " + store.file().string();
  CHECK(sheets("close " + there + " --in-hand" + where).code == 0);
  CHECK(sheets("close " + gone + " --void" + where).code == 0);
  CHECK(store.found(there).state == SheetState::printed);
  CHECK(store.found(gone).state == SheetState::voided);
  const Ran list = sheets(where);
  CHECK(list.out.find(gone + " voided ") != std::string::npos);
  CHECK(list.out.find(" lost\n") != std::string::npos);
  CHECK(lines(list.out) == 3);
  for (const std::string& closed : {there, gone, none}) {
    const Ran again = sheets("close " + closed + " --in-hand" + where);
    CHECK(again.code == 1);
    CHECK(again.out.find("not in doubt") != std::string::npos);
    CHECK(lines(again.out) == 1);
  }
  CHECK(store.found(none).state == SheetState::not_printed);
  CHECK(sheets("close GC07-210126-0042-7 --void" + where).code == 1);
}

TEST_CASE("a wrong call of sheets is refused in one line, and makes no store") {
  Store store;
  const std::string where = " --store " + store.file().string();
  const auto missing = store.file().parent_path() / "missing.db";
  std::ofstream(store.file().parent_path() / "other.db") << "not a store";
  for (const std::string& wrong :
       {std::string(""), std::string("--store"), "--store " + missing.string(),
        "--store " + (store.file().parent_path() / "other.db").string(), "--shut" + where,
        "--void" + where, "open" + where, "close" + where, "close GC07-210126-0042-7" + where,
        "close GC07-210126-0042-6 --void" + where,
        "close GC07-210126-0042-7 --void --in-hand" + where,
        "close GC07-210126-0042-7 GC07-210126-0042-7 --void" + where}) {
    INFO(wrong);
    const Ran ran = sheets(wrong);
    CHECK(ran.code == 2);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.starts_with("kioskctl: "));
  }
  CHECK_FALSE(std::filesystem::exists(missing));
  CHECK(sheets("--help").code == 0);
}

}  // namespace whole
