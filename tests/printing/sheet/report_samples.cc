// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/sheet/report_samples.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "printing/sheet/draw.h"

namespace printing::testing {

namespace {

using Outcome = visit::ReadinessReport::Outcome;

constexpr const char* kAuditHead =
    "7f3a91c20be455d8a01763ef2c9bd44018aa6e05f7c19b3240dd8e7651b9c3f0";

}  // namespace

SheetDetails roll_details() {
  SheetDetails details = slip_details();
  details.paper = Paper::roll;
  details.dots_per_inch = 203;
  details.palette = Palette::mono;
  return details;
}

SheetDetails english(SheetDetails details) {
  details.first = First::english;
  return details;
}

visit::Certificate on_roll(visit::Certificate certificate) {
  const std::string text(certificate.slip.qr.reveal());
  certificate.slip.qr = visit::Secret(text.substr(0, 410));
  return certificate;
}

visit::RouteSlip roll_route() {
  visit::RouteSlip slip;
  slip.name = visit::Secret("王建国");
  slip.number = visit::Secret("990101********0020");
  visit::Destination& to = slip.destination;
  to.word = {"去发热门诊", "Fever clinic"};
  to.where = {"3号楼 1层", "Building 3, ground floor"};
  to.minutes = 3;
  to.metres = 150;
  to.map.buildings = {{5, 6, 36, 25, "门诊楼", "1号楼", false},
                      {47, 6, 22, 18, "住院", "", false},
                      {75, 6, 38, 25, "发热门诊", "3号楼", true}};
  to.map.way = {{23, 31}, {23, 45}, {94, 45}, {94, 31}};
  to.map.turns = {{23, 45}, {58, 45}, {94, 45}};
  to.steps = {{{"出门左转", "Turn left at the door"}, "跟着地上的箭头"},
              {{"直走100米", "100 m, past the wards"}, "过住院楼"},
              {{"进3号楼", "Hand this to the nurse"}, "把本页交给护士"}};
  const auto row = [&](const char* zh, const char* en, visit::HistoryAnswer answer) {
    slip.history.push_back({{zh, en}, {}, {}, answer});
  };
  row("中高风险地区旅居", "Stay in a risk area", visit::HistoryAnswer::no);
  row("接触感染者", "Contact with a case", visit::HistoryAnswer::no);
  row("接触风险地区的发热病人", "Contact with a feverish person from there",
      visit::HistoryAnswer::unsure);
  row("身边两人以上发热", "Two or more around you with fever", visit::HistoryAnswer::no);
  row("境外旅居", "Stay abroad", visit::HistoryAnswer::no);
  slip.history.push_back({{"症状", "Symptoms"},
                          visit::Secret("发热、干咳"),
                          visit::Secret("fever, dry cough"),
                          visit::HistoryAnswer::yes});
  slip.history.push_back({{"体温", "Temperature"},
                          visit::Secret("37.6 ℃"),
                          visit::Secret("37.6 ℃"),
                          visit::HistoryAnswer::high});
  slip.form = "epi-survey 1.3";
  slip.routing = "WH1-R 2.0";
  return slip;
}

visit::ShiftReport quiet_shift() {
  visit::ShiftReport report;
  report.shift = {"白班", "Day shift"};
  report.from = shanghai(2021, 1, 26, 7, 30);
  report.until = shanghai(2021, 1, 26, 15, 30);
  report.staff = {"3318", "1102"};
  report.visits = 214;
  report.help_calls = 9;
  report.green = 171;
  report.yellow = 18;
  report.red = 2;
  report.by_hand = 14;
  report.left_early = 9;
  report.printed = 183;
  report.not_printed = 2;
  report.unknown = 1;
  report.voided = 1;
  report.replaced = 4;
  report.first_serial = "GC07-210126-0001-4";
  report.last_serial = "GC07-210126-0191-3";
  report.card_to_result_median = std::chrono::milliseconds{1400};
  report.card_to_result_p95 = std::chrono::milliseconds{2960};
  report.incidents = {
      {shanghai(2021, 1, 26, 8, 12),
       {"打印机缺纸，3 分钟后恢复", "media-empty, refilled after 3 min"}},
      {shanghai(2021, 1, 26, 11, 40),
       {"省健康码繁忙，改用国家平台 22 次", "E_BUSY, national source used 22 times"}},
      {shanghai(2021, 1, 26, 13, 5), {"读卡器重新插上，停 8 秒", "reader re-plugged, 8 s"}},
      {shanghai(2021, 1, 26, 14, 51),
       {"纸张不确定，等工作人员确认 0188", "UNKNOWN sheet 0188 awaits staff"}}};
  report.policy = {"HB-HC", "3.2", "湖北省健康码规则"};
  report.configuration = "2021-01-20.3";
  report.software = "1.0.0";
  report.audit_head = kAuditHead;
  report.audit_entries = 18402;
  return report;
}

visit::ShiftReport busy_shift() {
  visit::ShiftReport report = quiet_shift();
  report.shift = {"夜班", "Night shift"};
  report.from = shanghai(2021, 12, 26, 22, 30);
  report.until = shanghai(2021, 12, 27, 7, 30);
  report.staff = {"3318", "1102", "40231", "40232", "40233", "51177", "51178", "51179"};
  for (int* figure :
       {&report.visits, &report.help_calls, &report.green, &report.yellow, &report.red,
        &report.by_hand, &report.left_early, &report.printed, &report.not_printed, &report.unknown,
        &report.voided, &report.replaced, &report.not_sent}) {
    *figure = 88888;
  }
  report.card_to_result_median = std::chrono::seconds{188};
  report.card_to_result_p95 = std::chrono::seconds{888};
  report.incidents.clear();
  for (int i = 0; i < 9; ++i) {
    report.incidents.push_back(
        {shanghai(2021, 12, 26, 22, 40 + i),
         {"省健康码服务不回答，改用国家平台八百八十八次，工作人员在人工窗口登记了四十二位来访者",
          "The provincial service did not answer; the national source was used 888 times and staff "
          "registered 42 visitors by hand"}});
  }
  report.policy = {"REF-CN-2021-REVISION", "2021.12.26-3", "规则"};
  report.configuration = "2021-12-20.31-wuhan-first-hospital";
  report.software = "1.10.12+debian12";
  report.audit_entries = 18'402'331;
  return report;
}

visit::ShiftReport empty_shift() {
  visit::ShiftReport report;
  report.shift = {"白班", "Day shift"};
  report.from = shanghai(2021, 1, 26, 7, 30);
  report.until = shanghai(2021, 1, 26, 15, 30);
  report.policy = {"HB-HC", "3.2", "湖北省健康码规则"};
  report.configuration = "2021-01-20.3";
  report.software = "1.0.0";
  return report;
}

visit::ReadinessReport ready_machine() {
  visit::ReadinessReport report;
  const auto check = [&](const char* zh, const char* en, const char* detail, Outcome outcome,
                         int minute) {
    report.checks.push_back({{zh, en}, detail, outcome, {}});
    if (minute > 0) report.checks.back().at = shanghai(2021, 1, 26, 7, minute);
  };
  check("读卡器", "Card reader", "practice card read in 0.4 s, firmware 2.1", Outcome::passed, 2);
  check("扫码窗", "Scanner", "practice slip read back", Outcome::passed, 3);
  check("打印机", "Printer", "test page PRINTED, 1 impression", Outcome::passed, 4);
  check("健康码服务", "Health-code service", "answer in 0.2 s, TLS certificate valid for 61 days",
        Outcome::passed, 5);
  check("国家平台", "National source", "connect timed out after 3 s", Outcome::failed, 6);
  check("体温计", "Thermometer", "not fitted", Outcome::not_tried, 0);
  check("时钟", "Clock", "0.1 s from the service", Outcome::passed, 8);
  check("信任列表", "Trust list", "sequence 41, 3 days old", Outcome::passed, 9);
  report.policy = {"HB-HC", "3.2", "湖北省健康码规则"};
  report.configuration = "2021-01-20.3";
  report.software = "1.0.0";
  return report;
}

visit::ReadinessReport troubled_machine(int checks) {
  visit::ReadinessReport report = ready_machine();
  report.checks.clear();
  for (int i = 0; i < checks; ++i) {
    report.checks.push_back(
        {{"健康码服务和国家平台的连接", "Connection to the service and the national source"},
         "certificate chain, name, clock and revocation looked at; answer to a practice query "
         "compared with the signed sample",
         i % 3 == 0 ? Outcome::failed : Outcome::passed,
         shanghai(2021, 12, 26, 7, i % 60)});
  }
  return report;
}

Sheet sheet_of(const visit::Document& document, const SheetDetails& details) {
  auto sheet = draw(document, details, stationery(), slip_faces());
  INFO((sheet ? "" : std::string(describe(sheet.error()))));
  REQUIRE(sheet.has_value());
  return std::move(*sheet);
}

std::string all_words(const Sheet& sheet) {
  std::string words;
  for (const Mark& mark : sheet.marks) {
    if (const auto* run = std::get_if<TextRun>(&mark)) words += run->text.reveal();
  }
  return words;
}

bool within_print_head(const Sheet& sheet) {
  const Box reach{4, 0, 72, sheet.height};
  return std::all_of(sheet.marks.begin(), sheet.marks.end(), [&](const Mark& mark) {
    const auto* code = std::get_if<QrMark>(&mark);
    const double side = code ? code->code.side * code->module : 0;
    return within(code ? Box{code->at.x, code->at.y, side, side} : box(mark), reach);
  });
}

}  // namespace printing::testing
