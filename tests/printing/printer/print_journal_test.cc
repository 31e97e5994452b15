// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/print_journal.h"

#include <catch2/catch.hpp>
#include <set>

namespace printing {
namespace {

using visit::Date;
using visit::PrintRecord;
using visit::SheetState;
using namespace std::chrono_literals;

constexpr visit::Moment kNow{1611626700000ms};
constexpr Date kDay{std::chrono::year{2021}, std::chrono::January, std::chrono::day{26}};

const std::string kUuid = "urn:uuid:3f0a";

PrintRecord record_in(SheetState state) {
  PrintRecord record;
  record.serial = "GC07-210126-0042-7";
  record.state = state;
  if (state != SheetState::reserved) record.job = {5, kUuid};
  record.delivered = state == SheetState::sent;
  return record;
}

JobReport report(JobState state, std::optional<int> impressions) {
  return {kUuid, "GC07-210126-0042-7", state, false, impressions};
}

SheetState after(const PrintRecord& record, const Evidence& evidence) {
  return conclude(record, evidence, kNow).state;
}
SheetState sent_then(const JobReport& seen, bool settled = true) {
  return after(record_in(SheetState::sent), evidence::Seen{seen, settled});
}

TEST_CASE("a serial is the machine, the day, the number and the figure that checks them") {
  CHECK(visit::serial("GC07", kDay, 42) == "GC07-210126-0042-7");
  CHECK(visit::is_serial("GC07-210126-0042-7"));
  CHECK(visit::machine_of("GC07-210126-0042-7") == "GC07");
  for (const char* text :
       {"", "-210126-0042-7", "GC07-210126-0042-6", "GC07-210126-42-7", "gc07-210126-0042-7",
        "GC07-210126-0042-7 ", "GC07-210126+0042-7", "ABCDEFGHI-210126-0042-7", "test page"}) {
    CAPTURE(text);
    CHECK_FALSE(visit::is_serial(text));
    CHECK(visit::machine_of(text).empty());
  }
}

TEST_CASE("the check figure finds every single wrong digit and every swap of neighbours but 09") {
  const std::string right = visit::serial("GC07", kDay, 42);
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (char wrong = '0'; wrong <= '9'; ++wrong) {
      if (right[i] == '-' || right[i] > '9' || right[i] == wrong) continue;
      std::string typed = right;
      typed[i] = wrong;
      CAPTURE(typed);
      CHECK_FALSE(visit::is_serial(typed));
    }
  }
  const auto is_blind = [](char a, char b) { return a == b || (a == '0' && b == '9'); };
  for (int number = 1; number <= 999; ++number) {
    const std::string serial = visit::serial("GC07", kDay, number);
    for (std::size_t i = 5; i + 1 < serial.size(); ++i) {
      const char a = serial[i];
      const char b = serial[i + 1];
      if (a == '-' || b == '-' || is_blind(a, b) || is_blind(b, a)) continue;
      std::string typed = serial;
      std::swap(typed[i], typed[i + 1]);
      CAPTURE(typed);
      REQUIRE_FALSE(visit::is_serial(typed));
    }
  }
}

TEST_CASE("no two sheets of a day share a serial, and none is longer than the printed field") {
  std::set<std::string> seen;
  for (int number = 1; number <= visit::kSheetsADay; ++number) {
    const std::string serial = visit::serial("GC07", kDay, number);
    REQUIRE(serial.size() == 18);
    REQUIRE(seen.insert(serial).second);
  }
}

TEST_CASE(
    "printed is only what the printer says of this very job: completed, and a sheet counted") {
  CHECK(sent_then(report(JobState::completed, 1)) == SheetState::printed);
  CHECK(sent_then(report(JobState::completed, 1), /*settled=*/false) == SheetState::printed);

  CHECK(sent_then(report(JobState::completed, 0)) == SheetState::unknown);
  CHECK(sent_then(report(JobState::completed, std::nullopt)) == SheetState::unknown);
  CHECK(sent_then(report(JobState::canceled, 1)) == SheetState::unknown);
  CHECK(sent_then(report(JobState::aborted, 1)) == SheetState::unknown);
  JobReport other = report(JobState::completed, 1);
  other.uuid = "urn:uuid:4711";
  CHECK(sent_then(other) == SheetState::unknown);
  other = report(JobState::completed, 1);
  other.name = "GC07-210126-0043-5";
  CHECK(sent_then(other) == SheetState::unknown);
  other = report(JobState::completed, 1);
  other.uuid.clear();
  PrintRecord without_uuid = record_in(SheetState::sent);
  without_uuid.job.uuid.clear();
  CHECK(after(without_uuid, evidence::Seen{other, true}) == SheetState::unknown);
}

TEST_CASE("a document that may have been cut off is never called printed") {
  const PrintRecord sending = record_in(SheetState::sending);
  CHECK(after(sending, evidence::Seen{report(JobState::completed, 1), true}) ==
        SheetState::unknown);
  const PrintRecord unknown = conclude(sending, evidence::GaveUp{}, kNow);
  CHECK(after(unknown, evidence::Seen{report(JobState::completed, 1), true}) ==
        SheetState::unknown);
}

TEST_CASE("not printed is what was never sent, or what this very job ended with no sheet at all") {
  for (const SheetState state : {SheetState::reserved, SheetState::created}) {
    CHECK(after(record_in(state), evidence::GaveUp{}) == SheetState::not_printed);
  }
  for (const JobState end : {JobState::canceled, JobState::aborted}) {
    CHECK(sent_then(report(end, 0)) == SheetState::not_printed);
    CHECK(sent_then(report(end, 0), /*settled=*/false) == SheetState::sent);
    CHECK(sent_then(report(end, std::nullopt)) == SheetState::unknown);
    PrintRecord jammed = conclude(record_in(SheetState::sent), evidence::Jammed{}, kNow);
    CHECK(after(jammed, evidence::Seen{report(end, 0), true}) == SheetState::unknown);
  }
}

TEST_CASE("from the first byte on, silence leaves a sheet unknown") {
  for (const SheetState state : {SheetState::sending, SheetState::sent}) {
    CHECK(after(record_in(state), evidence::GaveUp{}) == SheetState::unknown);
  }
}

TEST_CASE("a job under way decides nothing") {
  for (const JobState state : {JobState::pending, JobState::pending_held, JobState::processing,
                               JobState::processing_stopped}) {
    CHECK(sent_then(report(state, 1)) == SheetState::sent);
  }
}

TEST_CASE("the printer may still close what is unknown, and a person may; nothing else does") {
  PrintRecord unknown = conclude(record_in(SheetState::sent), evidence::GaveUp{}, kNow);
  CHECK(after(unknown, evidence::GaveUp{}) == SheetState::unknown);
  CHECK(after(unknown, evidence::Seen{report(JobState::completed, 1), false}) ==
        SheetState::printed);
  CHECK(after(unknown, evidence::Seen{report(JobState::aborted, 0), true}) ==
        SheetState::not_printed);
  CHECK(after(unknown, evidence::InHand{}) == SheetState::printed);

  const PrintRecord voided = conclude(unknown, evidence::Voided{}, kNow);
  CHECK(voided.state == SheetState::voided);
  CHECK(after(voided, evidence::Seen{report(JobState::completed, 1), true}) == SheetState::voided);
  CHECK(after(voided, evidence::InHand{}) == SheetState::voided);
  const PrintRecord replaced = conclude(voided, evidence::Replaced{"GC07-210126-0043-5"}, kNow);
  CHECK(replaced.state == SheetState::replaced);
  CHECK(replaced.replaced_by == "GC07-210126-0043-5");
}

TEST_CASE("what is closed stays closed, whatever the printer says later") {
  for (const SheetState closed :
       {SheetState::printed, SheetState::not_printed, SheetState::voided, SheetState::replaced}) {
    const PrintRecord record = record_in(closed);
    CHECK(after(record, evidence::GaveUp{}) == closed);
    CHECK(after(record, evidence::Seen{report(JobState::completed, 1), true}) == closed);
    CHECK(after(record, evidence::Seen{report(JobState::aborted, 0), true}) == closed);
  }
  // Nor can a person void what is still on its way.
  CHECK(after(record_in(SheetState::sent), evidence::Voided{}) == SheetState::sent);
}

TEST_CASE("what a slip is called is kept of every sheet that may exist, and of no other") {
  PrintRecord record = record_in(SheetState::sent);
  record.slip = "3F9A1C20B7D4E855";
  const PrintRecord unknown = conclude(record, evidence::GaveUp{}, kNow);
  CHECK(unknown.slip == record.slip);
  // The service must be able to hear that it counts no more.
  CHECK(conclude(unknown, evidence::InHand{}, kNow).slip == record.slip);
  CHECK(conclude(unknown, evidence::Voided{}, kNow).slip == record.slip);
  const evidence::Seen out{report(JobState::completed, 1), true};
  CHECK(conclude(record, out, kNow).slip == record.slip);
  const evidence::Seen none{report(JobState::aborted, 0), true};
  CHECK(conclude(record, none, kNow).slip.empty());
  record.state = SheetState::reserved;
  CHECK(conclude(record, evidence::JobMade{{5, kUuid}}, kNow).slip == record.slip);
  CHECK(conclude(record, evidence::GaveUp{}, kNow).slip.empty());
}

TEST_CASE("a sheet that came out is voided by a person, and replaced once its successor is out") {
  const PrintRecord printed = record_in(SheetState::printed);
  CHECK(after(printed, evidence::Voided{}) == SheetState::voided);

  const PrintRecord announced =
      conclude(printed, evidence::Reprinting{"GC07-210126-0043-5"}, kNow + 1s);
  CHECK(announced.state == SheetState::printed);
  CHECK(announced.since == printed.since);
  CHECK(announced.replaced_by == "GC07-210126-0043-5");
  // The other sheet did not come out: as before.
  CHECK(conclude(announced, evidence::NotReprinted{}, kNow) == printed);
  const PrintRecord replaced = conclude(announced, evidence::Replaced{"GC07-210126-0043-5"}, kNow);
  CHECK(replaced.state == SheetState::replaced);
  CHECK(replaced.replaced_by == "GC07-210126-0043-5");
  CHECK(replaced.since == kNow);
  // Nor does it come back.
  CHECK(conclude(replaced, evidence::NotReprinted{}, kNow) == replaced);
  CHECK(conclude(replaced, evidence::Reprinting{"GC07-210126-0044-3"}, kNow) == replaced);
  CHECK(after(replaced, evidence::Voided{}) == SheetState::replaced);
}

TEST_CASE("what is on its way, in doubt or never came out has no successor") {
  for (const SheetState state : {SheetState::reserved, SheetState::created, SheetState::sending,
                                 SheetState::sent, SheetState::unknown, SheetState::not_printed}) {
    const PrintRecord record = record_in(state);
    CHECK(conclude(record, evidence::Reprinting{"GC07-210126-0043-5"}, kNow) == record);
    CHECK(conclude(record, evidence::Replaced{"GC07-210126-0043-5"}, kNow) == record);
  }
}

}  // namespace
}  // namespace printing
