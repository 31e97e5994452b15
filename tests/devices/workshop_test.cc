// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/workshop.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <set>

#include "kiosk/visit/journal.h"
#include "tests/devices/inbox.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {
namespace {

using devices_test::Inbox;
using visit::Check;
using visit::CheckNote;
using visit::CheckOutcome;
namespace event = visit::event;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};
using Outcome = visit::ReadinessReport::Outcome;

struct Place {
  explicit Place(WorkshopTools with = {}) : tools(std::move(with)) {
    tools.configuration = "2021-01-20.3";
    tools.software = "1.0.0";
    tools.policy = [] { return visit::Policy{"REF-CN-2021", "1", ""}; };
    open();
  }
  void open() {
    workshop.reset();
    workshop = Workshop::open(
        folder.path() / "workshop.db", tools, [] { return kMorning; }, inbox.post());
    REQUIRE(workshop != nullptr);
  }
  CheckNote ran(Check check) {
    workshop->run({1}, check);
    const auto checked = inbox.next<event::Checked>();
    CHECK(checked.ticket == visit::Ticket{1});
    return checked.note;
  }
  event::ChecksKnown all() {
    workshop->checks({2});
    return inbox.next<event::ChecksKnown>();
  }
  CheckNote last(Check check) { return all().checks.at(static_cast<std::size_t>(check)); }

  files::Folder folder;
  WorkshopTools tools;
  Inbox inbox;
  std::unique_ptr<Workshop> workshop;
};

TEST_CASE("what hands and eyes found is kept over a restart, with its moment") {
  Place place;
  for (const CheckNote& note : place.all().checks) CHECK(note.outcome == CheckOutcome::not_tried);
  place.workshop->note({3}, Check::touch, CheckOutcome::passed);
  CHECK(place.inbox.next<event::Checked>().note.outcome == CheckOutcome::passed);
  place.workshop->note({3}, Check::scanner, CheckOutcome::failed);
  (void)place.inbox.next<event::Checked>();
  place.open();
  CHECK(place.last(Check::touch).outcome == CheckOutcome::passed);
  CHECK(place.last(Check::touch).at == kMorning);
  CHECK(place.last(Check::scanner).outcome == CheckOutcome::failed);
  CHECK(place.last(Check::keys).outcome == CheckOutcome::not_tried);
  // To run what needs hands says what it came to last, and changes nothing.
  CHECK(place.ran(Check::scanner).outcome == CheckOutcome::failed);
  // The newer word counts.
  place.workshop->note({3}, Check::scanner, CheckOutcome::passed);
  (void)place.inbox.next<event::Checked>();
  CHECK(place.last(Check::scanner).outcome == CheckOutcome::passed);
}

TEST_CASE("a health-code service that is slow is to be watched, one that is silent has failed") {
  tl::expected<std::chrono::milliseconds, visit::QueryTrouble> answer = 2000ms;
  WorkshopTools tools;
  tools.ask_health = [&] { return answer; };
  Place place{std::move(tools)};
  CHECK(place.ran(Check::health_codes).outcome == CheckOutcome::passed);
  answer = 2001ms;
  const CheckNote slow = place.ran(Check::health_codes);
  CHECK(slow.outcome == CheckOutcome::watch);
  CHECK(slow.figure == 2001);
  answer = tl::unexpected(visit::QueryTrouble::silent);
  CHECK(place.ran(Check::health_codes).outcome == CheckOutcome::failed);
  CHECK(place.last(Check::health_codes).outcome == CheckOutcome::failed);
}

TEST_CASE("the disk is written to and read back, and how much is free is told") {
  Place place;
  const CheckNote note = place.ran(Check::storage);
  CHECK(note.figure >= 0);
  CHECK(note.figure <= 100);
  const auto expected =
      note.figure < Workshop::kLeastFree ? CheckOutcome::watch : CheckOutcome::passed;
  CHECK(note.outcome == expected);
  CHECK(place.last(Check::storage).outcome == expected);
  // The control: the file is taken away, so what was written is not found again.
  std::filesystem::remove(place.folder.path() / "workshop.db");
  CHECK(place.ran(Check::storage).outcome == CheckOutcome::failed);
}

TEST_CASE("the printer says how it is; of the speaker only ears can tell that it was heard") {
  std::atomic<CheckOutcome> printer{CheckOutcome::watch};
  std::atomic<bool> plays{true};
  WorkshopTools tools;
  tools.printer = [&] { return printer.load(); };
  tools.play = [&] { return plays.load(); };
  Place place{std::move(tools)};
  CHECK(place.ran(Check::printer).outcome == CheckOutcome::watch);
  printer = CheckOutcome::failed;
  CHECK(place.ran(Check::printer).outcome == CheckOutcome::failed);

  place.workshop->note({3}, Check::speaker, CheckOutcome::passed);
  (void)place.inbox.next<event::Checked>();
  CHECK(place.ran(Check::speaker).outcome == CheckOutcome::not_tried);
  CHECK(place.last(Check::speaker).outcome == CheckOutcome::passed);  // until somebody says else
  plays = false;
  CHECK(place.ran(Check::speaker).outcome == CheckOutcome::failed);
  CHECK(place.last(Check::speaker).outcome == CheckOutcome::failed);
}

TEST_CASE("the journal's errors and its export come through, and so does what went wrong") {
  tl::expected<std::string, visit::ExportTrouble> answer = std::string("GC07-210126.gcj");
  WorkshopTools tools;
  tools.read_errors = [] { return std::vector{visit::JournalLine{kMorning, 3, 1, 0}}; };
  tools.export_journal = [&] { return answer; };
  Place place{std::move(tools)};
  place.workshop->journal({5});
  const auto read = place.inbox.next<event::JournalRead>();
  REQUIRE(read.lines.size() == 1);
  CHECK(read.lines.front().what == 3);
  place.workshop->export_journal({6});
  CHECK(place.inbox.next<event::JournalExported>().file == "GC07-210126.gcj");
  answer = tl::unexpected(visit::ExportTrouble::full);
  place.workshop->export_journal({7});
  const auto not_exported = place.inbox.next<event::JournalNotExported>();
  CHECK(not_exported.ticket == visit::Ticket{7});
  CHECK(not_exported.trouble == visit::ExportTrouble::full);
}

TEST_CASE("of each device the last trouble that the journal tells is told with it") {
  using What = visit::Entry::What;
  const auto line = [](What what, int detail, std::chrono::minutes ago) {
    return visit::JournalLine{kMorning - ago, static_cast<int>(what), detail, 0};
  };
  WorkshopTools tools;
  tools.read_errors = [&] {  // newest first
    return std::vector{line(What::held, 0, 5min),
                       line(What::device, static_cast<int>(visit::Device::scanner), 6min),
                       line(What::print_trouble, 0, 7min), line(What::query_trouble, 1, 8min),
                       line(What::delivery, 3, 9min)};
  };
  Place place(std::move(tools));
  CHECK(place.last(Check::printer).trouble == kMorning - 5min);
  CHECK(place.last(Check::scanner).trouble == kMorning - 6min);
  CHECK(place.last(Check::health_codes).trouble == kMorning - 8min);
  CHECK(place.last(Check::card_reader).trouble == std::nullopt);
  CHECK(place.last(Check::storage).trouble == std::nullopt);
}

TEST_CASE("the readiness report says of every check what it is, what it came to and when") {
  WorkshopTools tools;
  tools.ask_health = [] {
    return tl::expected<std::chrono::milliseconds, visit::QueryTrouble>{2300ms};
  };
  Place place{std::move(tools)};
  (void)place.ran(Check::health_codes);
  place.workshop->note({3}, Check::scanner, CheckOutcome::failed);
  (void)place.inbox.next<event::Checked>();
  const visit::ReadinessReport report = place.all().report;
  REQUIRE(report.checks.size() == visit::kChecks);
  std::set<std::string> names;
  for (const auto& check : report.checks) {
    names.insert(check.what.zh);
    CHECK_FALSE(check.what.en.empty());
    CHECK(check.at.has_value() == (check.outcome != Outcome::not_tried));
  }
  CHECK(names.size() == visit::kChecks);
  const auto& service = report.checks.at(static_cast<std::size_t>(Check::health_codes));
  CHECK(service.outcome == Outcome::passed);
  CHECK(service.detail == "GET /v1/health 2300 ms 偏慢 slow");
  CHECK(report.checks.at(static_cast<std::size_t>(Check::scanner)).outcome == Outcome::failed);
  CHECK(report.checks.at(static_cast<std::size_t>(Check::keys)).outcome == Outcome::not_tried);
  CHECK(report.configuration == "2021-01-20.3");
  CHECK(report.policy.id == "REF-CN-2021");
}

}  // namespace
}  // namespace devices
