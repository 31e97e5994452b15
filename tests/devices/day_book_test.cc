// SPDX-License-Identifier: GPL-3.0-or-later
// The day's book on a real disk: what it counts, over restarts, kills and the end of a shift.
#include "devices/day_book.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "devices/books.h"
#include "kiosk/visit/state.h"
#include "printing/printer/print_journal.h"
#include "tests/devices/inbox.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {
namespace {

using devices_test::Inbox;
using visit::Entry;
using What = visit::Entry::What;
namespace evidence = printing::evidence;
namespace event = visit::event;
namespace state = visit::state;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai

BookFacts facts() {
  BookFacts facts;
  facts.configuration = "2021-01-20.3";
  facts.software = "1.0.0";
  facts.policy = [] { return visit::Policy{"REF-CN-2021", "1", "参考规则"}; };
  facts.surveys_waiting = [] { return std::pair{2, true}; };
  facts.audit = [] { return std::pair{std::string(64, 'a'), std::uint64_t{7}}; };
  return facts;
}

struct Place {
  Place() { open(); }
  void open() {
    auto opened = SqliteStore::open(folder.path() / "store.db");
    REQUIRE(opened.has_value());
    sheets = std::move(*opened);
    book = DayBook::open(folder.path() / "book.db", *sheets, facts());
    REQUIRE(book != nullptr);
  }
  void restart() {
    book.reset();
    sheets.reset();
    open();
  }
  template <typename From, typename To>
  void move(visit::Moment at) {
    book->write(at, {What::state, 1, static_cast<int>(visit::index_of<To>()),
                     static_cast<int>(visit::index_of<From>())});
  }
  // Somebody asks, sees a colour, and takes paper or goes.
  void visit_of(visit::Moment at, visit::Colour colour, std::chrono::milliseconds took,
                bool takes_paper = true) {
    move<state::Welcome, state::Reading>(at);
    move<state::Reading, state::ConfirmIdentity>(at);
    move<state::ConfirmIdentity, state::Querying>(at);
    move<state::Querying, state::ShowVerdict>(at + took);
    book->write(at + took, {What::verdict, 1, static_cast<int>(colour), 0});
    if (takes_paper) {
      move<state::ShowVerdict, state::TakePaper>(at + took);
      move<state::TakePaper, state::Welcome>(at + took);
    } else {
      move<state::ShowVerdict, state::Welcome>(at + took);
    }
  }
  std::string sheet(const std::vector<printing::Evidence>& steps) {
    auto record = sheets->reserve("GC07", "", kMorning);
    REQUIRE(record.has_value());
    for (const auto& step : steps) record = printing::note(*sheets, *record, step, kMorning);
    REQUIRE(record.has_value());
    return record->serial;
  }
  std::string printed() {
    return sheet({evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{}, evidence::GaveUp{},
                  evidence::InHand{}});
  }

  files::Folder folder;
  std::unique_ptr<SqliteStore> sheets;
  std::unique_ptr<DayBook> book;
};

TEST_CASE("a shift's figures are counted, and are the same after a restart") {
  Place place;
  place.visit_of(kMorning, visit::Colour::green, 1000ms);
  place.visit_of(kMorning + 1min, visit::Colour::green, 2000ms);
  place.visit_of(kMorning + 2min, visit::Colour::red, 9000ms, /*takes_paper=*/false);
  place.book->write(kMorning, {What::call, 1, static_cast<int>(visit::Call::red_code), 0});
  place.book->write(kMorning, {What::call, 1, static_cast<int>(visit::Call::supply_low), 0});
  place.book->write(kMorning, {What::call, 1, static_cast<int>(visit::Call::by_hand), 0});
  place.book->write(kMorning, {What::survey_kept, 1, 0, 0});
  place.book->sign_in("A020");
  place.book->sign_in("A017");
  place.book->sign_in("A020");
  const std::string first = place.printed();
  (void)place.sheet({evidence::GaveUp{}});
  const std::string last =
      place.sheet({evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{}, evidence::GaveUp{}});
  for (int life = 0; life < 2; ++life) {
    CAPTURE(life);
    const visit::Figures figures = place.book->figures();
    CHECK(figures.queries == 3);
    CHECK(figures.printed == 1);
    CHECK(figures.help_calls == 2);  // toner is nobody's question
    CHECK(figures.surveys_waiting == 2);
    CHECK(figures.surveys_too_old);
    CHECK(place.book->calls(visit::Call::supply_low) == 1);
    CHECK(place.book->surveys() == 1);
    const visit::ShiftReport report = place.book->shift(kMorning + 1h);
    CHECK(report.shift.zh == "白班");
    CHECK(report.from == kMorning);
    CHECK(report.until == kMorning + 1h);
    CHECK(report.staff == std::vector<std::string>{"A017", "A020"});
    CHECK(report.visits == 3);
    CHECK(report.help_calls == 2);
    CHECK(report.green == 2);
    CHECK(report.yellow == 0);
    CHECK(report.red == 1);
    CHECK(report.by_hand == 1);
    CHECK(report.left_early == 1);
    CHECK(report.printed == 1);
    CHECK(report.not_printed == 1);
    CHECK(report.unknown == 1);
    CHECK(report.first_serial == first);
    CHECK(report.last_serial == last);
    CHECK(report.card_to_result_median == 2000ms);
    CHECK(report.card_to_result_p95 == 9000ms);
    CHECK(report.not_sent == 2);
    CHECK(report.policy.id == "REF-CN-2021");
    CHECK(report.configuration == "2021-01-20.3");
    CHECK(report.software == "1.0.0");
    CHECK(report.audit_entries == 7);
    place.restart();
  }
}

TEST_CASE(
    "what comes after the report counts once, for the next shift, and nothing before it does") {
  Place place;
  place.visit_of(kMorning, visit::Colour::green, 1000ms);
  place.book->sign_in("A017");
  const std::string before = place.printed();
  CHECK(place.book->shift(kMorning + 1h).visits == 1);
  // The report itself is a sheet too, and somebody comes before it is handed over.
  const std::string paper = place.printed();
  place.visit_of(kMorning + 61min, visit::Colour::yellow, 3000ms);
  place.book->write(kMorning + 62min, {What::held, 0, 0, 0});
  place.book->sign_in("B003");
  REQUIRE(place.book->end_shift());
  place.restart();
  place.visit_of(kMorning + 9h, visit::Colour::red, 5000ms);
  const visit::ShiftReport next = place.book->shift(kMorning + 10h);
  CHECK(next.from == kMorning + 61min);
  CHECK(next.visits == 2);
  CHECK(next.green == 0);
  CHECK(next.yellow == 1);
  CHECK(next.red == 1);
  CHECK(next.first_serial == paper);
  CHECK(next.last_serial == paper);
  CHECK(next.printed == 1);
  CHECK(next.incidents.size() == 1);
  CHECK(next.staff == std::vector<std::string>{"B003"});
  CHECK(next.card_to_result_median == 3000ms);

  // A report that no end follows moves nothing.
  CHECK(place.book->shift(kMorning + 11h).visits == 2);
  REQUIRE(place.book->end_shift());
  const visit::ShiftReport empty = place.book->shift(kMorning + 12h);
  CHECK(empty.visits == 0);
  CHECK(empty.from == kMorning + 12h);
  CHECK(empty.first_serial.empty());
  CHECK(empty.card_to_result_median == std::nullopt);
  // The control: without the end, the first shift still had everything.
  CHECK(before < paper);
}

TEST_CASE("a shift without a report ends as it is") {
  Place place;
  place.visit_of(kMorning, visit::Colour::green, 1000ms);
  (void)place.printed();
  REQUIRE(place.book->end_shift());
  const visit::ShiftReport report = place.book->shift(kMorning + 1h);
  CHECK(report.visits == 0);
  CHECK(report.printed == 0);
}

TEST_CASE("sheets from before there was a book are no shift's") {
  Place place;
  (void)place.printed();
  place.book.reset();
  std::filesystem::remove(place.folder.path() / "book.db");
  place.restart();
  CHECK(place.book->shift(kMorning).printed == 0);
  (void)place.printed();
  CHECK(place.book->shift(kMorning).printed == 1);
}

TEST_CASE("the report tells the last fifty incidents, each trouble once while it lasts") {
  Place place;
  const auto jam = static_cast<int>(visit::HoldReason::media_jam);
  const auto reader = static_cast<int>(visit::Device::card_reader);
  place.book->write(kMorning, {What::device, 0, reader, 1});  // as at every start: no news
  place.book->write(kMorning + 1s, {What::held, 0, jam, 0});
  place.book->write(kMorning + 2s, {What::held, 0, jam, 0});
  place.book->write(kMorning + 3s, {What::device, 0, reader, 0});
  place.book->write(kMorning + 4s, {What::device, 0, reader, 1});
  visit::ShiftReport report = place.book->shift(kMorning + 1h);
  REQUIRE(report.incidents.size() == 3);
  CHECK(report.incidents[0].what.en == "Paper jam");
  CHECK(report.incidents[0].at == kMorning + 1s);
  CHECK(report.incidents[1].what.en == "Card reader gone");
  CHECK(report.incidents[2].what.en == "Card reader back");
  for (int i = 0; i < 80; ++i) place.book->write(kMorning + i * 11min, {What::held, 0, jam, 0});
  report = place.book->shift(kMorning + 24h);
  CHECK(report.incidents.size() == DayBook::kMostIncidents);
  CHECK(report.incidents.back().at == kMorning + 79 * 11min);
}

TEST_CASE("ninety-five of a hundred: the percentile is one of the times that were measured") {
  Place place;
  for (int i = 1; i <= 100; ++i)
    place.visit_of(kMorning + i * 1min, visit::Colour::green, i * 10ms);
  const visit::ShiftReport report = place.book->shift(kMorning + 3h);
  CHECK(report.card_to_result_median == 500ms);
  CHECK(report.card_to_result_p95 == 950ms);
}

TEST_CASE("a damaged book is put aside and counting begins anew; somebody else's is left") {
  Place place;
  place.visit_of(kMorning, visit::Colour::green, 1000ms);
  place.book.reset();
  const auto file = place.folder.path() / "book.db";
  {
    std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
    damage << std::string(200, 'x');
  }
  place.restart();
  CHECK(place.book->shift(kMorning).visits == 0);
  CHECK(std::filesystem::exists(place.folder.path() / "book.db.damaged"));
  place.book.reset();
  CHECK(DayBook::open(place.folder.path() / "store.db", *place.sheets, {}) == nullptr);
}

// A process that writes visits into the book until it is killed, and says over a pipe how many a
// figure has shown to be on the disk.
[[noreturn]] void count_until_killed(const std::filesystem::path& folder, int pipe) {
  auto sheets = SqliteStore::open(folder / "store.db");
  auto book = sheets ? DayBook::open(folder / "book.db", **sheets, {}) : nullptr;
  for (int said = 0; book != nullptr;) {
    book->write(kMorning, {What::verdict, 1, 0, 0});
    const int green = book->shift(kMorning).green;
    if (green < said) break;
    said = green;
    if (write(pipe, &said, sizeof said) != static_cast<ssize_t>(sizeof said)) break;
  }
  _exit(1);
}

TEST_CASE("what a figure has shown once is never lost, whenever the kiosk is killed") {
  files::Folder folder;
  int shown = 0;
  for (int kill_after = 1; kill_after <= 20; ++kill_after) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) count_until_killed(folder.path(), ends[1]);
    close(ends[1]);
    int said = 0;
    for (int i = 0; i < kill_after % 7 + 1; ++i) {
      if (read(ends[0], &said, sizeof said) == static_cast<ssize_t>(sizeof said)) shown = said;
    }
    kill(child, SIGKILL);
    while (read(ends[0], &said, sizeof said) == static_cast<ssize_t>(sizeof said)) shown = said;
    waitpid(child, nullptr, 0);
    close(ends[0]);
    auto sheets = SqliteStore::open(folder.path() / "store.db");
    REQUIRE(sheets.has_value());
    const auto book = DayBook::open(folder.path() / "book.db", **sheets, {});
    REQUIRE(book != nullptr);
    const int kept = book->shift(kMorning).green;
    CHECK(kept >= shown);
    CHECK(kept <= shown + 1);  // the one that was on its way
    shown = kept;
  }
  CHECK(shown >= 20);
}

// ---- The desk's questions

TEST_CASE("the books answer the desk, and a sheet that is voided is told to its service") {
  Place place;
  Inbox inbox;
  Books books{*place.book, *place.sheets, printing::void_sheet, [] { return kMorning; },
              inbox.post()};
  const std::string older = place.printed();
  auto signed_sheet = place.sheets->reserve("GC07", "3F9A1C20B7D4E855", kMorning);
  for (const printing::Evidence& step :
       {printing::Evidence{evidence::JobMade{{1, "urn:uuid:1"}}},
        printing::Evidence{evidence::Sending{}}, printing::Evidence{evidence::GaveUp{}},
        printing::Evidence{evidence::InHand{}}}) {
    signed_sheet = printing::note(*place.sheets, *signed_sheet, step, kMorning);
  }
  const std::string newer = signed_sheet->serial;
  place.visit_of(kMorning, visit::Colour::green, 1000ms);

  books.figures({1});
  CHECK(inbox.next<event::FiguresKnown>().figures.queries == 1);
  books.sheets({2});
  const auto sheets = inbox.next<event::SheetsKnown>().sheets;
  REQUIRE(sheets.size() == 2);
  CHECK(sheets.front().serial == newer);
  CHECK(sheets.back().serial == older);

  books.void_sheet({3}, newer, visit::SheetReason::withdrawn);
  const auto closed = inbox.next<event::SheetClosed>();
  CHECK(closed.ticket == visit::Ticket{3});
  CHECK(closed.serial == newer);
  books.void_sheet({4}, newer, visit::SheetReason::withdrawn);  // once is enough
  CHECK(inbox.next<event::SheetNotKnown>().ticket == visit::Ticket{4});
  const auto revocation = place.sheets->next_revocation();
  REQUIRE(revocation);
  CHECK(revocation->slip == "3F9A1C20B7D4E855");
  CHECK(revocation->reason == visit::SheetReason::withdrawn);

  books.shift({5});
  const auto report = inbox.next<event::ShiftKnown>().report;
  CHECK(report.printed == 1);
  CHECK(report.voided == 1);
  books.end_shift();
  books.shift({6});
  CHECK(inbox.next<event::ShiftKnown>().report.visits == 0);
}

}  // namespace
}  // namespace devices
