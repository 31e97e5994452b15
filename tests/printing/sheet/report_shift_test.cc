// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/shift_report.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "printing/sheet/code_text.h"
#include "printing/sheet/draw.h"
#include "printing/sheet/prepared_sheet.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/report_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

Sheet drawn_report(const visit::ShiftReport& report, const SheetDetails& details) {
  Sheet sheet = sheet_of(report, details);
  CHECK(faults(sheet).empty());
  if (details.paper == Paper::roll) CHECK(within_print_head(sheet));
  return sheet;
}

void check(std::string_view name, const visit::ShiftReport& report, const SheetDetails& details) {
  const visit::Secret code = code_text(report, details.serial);
  check_paper(name, drawn_report(report, details), code.reveal());
}

SheetDetails practice_reprint(SheetDetails details) {
  details.practice = true;
  details.reprint = visit::Reprint{2, "GC07-210126-0038-1"};
  return details;
}

}  // namespace

TEST_CASE("the shift reports on A4 are those somebody looked at", "[golden]") {
  check("report_shift", quiet_shift(), slip_details());
  check("report_shift_english", quiet_shift(), english(slip_details()));
  check("report_shift_busy", busy_shift(), practice_reprint(slip_details()));
  check("report_shift_busy_english", busy_shift(), english(slip_details()));
  check("report_shift_empty", empty_shift(), slip_details());
}

TEST_CASE("the shift reports on a roll are those somebody looked at", "[golden]") {
  check("report_shift_roll", quiet_shift(), roll_details());
  check("report_shift_roll_english", busy_shift(), english(roll_details()));
  check("report_shift_roll_practice", empty_shift(), practice_reprint(roll_details()));
}

TEST_CASE("a shift report says the same figures on A4 and on a roll") {
  visit::ShiftReport report = quiet_shift();
  // No two alike, so that a figure that is left out is missed.
  report.visits = 10001;
  report.help_calls = 10002;
  report.green = 10003;
  report.yellow = 10004;
  report.red = 10005;
  report.by_hand = 10006;
  report.left_early = 10007;
  report.printed = 10008;
  report.not_printed = 10009;
  report.unknown = 10010;
  report.voided = 10011;
  report.replaced = 10012;
  report.not_sent = 10013;
  for (const SheetDetails& details :
       {slip_details(), english(slip_details()), roll_details(), english(roll_details())}) {
    const Sheet sheet = drawn_report(report, details);
    const std::string words = all_words(sheet);
    for (int figure = 10001; figure <= 10013; ++figure) {
      INFO(figure);
      CHECK(words.find(std::to_string(figure)) != std::string::npos);
    }
    CHECK(words.find("10014") == std::string::npos);
    CHECK(saying(sheet, "20020"));                    // came out: printed and replaced
    CHECK(words.find("50050") != std::string::npos);  // the states' sum
    CHECK(saying(sheet, "GC07-210126-0001-4"));
    CHECK(saying(sheet, "GC07-210126-0191-3"));
    CHECK(words.find("1.4 / 3.0 s") != std::string::npos);
    CHECK(words.find("7f3a 91c2 0be4 55d8") != std::string::npos);
  }
}

TEST_CASE("what is still open stands white on black, and nothing does when all is closed") {
  const auto dark = [](const Sheet& sheet) {
    std::size_t white = 0;
    for (const Mark& mark : sheet.marks) {
      const auto* run = std::get_if<TextRun>(&mark);
      if (run && run->ink == Ink::white) ++white;
    }
    return white;
  };
  visit::ShiftReport report = quiet_shift();
  for (const SheetDetails& details : {slip_details(), roll_details()}) {
    report.unknown = 1;
    CHECK(dark(drawn_report(report, details)) == 3);  // two words and the figure
    report.unknown = 0;
    CHECK(dark(drawn_report(report, details)) == 0);
  }
}

TEST_CASE("of more than four incidents the rest is counted, never cut") {
  visit::ShiftReport report = quiet_shift();
  const auto incident = report.incidents.front();
  report.incidents.resize(4);
  for (const SheetDetails& details : {slip_details(), roll_details()}) {
    CHECK(all_words(drawn_report(report, details)).find("另有") == std::string::npos);
  }
  for (int i = 0; i < 5; ++i) report.incidents.push_back(incident);
  for (const SheetDetails& details : {slip_details(), roll_details()}) {
    const std::string words = all_words(drawn_report(report, details));
    CHECK(words.find("另有 5 条，请看日志。") != std::string::npos);
    CHECK(words.find("5 more: see the journal.") != std::string::npos);
  }
  // Long ones take their lines; what then has no room on the page is counted with the rest.
  const std::string busy = all_words(drawn_report(busy_shift(), slip_details()));
  CHECK(busy.find("另有 9 条") == std::string::npos);
  CHECK(all_words(drawn_report(busy_shift(), english(slip_details()))).find("9 more") ==
        std::string::npos);
  CHECK(busy.find("另有 ") != std::string::npos);
}

TEST_CASE("a shift without visitors, serials and times says so") {
  for (const SheetDetails& details : {slip_details(), roll_details()}) {
    const std::string words = all_words(drawn_report(empty_shift(), details));
    CHECK(words.find("没有异常。") != std::string::npos);
    CHECK(words.find("还没有记录") != std::string::npos);
    CHECK(words.find("–") == words.rfind("–"));  // that of the hours; no time is made up
  }
}

TEST_CASE("a shift over midnight names the day it ended on") {
  CHECK(all_words(drawn_report(busy_shift(), slip_details())).find("22:30 – 12月27日 07:30") !=
        std::string::npos);
  CHECK(all_words(drawn_report(quiet_shift(), slip_details())).find("07:30 – 15:30") !=
        std::string::npos);
}

TEST_CASE("a shift report passes the gate on every printer") {
  const Press press{stationery(), slip_trust(), slip_faces()};
  for (const int dots_per_inch : {203, 300, 600}) {
    for (const Paper paper : {Paper::a4, Paper::roll}) {
      SheetDetails details = slip_details();
      details.paper = paper;
      details.dots_per_inch = dots_per_inch;
      CHECK(prepare(busy_shift(), details, press).has_value());
    }
  }
  // The control: a code finer than that cannot be printed.
  SheetDetails coarse = slip_details();
  coarse.dots_per_inch = 96;
  CHECK_FALSE(prepare(busy_shift(), coarse, press).has_value());
}

TEST_CASE("a shift report that cannot be drawn is refused in words") {
  const auto refused = [](const visit::ShiftReport& report, const SheetDetails& details) {
    const auto sheet = draw(report, details, stationery(), slip_faces());
    REQUIRE_FALSE(sheet.has_value());
    return sheet.error();
  };
  visit::ShiftReport report = quiet_shift();
  report.configuration = std::string(200, 'x');
  CHECK(refused(report, slip_details()) == SheetTrouble::words_do_not_fit);
  CHECK(refused(report, roll_details()) == SheetTrouble::words_do_not_fit);
  report = quiet_shift();
  report.staff.assign(400, "40231");
  CHECK(refused(report, slip_details()) == SheetTrouble::sentences_too_long);
  report = quiet_shift();
  report.audit_head.append(400, 'a');
  CHECK(refused(report, roll_details()) == SheetTrouble::code_does_not_fit);
}
