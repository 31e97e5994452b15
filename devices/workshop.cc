// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/workshop.h"

#include <sqlite3.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "devices/readiness.h"
#include "devices/sqlite_statement.h"
#include "kiosk/visit/journal.h"

namespace devices {

namespace event = visit::event;
using std::chrono::milliseconds;
using visit::Check;
using visit::CheckNote;
using visit::CheckOutcome;

namespace {

constexpr SqliteForm kForm{
    0x47435753,  // "GCWS"
    1,
    "CREATE TABLE checked (what INTEGER PRIMARY KEY, outcome INTEGER NOT NULL,"
    "  at INTEGER NOT NULL, figure INTEGER NOT NULL) STRICT;"
    // Written and read back by the check of the disk.
    "CREATE TABLE scratch (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;"};

std::int64_t number(visit::Moment moment) { return moment.time_since_epoch().count(); }

// With a connection of its own, which has seen nothing of what was written before.
bool reads_back(const std::filesystem::path& file, std::int64_t written) {
  const auto fresh = SqliteFile::open(file, kForm);
  if (!fresh || fresh->began_anew()) return false;
  Statement select{fresh->database(), "SELECT at FROM scratch"};
  return select.step() == SQLITE_ROW && select.number() == written;
}

// What a line of the journal is a trouble of.
std::optional<Check> check_of(const visit::JournalLine& line) {
  using What = visit::Entry::What;
  const auto what = static_cast<What>(line.what);
  if (what == What::card_trouble) return Check::card_reader;
  if (what == What::query_trouble) return Check::health_codes;
  if (what == What::print_trouble || what == What::held) return Check::printer;
  if (what != What::device) return std::nullopt;
  switch (static_cast<visit::Device>(line.detail)) {
    case visit::Device::card_reader:
      return Check::card_reader;
    case visit::Device::printer:
      return Check::printer;
    case visit::Device::health_codes:
      return Check::health_codes;
    case visit::Device::scanner:
      return Check::scanner;
    case visit::Device::thermometer:
      break;
  }
  return std::nullopt;
}

// `troubles`: newest first.
void add_troubles(std::vector<CheckNote>& notes, const std::vector<visit::JournalLine>& troubles) {
  for (CheckNote& note : notes) {
    const auto last =
        std::find_if(troubles.begin(), troubles.end(),
                     [&](const visit::JournalLine& line) { return check_of(line) == note.check; });
    if (last != troubles.end()) note.trouble = last->at;
  }
}

}  // namespace

std::unique_ptr<Workshop> Workshop::open(const std::filesystem::path& file, WorkshopTools tools,
                                         std::function<visit::Moment()> clock, visit::Post post) {
  auto opened = SqliteFile::open(file, kForm);
  if (!opened) return nullptr;
  return std::unique_ptr<Workshop>(
      new Workshop(file, std::move(opened), std::move(tools), std::move(clock), std::move(post)));
}

Workshop::Workshop(std::filesystem::path path, std::unique_ptr<SqliteFile> file,
                   WorkshopTools tools, std::function<visit::Moment()> clock, visit::Post post)
    : path_(std::move(path)),
      tools_(std::move(tools)),
      clock_(std::move(clock)),
      post_(std::move(post)),
      file_(std::move(file)) {}
Workshop::~Workshop() = default;

void Workshop::checks(visit::Ticket ticket) {
  errands_.send([this, ticket] {
    std::vector<CheckNote> found = notes();
    if (tools_.read_errors) add_troubles(found, tools_.read_errors());
    visit::ReadinessReport report = readiness(found, tools_.configuration, tools_.software,
                                              tools_.policy ? tools_.policy() : visit::Policy{});
    post_(event::ChecksKnown{ticket, std::move(found), std::move(report)});
  });
}

void Workshop::run(visit::Ticket ticket, Check check) {
  errands_.send([this, ticket, check] { post_(event::Checked{ticket, tried(check)}); });
}

void Workshop::note(visit::Ticket ticket, Check check, CheckOutcome outcome) {
  errands_.send([this, ticket, check, outcome] {
    const CheckNote note{check, outcome, clock_(), 0};
    keep(note);
    post_(event::Checked{ticket, note});
  });
}

void Workshop::journal(visit::Ticket ticket) {
  errands_.send([this, ticket] {
    auto lines = tools_.read_errors ? tools_.read_errors() : std::vector<visit::JournalLine>{};
    post_(event::JournalRead{ticket, std::move(lines)});
  });
}

void Workshop::export_journal(visit::Ticket ticket) {
  errands_.send([this, ticket] {
    if (!tools_.export_journal)
      return post_(event::JournalNotExported{ticket, visit::ExportTrouble::not_written});
    auto exported = tools_.export_journal();
    if (!exported) return post_(event::JournalNotExported{ticket, exported.error()});
    post_(event::JournalExported{ticket, std::move(*exported)});
  });
}

CheckNote Workshop::tried(Check check) {
  CheckNote note{check, CheckOutcome::not_tried, clock_(), 0};
  switch (check) {
    case Check::health_codes: {
      if (!tools_.ask_health) return kept(check);
      const auto took = tools_.ask_health();
      note.at = clock_();
      note.outcome = !took           ? CheckOutcome::failed
                     : *took > kSlow ? CheckOutcome::watch
                                     : CheckOutcome::passed;
      if (took) note.figure = static_cast<int>(took->count());
      break;
    }
    case Check::storage:
      note = try_storage();
      break;
    case Check::printer:
      if (!tools_.printer) return kept(check);
      note.outcome = tools_.printer();
      break;
    case Check::speaker:
      if (!tools_.play) return kept(check);
      // Only somebody's ears can tell the rest.
      if (tools_.play()) return note;
      note.outcome = CheckOutcome::failed;
      break;
    case Check::card_reader:
    case Check::identity_module:
    case Check::scanner:
    case Check::keys:
    case Check::touch:
      return kept(check);
  }
  keep(note);
  return note;
}

CheckNote Workshop::try_storage() {
  CheckNote note{Check::storage, CheckOutcome::failed, clock_(), 0};
  std::error_code error;
  const auto folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path{"."};
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error || space.capacity == 0) return note;
  // What a process that is not the administrator's may still use.
  note.figure = static_cast<int>(100.0 * static_cast<double>(space.available) /
                                 static_cast<double>(space.capacity));
  const std::lock_guard lock{mutex_};
  const bool written = file_->transact([&](sqlite3* database) {
    Statement write{database, "INSERT OR REPLACE INTO scratch VALUES (1, ?)"};
    return write.bind(number(note.at)).step() == SQLITE_DONE;
  });
  if (!written || !reads_back(path_, number(note.at))) return note;
  note.outcome = note.figure < kLeastFree ? CheckOutcome::watch : CheckOutcome::passed;
  return note;
}

// What the disk does not take is told all the same; the check of the disk will say so.
void Workshop::keep(const CheckNote& note) {
  const std::lock_guard lock{mutex_};
  (void)file_->transact([&](sqlite3* database) {
    Statement write{database, "INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?)"};
    write.bind(static_cast<std::int64_t>(note.check))
        .bind(static_cast<std::int64_t>(note.outcome))
        .bind(number(note.at))
        .bind(note.figure);
    return write.step() == SQLITE_DONE;
  });
}

CheckNote Workshop::kept(Check check) {
  const std::lock_guard lock{mutex_};
  CheckNote note{check, CheckOutcome::not_tried, {}, 0};
  Statement select{file_->database(), "SELECT outcome, at, figure FROM checked WHERE what = ?"};
  if (select.bind(static_cast<std::int64_t>(check)).step() != SQLITE_ROW) return note;
  note.outcome = static_cast<CheckOutcome>(select.number());
  note.at = visit::Moment{milliseconds{select.number()}};
  note.figure = static_cast<int>(select.number());
  return note;
}

std::vector<CheckNote> Workshop::notes() {
  std::vector<CheckNote> notes;
  for (std::size_t check = 0; check < visit::kChecks; ++check) {
    notes.push_back(kept(static_cast<Check>(check)));
  }
  return notes;
}

}  // namespace devices
