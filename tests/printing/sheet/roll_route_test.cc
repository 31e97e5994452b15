// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_roll.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "printing/sheet/draw.h"
#include "printing/sheet/prepared_sheet.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/report_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

Sheet drawn_roll(visit::RouteSlip slip, const SheetDetails& details) {
  Sheet sheet = sheet_of(visit::Document(std::move(slip)), details);
  CHECK(faults(sheet).empty());
  CHECK(within_print_head(sheet));
  CHECK(sheet.width == 80);
  return sheet;
}

SheetTrouble refused(visit::RouteSlip slip) {
  const auto sheet =
      draw(visit::Document(std::move(slip)), roll_details(), stationery(), slip_faces());
  REQUIRE_FALSE(sheet.has_value());
  return sheet.error();
}

}  // namespace

TEST_CASE("the route rolls are those somebody looked at", "[golden]") {
  const std::string serial = roll_details().serial;
  check_paper("roll_route", drawn_roll(roll_route(), roll_details()), serial);
  check_paper("roll_route_english", drawn_roll(roll_route(), english(roll_details())), serial);
  SheetDetails practice = roll_details();
  practice.practice = true;
  practice.reprint = visit::Reprint{2, "GC07-210126-0038-1"};
  visit::RouteSlip unasked = roll_route();
  unasked.history.clear();
  check_paper("roll_route_practice", drawn_roll(std::move(unasked), practice), serial);
}

TEST_CASE("a route roll says where to, every step and every answer") {
  for (const bool in_english : {false, true}) {
    const Sheet sheet =
        drawn_roll(roll_route(), in_english ? english(roll_details()) : roll_details());
    CHECK(saying(sheet, "去发热门诊"));
    CHECK(saying(sheet, "990101********0020"));
    const std::string words = all_words(sheet);
    for (const char* said : {"直走100米，过住院楼", "100 m, past the wards", "发热、干咳", "37.6 ℃",
                             "流调结果不改变健康码颜色。", "我保证以上属实。"}) {
      INFO(said);
      CHECK(words.find(said) != std::string::npos);
    }
    CHECK(saying(sheet, in_english ? "Unsure" : "不清楚"));
    CHECK(saying(sheet, in_english ? "High" : "高"));
  }
}

TEST_CASE("nobody was asked: the roll says so instead of showing empty answers") {
  visit::RouteSlip slip = roll_route();
  slip.history.clear();
  const Sheet sheet = drawn_roll(std::move(slip), roll_details());
  CHECK(saying(sheet, "没有做流行病学问卷。"));
  CHECK(all_words(sheet).find("我保证以上属实") == std::string::npos);
  CHECK_FALSE(saying(drawn_roll(roll_route(), roll_details()), "没有做流行病学问卷。"));
}

TEST_CASE("a long list of symptoms takes lines and loses nothing") {
  visit::RouteSlip slip = roll_route();
  std::string list;
  for (const char* each : {"发热", "干咳", "乏力", "嗅觉减退", "味觉减退", "鼻塞", "流涕", "咽痛",
                           "结膜炎", "肌肉痛", "腹泻"}) {
    if (!list.empty()) list += "、";
    list += each;
  }
  slip.history[5].zh = visit::Secret(list);
  const std::string words = all_words(drawn_roll(std::move(slip), roll_details()));
  CHECK(words.find("症状：" + list) != std::string::npos);
}

TEST_CASE(
    "a building that is not on the way and too small for its name is left out of a roll's map") {
  visit::RouteSlip slip = roll_route();
  slip.destination.map.buildings[1].name = "住院部第一大楼";
  const Sheet sheet = drawn_roll(std::move(slip), roll_details());
  CHECK(saying(sheet, "住院部第一大楼") == nullptr);
  CHECK(saying(sheet, "发热门诊"));
  CHECK(saying(drawn_roll(roll_route(), roll_details()), "住院"));
}

TEST_CASE("four steps, no map and a long name fit a route roll") {
  visit::RouteSlip slip = roll_route();
  slip.name = visit::Secret("买买提吐尔逊江·阿卜杜热合曼·托合提如则麦麦提");
  slip.destination.steps.push_back(
      {{"坐电梯到三楼，出电梯以后往右走到底", "Lift to floor 3, right"}, "到护士站把本页交给护士"});
  slip.destination.map = {};
  const Sheet sheet = drawn_roll(std::move(slip), english(roll_details()));
  CHECK_FALSE(saying(sheet, "门诊楼"));
  CHECK(saying(sheet, "4"));
}

TEST_CASE("a route roll passes the gate on every printer") {
  const Press press{stationery(), slip_trust(), slip_faces()};
  for (const int dots_per_inch : {180, 203, 300, 600}) {
    SheetDetails details = roll_details();
    details.dots_per_inch = dots_per_inch;
    CHECK(prepare(visit::Document(roll_route()), details, press).has_value());
  }
}

TEST_CASE("a route roll that cannot be drawn is refused in words") {
  visit::RouteSlip slip = roll_route();
  slip.name = visit::Secret(std::string(60, 'W'));
  CHECK(refused(std::move(slip)) == SheetTrouble::name_does_not_fit);
  slip = roll_route();
  slip.destination.word.zh = "去很远很远很远很远的门诊";
  CHECK(refused(std::move(slip)) == SheetTrouble::words_do_not_fit);
  slip = roll_route();
  slip.destination.map.buildings[2].name = "发热门诊和感染科第一大楼";
  CHECK(refused(std::move(slip)) == SheetTrouble::words_do_not_fit);
  slip = roll_route();
  for (int i = 0; i < 60; ++i) slip.history.push_back({{"境外旅居", "Stay abroad"}, {}, {}, {}});
  CHECK(refused(std::move(slip)) == SheetTrouble::sentences_too_long);
}
