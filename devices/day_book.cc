// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/day_book.h"

#include <sqlite3.h>

#include <algorithm>
#include <optional>

#include "devices/sqlite_statement.h"

namespace devices {

using std::chrono::milliseconds;
using visit::Entry;

namespace {

constexpr std::int64_t kShift = 0;    // the book of this shift
constexpr std::int64_t kCarried = 1;  // of what came after its last report
// The same trouble again within this time is the same incident.
constexpr std::chrono::minutes kSameIncident{10};

constexpr SqliteForm kForm{
    0x47434442,  // "GCDB"
    1,
    "CREATE TABLE count (book INTEGER NOT NULL, what INTEGER NOT NULL, detail INTEGER NOT NULL,"
    "  n INTEGER NOT NULL, PRIMARY KEY (book, what, detail)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE incident (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    "  what INTEGER NOT NULL, detail INTEGER NOT NULL, flag INTEGER NOT NULL) STRICT;"
    // `number`: of the last sheet that is not this shift's. The rest: as of the last report.
    "CREATE TABLE shift (id INTEGER PRIMARY KEY CHECK (id = 1), first INTEGER,"
    "  number INTEGER, carried_first INTEGER, report_number INTEGER, report_incident INTEGER)"
    "  STRICT;"
    "CREATE TABLE staff (book INTEGER NOT NULL, number TEXT NOT NULL, PRIMARY KEY (book, number))"
    "  STRICT, WITHOUT ROWID;"
    "INSERT INTO shift VALUES (1, NULL, NULL, NULL, NULL, NULL);"};

std::int64_t number(visit::Moment moment) { return moment.time_since_epoch().count(); }

bool done(Statement& statement) { return statement.step() == SQLITE_DONE; }

std::optional<std::int64_t> ask(sqlite3* database, const char* sql) {
  Statement select{database, sql};
  if (select.step() != SQLITE_ROW) return std::nullopt;
  return select.number_or_null();
}

bool add(sqlite3* database, const Count& count) {
  Statement insert{database,
                   "INSERT INTO count"
                   " SELECT book, ?1, ?2, 1 FROM (SELECT ?3 AS book UNION ALL"
                   "  SELECT ?4 FROM shift WHERE report_number IS NOT NULL) WHERE true"
                   " ON CONFLICT DO UPDATE SET n = n + 1"};
  insert.bind(static_cast<std::int64_t>(count.what)).bind(count.detail).bind(kShift).bind(kCarried);
  return done(insert);
}

// Every device is there once the kiosk has started: that is news only after it was gone.
bool is_no_news(sqlite3* database, const Entry& entry) {
  if (entry.what != Entry::What::device || entry.flag == 0) return false;
  Statement last{
      database, "SELECT flag FROM incident WHERE what = ? AND detail = ? ORDER BY id DESC LIMIT 1"};
  last.bind(static_cast<std::int64_t>(entry.what)).bind(entry.detail);
  return last.step() != SQLITE_ROW || last.number() != 0;
}

bool add_incident(sqlite3* database, visit::Moment at, const Entry& entry) {
  if (is_no_news(database, entry)) return true;
  Statement last{
      database,
      "SELECT count(*) FROM incident WHERE what = ? AND detail = ? AND flag = ?"
      " AND at BETWEEN ? AND ? AND id > coalesce((SELECT report_incident FROM shift), 0)"};
  last.bind(static_cast<std::int64_t>(entry.what))
      .bind(entry.detail)
      .bind(entry.flag)
      .bind(number(at - kSameIncident))
      .bind(number(at));
  if (last.step() != SQLITE_ROW) return false;
  if (last.number() > 0) return true;
  Statement insert{database, "INSERT INTO incident (at, what, detail, flag) VALUES (?, ?, ?, ?)"};
  insert.bind(number(at))
      .bind(static_cast<std::int64_t>(entry.what))
      .bind(entry.detail)
      .bind(entry.flag);
  if (!done(insert)) return false;
  Statement trim{database, "DELETE FROM incident WHERE id <= (SELECT max(id) FROM incident) - ?"};
  return done(trim.bind(DayBook::kMostIncidents));
}

// By the hour in which it began.
visit::Bilingual shift_name(visit::Moment from) {
  const int hour = visit::wall_time(from).hour;
  if (hour >= 6 && hour < 14) return {"白班", "Day shift"};
  if (hour >= 14 && hour < 21) return {"小夜班", "Evening shift"};
  return {"夜班", "Night shift"};
}

}  // namespace

std::unique_ptr<DayBook> DayBook::open(const std::filesystem::path& file, SqliteStore& sheets,
                                       BookFacts facts) {
  auto opened = SqliteFile::open(file, kForm);
  if (!opened) return nullptr;
  std::unique_ptr<DayBook> book{new DayBook(std::move(opened), sheets, std::move(facts))};
  if (!book->begin()) return nullptr;
  book->thread_ = std::thread([raw = book.get()] { raw->run(); });
  return book;
}

DayBook::DayBook(std::unique_ptr<SqliteFile> file, SqliteStore& sheets, BookFacts facts)
    : sheets_(sheets), facts_(std::move(facts)), file_(std::move(file)) {}

DayBook::~DayBook() {
  {
    const std::lock_guard lock{mutex_};
    ended_ = true;
  }
  change_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// The sheets that were given out before there was a book belong to no shift.
bool DayBook::begin() {
  const auto last = sheets_.last_number();
  if (!last) return false;
  Statement update{file_->database(), "UPDATE shift SET number = ? WHERE number IS NULL"};
  return done(update.bind(*last));
}

void DayBook::write(visit::Moment at, Entry entry) {
  {
    const std::lock_guard lock{mutex_};
    waiting_.push_back({at, entry});
    ++written_;
  }
  change_.notify_all();
}

void DayBook::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    change_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::deque<Written> taken = std::exchange(waiting_, {});
    lock.unlock();
    const bool kept = take_down(taken);
    lock.lock();
    if (!kept) lost_ += static_cast<int>(taken.size());
    settled_ += taken.size();
    change_.notify_all();
  }
}

bool DayBook::take_down(const std::deque<Written>& entries) {
  const std::lock_guard lock{file_mutex_};
  std::vector<Count> counts;
  for (const Written& written : entries) {
    for (const Count& count : count_.take(written.at, written.entry)) counts.push_back(count);
  }
  return file_->transact([&](sqlite3* database) {
    Statement first{
        database,
        "UPDATE shift SET first = coalesce(first, ?1), carried_first ="
        " CASE WHEN report_number IS NULL THEN NULL ELSE coalesce(carried_first, ?1) END"};
    if (!done(first.bind(number(entries.front().at)))) return false;
    for (const Count& count : counts) {
      if (!add(database, count)) return false;
    }
    for (const Written& written : entries) {
      if (incident_of(written.entry) && !add_incident(database, written.at, written.entry))
        return false;
    }
    return true;
  });
}

void DayBook::settle() {
  std::unique_lock lock{mutex_};
  change_.wait(lock, [this, until = written_] { return settled_ >= until; });
}

int DayBook::sum(Counted what) {
  Statement select{file_->database(),
                   "SELECT coalesce(sum(n), 0) FROM count WHERE book = ? AND what = ?"};
  if (select.bind(kShift).bind(static_cast<std::int64_t>(what)).step() != SQLITE_ROW) return 0;
  return static_cast<int>(select.number());
}

int DayBook::number_of(Counted what, int detail) {
  Statement select{file_->database(),
                   "SELECT n FROM count WHERE book = ? AND what = ? AND detail = ?"};
  select.bind(kShift).bind(static_cast<std::int64_t>(what)).bind(detail);
  return select.step() == SQLITE_ROW ? static_cast<int>(select.number()) : 0;
}

int DayBook::calls(visit::Call call) {
  settle();
  const std::lock_guard lock{file_mutex_};
  return number_of(Counted::calls, static_cast<int>(call));
}

void DayBook::sign_in(std::string_view number) {
  const std::lock_guard lock{file_mutex_};
  Statement insert{file_->database(),
                   "INSERT OR IGNORE INTO staff SELECT book, ?1 FROM"
                   " (SELECT ?2 AS book UNION ALL"
                   "  SELECT ?3 FROM shift WHERE report_number IS NOT NULL)"};
  // On a disk that does not take it the report names one fewer.
  static_cast<void>(done(insert.bind(number).bind(kShift).bind(kCarried)));
}

int DayBook::surveys() {
  settle();
  const std::lock_guard lock{file_mutex_};
  return number_of(Counted::surveys, 0);
}

int DayBook::lost() {
  const std::lock_guard lock{mutex_};
  return lost_;
}

visit::Figures DayBook::figures() {
  settle();
  visit::Figures figures;
  if (facts_.surveys_waiting) {
    std::tie(figures.surveys_waiting, figures.surveys_too_old) = facts_.surveys_waiting();
  }
  const std::lock_guard lock{file_mutex_};
  figures.queries = sum(Counted::queries);
  figures.help_calls = help_calls();
  const auto after = ask(file_->database(), "SELECT number FROM shift");
  const auto last = sheets_.last_number();
  const auto tally = sheets_.tally(after.value_or(0), last.value_or(0));
  if (tally) figures.printed = tally->printed + tally->replaced;
  return figures;
}

int DayBook::help_calls() {
  int calls = 0;
  for (int call = 0; call <= static_cast<int>(visit::Call::surveys_waiting); ++call) {
    if (is_for_a_person(static_cast<visit::Call>(call))) calls += number_of(Counted::calls, call);
  }
  return calls;
}

visit::ShiftReport DayBook::shift(visit::Moment now) {
  visit::ShiftReport report;
  report.configuration = facts_.configuration;
  report.software = facts_.software;
  if (facts_.policy) report.policy = facts_.policy();
  if (facts_.surveys_waiting) report.not_sent = facts_.surveys_waiting().first;
  if (facts_.audit) std::tie(report.audit_head, report.audit_entries) = facts_.audit();

  settle();
  const std::lock_guard lock{file_mutex_};
  sqlite3* const database = file_->database();
  const auto first = ask(database, "SELECT first FROM shift");
  report.from = first ? visit::Moment{milliseconds{*first}} : now;
  report.until = now;
  report.shift = shift_name(report.from);
  report.visits = sum(Counted::visits);
  report.help_calls = help_calls();
  report.green = number_of(Counted::verdicts, static_cast<int>(visit::Colour::green));
  report.yellow = number_of(Counted::verdicts, static_cast<int>(visit::Colour::yellow));
  report.red = number_of(Counted::verdicts, static_cast<int>(visit::Colour::red));
  report.by_hand = sum(Counted::by_hand);
  report.left_early = sum(Counted::left_early);
  read_times(report);
  read_incidents(report);
  read_staff(report);

  const auto after = ask(database, "SELECT number FROM shift");
  const auto last = sheets_.last_number();
  if (const auto tally = sheets_.tally(after.value_or(0), last.value_or(0))) {
    report.printed = tally->printed;
    report.not_printed = tally->not_printed;
    report.unknown = tally->unknown;
    report.voided = tally->voided;
    report.replaced = tally->replaced;
    report.first_serial = tally->first_serial;
    report.last_serial = tally->last_serial;
  }
  // From here on everything is counted for the next shift too.
  (void)file_->transact([&](sqlite3* open) {
    Statement mark{open,
                   "UPDATE shift SET carried_first = NULL, report_number = ?,"
                   " report_incident = (SELECT coalesce(max(id), 0) FROM incident)"};
    Statement forget{open, "DELETE FROM count WHERE book = ?"};
    Statement others{open, "DELETE FROM staff WHERE book = ?"};
    return last && done(mark.bind(*last)) && done(forget.bind(kCarried)) &&
           done(others.bind(kCarried));
  });
  return report;
}

bool DayBook::end_shift() {
  settle();
  const std::lock_guard lock{file_mutex_};
  const auto last = sheets_.last_number();
  if (!last) return false;
  return file_->transact([&](sqlite3* database) {
    Statement forget{database, "DELETE FROM count WHERE book = ?"};
    Statement carry{database, "UPDATE count SET book = ? WHERE book = ?"};
    Statement home{database, "DELETE FROM staff WHERE book = ?"};
    Statement stay{database, "UPDATE staff SET book = ? WHERE book = ?"};
    Statement told{database,
                   "DELETE FROM incident WHERE id <="
                   " (SELECT coalesce(report_incident, 9223372036854775807) FROM shift)"};
    Statement begin{database,
                    "UPDATE shift SET first = carried_first, number = coalesce(report_number, ?),"
                    " carried_first = NULL, report_number = NULL, report_incident = NULL"};
    return done(forget.bind(kShift)) && done(carry.bind(kShift).bind(kCarried)) &&
           done(home.bind(kShift)) && done(stay.bind(kShift).bind(kCarried)) && done(told) &&
           done(begin.bind(*last));
  });
}

// The middle one, and the one that 95 of 100 do not pass.
void DayBook::read_times(visit::ShiftReport& report) {
  const int all = sum(Counted::card_to_result);
  if (all == 0) return;
  Statement select{file_->database(),
                   "SELECT detail, n FROM count WHERE book = ? AND what = ? ORDER BY detail"};
  select.bind(kShift).bind(static_cast<std::int64_t>(Counted::card_to_result));
  const std::int64_t half = (std::int64_t{all} + 1) / 2;
  const std::int64_t most = (std::int64_t{all} * 95 + 99) / 100;
  for (std::int64_t seen = 0; select.step() == SQLITE_ROW;) {
    const milliseconds time{select.number()};
    seen += select.number();
    if (seen >= half && !report.card_to_result_median) report.card_to_result_median = time;
    if (seen >= most && !report.card_to_result_p95) report.card_to_result_p95 = time;
  }
}

void DayBook::read_incidents(visit::ShiftReport& report) {
  Statement select{file_->database(), "SELECT at, what, detail, flag FROM incident ORDER BY id"};
  while (select.step() == SQLITE_ROW) {
    const visit::Moment at{milliseconds{select.number()}};
    Entry entry{};
    entry.what = static_cast<Entry::What>(select.number());
    entry.detail = static_cast<int>(select.number());
    entry.flag = static_cast<int>(select.number());
    if (auto words = incident_of(entry)) report.incidents.push_back({at, std::move(*words)});
  }
}

void DayBook::read_staff(visit::ShiftReport& report) {
  Statement select{file_->database(), "SELECT number FROM staff WHERE book = ? ORDER BY number"};
  select.bind(kShift);
  while (select.step() == SQLITE_ROW) report.staff.push_back(select.text());
}

}  // namespace devices
