// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/sheet/route_slip_samples.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "printing/sheet/draw.h"

namespace printing::testing {

namespace {

using visit::HistoryAnswer;

visit::HistoryRow row(const char* zh, const char* en, HistoryAnswer answer,
                      std::string_view detail_zh = "", std::string_view detail_en = "") {
  return {{zh, en}, visit::Secret(detail_zh), visit::Secret(detail_en), answer};
}

}  // namespace

const RoutePlan& routes() {
  static const RoutePlan kRoutes = [] {
    auto read = RoutePlan::read(KIOSK_SOURCE_DIR "/config/routes", stationery(), slip_faces());
    INFO((read ? "" : read.error()));
    REQUIRE(read.has_value());
    return std::move(*read);
  }();
  return kRoutes;
}

visit::RouteSlip slip_to(std::string_view destination) {
  const visit::Destination* to = routes().find(destination);
  REQUIRE(to != nullptr);
  visit::RouteSlip slip{visit::Secret("王建国"),
                        visit::Secret("990101********0020"),
                        *to,
                        {},
                        visit::Answerer::self,
                        "epi-survey 1.3",
                        "WH1-R 2.0"};
  slip.history.push_back(row("中高风险地区旅居", "Stay in a risk area", HistoryAnswer::no));
  slip.history.push_back(row("接触感染者", "Contact with an infected person", HistoryAnswer::no));
  slip.history.push_back(
      row("接触风险地区的发热病人", "Contact with a feverish person", HistoryAnswer::unsure));
  slip.history.push_back(row("身边两人以上发热", "Two or more ill around you", HistoryAnswer::no));
  slip.history.push_back(row("境外旅居", "Stay abroad", HistoryAnswer::no));
  slip.history.push_back(
      row("症状", "Symptoms", HistoryAnswer::yes, "发热、干咳", "fever, dry cough"));
  slip.history.push_back(
      row("体温", "Temperature", HistoryAnswer::high, "37.6 ℃", "37.6 ℃, infrared"));
  return slip;
}

visit::RouteSlip fever_clinic_slip() { return slip_to("fever_clinic"); }

visit::RouteSlip hardest_route_slip() {
  visit::RouteSlip slip = fever_clinic_slip();
  slip.name = visit::Secret("阿卜杜热伊木·托合提 ئابدۇرېھىم توختى");
  slip.answered_by = visit::Answerer::staff;
  slip.history.pop_back();
  slip.history.pop_back();
  slip.history.push_back(row("接种过疫苗", "Vaccinated", HistoryAnswer::unsure));
  slip.history.push_back(
      row("症状", "Symptoms", HistoryAnswer::yes,
          "发热、干咳、乏力、闻不到、尝不出、鼻塞、流涕、咽痛、眼睛红、肌肉痛、腹泻",
          "fever, dry cough, tiredness, no smell, no taste, stuffy nose, runny nose, sore throat, "
          "red eyes, aches, diarrhoea"));
  slip.history.push_back(row("体温", "Temperature", HistoryAnswer::normal, "36.6 ℃", "36.6 ℃"));
  slip.history.push_back(row("最近14天用过退烧药", "Fever medicine", HistoryAnswer::yes));
  visit::Destination& to = slip.destination;
  to.steps = {{{"出门左转", "Left, follow the arrows"}, "跟着地上的箭头"},
              {{"直走 100 米", "100 m, past the wards"}, "过住院楼"},
              {{"停车场前右转", "Right at the car park"}, ""},
              {{"进 3 号楼", "Hand this to the nurse"}, "把本页交给护士"}};
  to.map.buildings = {
      {2, 2, 36, 22, "门诊楼", "1号楼", false}, {42, 2, 16, 13, "住院", "", false},
      {60, 2, 16, 13, "放射", "", false},       {86, 4, 30, 24, "发热门诊", "3号楼", true},
      {2, 46, 22, 12, "食堂", "", false},       {56, 40, 14, 10, "药房", "", false},
      {74, 41, 10, 9, "库", "", false},         {90, 48, 26, 10, "停车场", "", false}};
  to.map.way = {{20, 24}, {20, 33}, {66, 33}, {66, 21}, {81, 21}, {81, 12}, {86, 12}};
  to.map.turns = {{20, 33}, {44, 33}, {66, 33}, {81, 21}};
  return slip;
}

visit::HealthCard health_card_of(std::string_view name) {
  const visit::Certificate like = green_certificate();
  // A reference and a signature without a test: version 15.
  return {visit::Secret(name),
          visit::Secret("990101********0039"),
          {visit::Secret(like.slip.qr.reveal().substr(0, 400)), shanghai(2021, 7, 26, 0, 0),
           "9901012101260061", std::nullopt},
          "湖北省健康码服务",
          {"HB-OFF", "1.4", "湖北省离线码规则"}};
}

SheetDetails details_of(std::string_view serial) {
  SheetDetails details = slip_details();
  details.serial = serial;
  return details;
}

tl::expected<Sheet, SheetTrouble> tried(const visit::Document& document,
                                        const SheetDetails& details) {
  return draw(document, details, stationery(), slip_faces());
}

Sheet drawn(const visit::Document& document, const SheetDetails& details) {
  auto sheet = tried(document, details);
  INFO((sheet ? "" : std::string(describe(sheet.error()))));
  REQUIRE(sheet.has_value());
  return std::move(*sheet);
}

}  // namespace printing::testing
