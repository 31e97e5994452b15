// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/roll_form.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/printing/sheet/report_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

bool finds(const Sheet& sheet, Fault fault) {
  const auto found = check(sheet);
  return std::any_of(found.begin(), found.end(),
                     [&](const SheetFault& each) { return each.fault == fault; });
}

// A roll of nothing but these lines.
tl::expected<Sheet, SheetTrouble> roll_of(const std::vector<std::string>& lines, Type type) {
  const SheetDetails details = roll_details();
  RollForm form("Roll", details, slip_words(), slip_faces());
  for (const std::string& line : lines) {
    form.column().paragraph(line, type);
    form.column().skip(Column::kLineGap);
  }
  return std::move(form).finish();
}

std::vector<std::string> said(const Sheet& sheet) {
  std::vector<std::string> lines;
  for (const Mark& mark : sheet.marks) {
    if (const auto* run = std::get_if<TextRun>(&mark)) lines.emplace_back(run->text.reveal());
  }
  return lines;
}

}  // namespace

TEST_CASE("a serial's code may stand at the end of a roll's line, where a page's may not") {
  Sheet sheet = sheet_of(visit::Document(roll_route()), roll_details());
  CHECK_FALSE(finds(sheet, Fault::code_near_edge));
  sheet.code_from_edge = 16;
  CHECK(finds(sheet, Fault::code_near_edge));
}

TEST_CASE("type on a roll stands where its head prints and is never below 12 points") {
  Sheet sheet = sheet_of(quiet_shift(), roll_details());
  CHECK(faults(sheet).empty());
  CHECK(within_print_head(sheet));
  sheet.live.w -= 10;
  CHECK(finds(sheet, Fault::outside_margin));
  sheet.floor = {12.5};
  CHECK(finds(sheet, Fault::below_floor));
  sheet.marks.push_back(FilledRect{{3, 20, 4, 1}, Ink::black});
  CHECK_FALSE(within_print_head(sheet));
}

TEST_CASE("a roll is as long as what it says and ends 6 mm below it") {
  const auto brief = roll_of({"绿码"}, bold(24));
  const auto longer = roll_of({"绿码", "绿码"}, bold(24));
  REQUIRE((brief && longer));
  const double line = Points{24}.mm() + Column::kLineGap;
  CHECK(longer->height - brief->height == Approx(line).margin(.11));
  CHECK(roll_of(std::vector<std::string>(90, "绿码"), bold(24)).error() ==
        SheetTrouble::sentences_too_long);
}

TEST_CASE("a line that is broken loses nothing, and no character is left alone") {
  // 14 characters of 15 points and a stop take two lines: not thirteen and one.
  const auto sheet = roll_of({"请戴好口罩在这里等工作人员过来吧。"}, regular(15));
  REQUIRE(sheet.has_value());
  CHECK(faults(*sheet).empty());
  const auto lines = said(*sheet);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] + lines[1] == "请戴好口罩在这里等工作人员过来吧。");
  CHECK(lines[1].size() >= 3 * std::string("吧").size());

  CHECK(roll_of({std::string(60, 'W')}, regular(15)).error() == SheetTrouble::words_do_not_fit);
}

TEST_CASE("parts joined by a dot stand on lines of their own where they do not fit one") {
  const auto apart = roll_of({"Negative·sampled 26 Jan 2021 09:30·武汉市第一医院"}, regular(12));
  REQUIRE(apart.has_value());
  CHECK(said(*apart) ==
        std::vector<std::string>{"Negative", "sampled 26 Jan 2021 09:30", "武汉市第一医院"});
  const auto together = roll_of({"Negative·武汉"}, regular(12));
  REQUIRE(together.has_value());
  CHECK(said(*together) == std::vector<std::string>{"Negative·武汉"});
}
