// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/readiness_report.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "printing/sheet/draw.h"
#include "printing/sheet/prepared_sheet.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/report_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

Sheet drawn_report(const visit::ReadinessReport& report, const SheetDetails& details) {
  Sheet sheet = sheet_of(report, details);
  CHECK(faults(sheet).empty());
  if (details.paper == Paper::roll) CHECK(within_print_head(sheet));
  return sheet;
}

void check(std::string_view name, const visit::ReadinessReport& report,
           const SheetDetails& details) {
  check_paper(name, drawn_report(report, details), details.serial);
}

std::size_t count(const std::string& words, const std::string& wanted) {
  std::size_t found = 0;
  for (auto at = words.find(wanted); at != words.npos; at = words.find(wanted, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("the readiness reports are those somebody looked at", "[golden]") {
  check("report_readiness", ready_machine(), slip_details());
  check("report_readiness_english", ready_machine(), english(slip_details()));
  check("report_readiness_many", troubled_machine(15), slip_details());
  check("report_readiness_roll", ready_machine(), roll_details());
  SheetDetails practice = english(roll_details());
  practice.practice = true;
  practice.reprint = visit::Reprint{2, "GC07-210126-0038-1"};
  check("report_readiness_roll_english", ready_machine(), practice);
}

TEST_CASE("a readiness report names every check and what came of it") {
  const visit::ReadinessReport report = ready_machine();
  for (const SheetDetails& details :
       {slip_details(), english(slip_details()), roll_details(), english(roll_details())}) {
    const Sheet sheet = drawn_report(report, details);
    const std::string words = all_words(sheet);
    for (const auto& check : report.checks) {
      CHECK(words.find(check.what.zh) != std::string::npos);
      CHECK(words.find(check.what.en) != std::string::npos);
    }
    CHECK(words.find("connect timed out after 3 s") != std::string::npos);
    CHECK(words.find("2021-01-26 07:06") != std::string::npos);
    const TextRun* failed = nullptr;
    for (const Mark& mark : sheet.marks) {
      const auto* run = std::get_if<TextRun>(&mark);
      const auto* word = details.first == First::chinese ? "未通过" : "Failed";
      if (run && run->text.reveal() == word && run->at.x > sheet.width / 2) failed = run;
    }
    REQUIRE(failed);
    CHECK(failed->ink == Ink::white);
  }
}

TEST_CASE("as long as no service has named its rules the report says that, not a name left out") {
  visit::ReadinessReport report = ready_machine();
  for (const SheetDetails& details : {slip_details(), roll_details()}) {
    const std::string named = all_words(drawn_report(report, details));
    CHECK(named.find(report.policy.id) != std::string::npos);
    CHECK(named.find("还没有问到") == std::string::npos);
    visit::ReadinessReport early = report;
    early.policy = {};
    CHECK(all_words(drawn_report(early, details)).find("政策 还没有问到") != std::string::npos);
  }
}

TEST_CASE("where checks are many those that passed are counted; none that failed is left out") {
  for (const int checks : {9, 12, 15, 18, 21}) {
    INFO(checks);
    const visit::ReadinessReport report = troubled_machine(checks);
    const std::string words = all_words(drawn_report(report, slip_details()));
    const auto failed = static_cast<std::size_t>((checks + 2) / 3);
    CHECK(count(words, "未通过") == failed + 1);  // and the figure's own word
    const std::size_t named = count(words, report.checks.front().what.zh);
    CHECK(named >= failed);
    const auto counted = static_cast<std::size_t>(checks) - named;
    const std::string more = "另有 " + std::to_string(counted) + " 条已通过";
    CHECK((words.find(more) != std::string::npos) == (counted > 0));
  }
  // The control: a machine whose checks fit names them all, with details.
  const std::string whole = all_words(drawn_report(ready_machine(), slip_details()));
  CHECK(whole.find("另有") == std::string::npos);
  CHECK(whole.find("sequence 41, 3 days old") != std::string::npos);
}

TEST_CASE("a machine on which nothing was tried says so") {
  visit::ReadinessReport report = ready_machine();
  report.checks.clear();
  for (const SheetDetails& details : {slip_details(), roll_details()}) {
    CHECK(all_words(drawn_report(report, details)).find("没有做检查。") != std::string::npos);
  }
  CHECK(all_words(drawn_report(ready_machine(), slip_details())).find("没有做检查。") ==
        std::string::npos);
}

TEST_CASE("a readiness report passes the gate on every printer") {
  const Press press{stationery(), slip_trust(), slip_faces()};
  for (const int dots_per_inch : {203, 300, 600}) {
    for (const Paper paper : {Paper::a4, Paper::roll}) {
      SheetDetails details = slip_details();
      details.paper = paper;
      details.dots_per_inch = dots_per_inch;
      CHECK(prepare(ready_machine(), details, press).has_value());
    }
  }
}

TEST_CASE("more failures than a page holds are refused in words, on a roll they fit") {
  visit::ReadinessReport report = troubled_machine(20);
  for (auto& check : report.checks) check.outcome = visit::ReadinessReport::Outcome::failed;
  const auto sheet = draw(report, slip_details(), stationery(), slip_faces());
  REQUIRE_FALSE(sheet.has_value());
  CHECK(sheet.error() == SheetTrouble::sentences_too_long);
  CHECK_FALSE(describe(sheet.error()).empty());
  drawn_report(report, roll_details());
}
