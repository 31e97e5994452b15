// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_slip.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "printing/sheet/pdf.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/route_slip_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

SheetDetails details() { return details_of("GC07-210126-0073-6"); }
Sheet sheet_of(visit::RouteSlip slip, const SheetDetails& how = details()) {
  return drawn(visit::Document(std::move(slip)), how);
}
SheetTrouble refused(visit::RouteSlip slip) {
  const auto sheet = tried(visit::Document(std::move(slip)), details());
  REQUIRE_FALSE(sheet.has_value());
  return sheet.error();
}
visit::RouteSlip named(std::string_view name) {
  visit::RouteSlip slip = fever_clinic_slip();
  slip.name = visit::Secret(name);
  return slip;
}

}  // namespace

TEST_CASE("route slips are those somebody looked at", "[golden]") {
  const auto look = [](std::string_view file, visit::RouteSlip slip, const SheetDetails& how) {
    check_paper("route_slip_" + std::string(file), sheet_of(std::move(slip), how), how.serial);
  };
  SheetDetails english = details();
  english.first = First::english;
  look("fever_clinic", fever_clinic_slip(), details());
  look("fever_clinic_english", fever_clinic_slip(), english);
  visit::RouteSlip buffer = slip_to("buffer_area");
  buffer.answered_by = visit::Answerer::relative;
  look("buffer_area", std::move(buffer), details());
  visit::RouteSlip wait = slip_to("wait_here");
  wait.history.clear();
  look("wait_here", std::move(wait), details());
  look("straight_in", slip_to("straight_in"), english);
  look("hardest", hardest_route_slip(), details());
  look("hardest_english", hardest_route_slip(), english);
  SheetDetails practice = details();
  practice.practice = true;
  practice.palette = Palette::mono;
  practice.reprint = visit::Reprint{2, "GC07-210126-0071-4"};
  look("practice", named("ALEKSANDRA MARIE OYELARAN-REID"), practice);
}

TEST_CASE("where to go is the largest word, with how far beside it and no health colour anywhere") {
  const Sheet sheet = sheet_of(fever_clinic_slip());
  const TextRun* word = saying(sheet, "去发热门诊");
  REQUIRE(word);
  for (const TextRun* run : runs(sheet)) {
    CHECK((run == word || run->size.value < word->size.value));
  }
  CHECK(saying(sheet, "约3分钟"));
  CHECK(saying(sheet, "150 米"));
  CHECK(inks(sheet) == std::set{Ink::black, Ink::white});
  // Nobody walks: no distance.
  CHECK(saying(sheet_of(slip_to("wait_here")), "步行 On foot") == nullptr);
}

TEST_CASE("the number stands beside a short name, and moves down for a wide one") {
  const Sheet narrow = sheet_of(named("王建国"));
  const TextRun* beside = saying(narrow, "990101********0020");
  REQUIRE(beside);
  CHECK(beside->at.y == 75);
  const Sheet wide = sheet_of(named("ALEKSANDRA MARIE OYELARAN-REID"));
  const TextRun* below = saying(wide, "990101********0020");
  REQUIRE(below);
  CHECK(below->at.y == 159.5);
  CHECK(faults(wide) == "");
}

TEST_CASE("every name stands on one line, or the slip is refused") {
  for (const char* name :
       {"李秀英", "孙𠅤", "买买提吐尔逊江·阿卜杜热合曼·托合提如则麦麦提",
        "ALEKSANDRAKONSTANTINOVNAPETROV", "阿卜杜热伊木·托合提 ئابدۇرېھىم توختى",
        "索朗旺堆 བསོད་ནམས་དབང་འདུས།", "ئابدۇرېھىم توختى", "呼和巴特尔 ᠬᠥᠬᠡᠪᠠᠭᠠᠲᠤᠷ"}) {
    INFO(name);
    CHECK(faults(sheet_of(named(name))) == "");
  }
  CHECK(refused(named(std::string(60, 'W'))) == SheetTrouble::name_does_not_fit);
  CHECK(refused(named("王\u202E明")) == SheetTrouble::character_missing);
}

TEST_CASE(
    "an answer that matters is white on black, one that is unsure is framed, the rest plain") {
  const Sheet sheet = sheet_of(fever_clinic_slip());
  const TextRun* yes = saying(sheet, "是 Yes");
  const TextRun* unsure = saying(sheet, "不清楚 Unsure");
  const TextRun* no = saying(sheet, "否 No");
  REQUIRE((yes && unsure && no));
  CHECK(yes->ink == Ink::white);
  CHECK(unsure->ink == Ink::black);
  CHECK(no->ink == Ink::black);
  const auto framed = [&sheet](const TextRun* run) {
    for (const Mark& mark : sheet.marks) {
      const auto* frame = std::get_if<Frame>(&mark);
      if (frame && within(run->box, frame->box)) return true;
    }
    return false;
  };
  CHECK(framed(unsure));
  CHECK_FALSE(framed(no));
  CHECK(saying(sheet, "症状：发热、干咳")->weight == text::Weight::bold);
  CHECK(saying(sheet, "境外旅居")->weight == text::Weight::regular);
}

TEST_CASE("a list of symptoms that is too long says how many there are") {
  const Sheet sheet = sheet_of(hardest_route_slip());
  CHECK(faults(sheet) == "");
  const std::string said = said_between(sheet, 160, 240);
  CHECK(said.find("等 11 项") != std::string::npos);
  SheetDetails english = details();
  english.first = First::english;
  const Sheet other = sheet_of(hardest_route_slip(), english);
  CHECK(faults(other) == "");
  CHECK(said_between(other, 160, 240).find("11 in all") != std::string::npos);
  CHECK(said_between(sheet_of(fever_clinic_slip()), 160, 240).find("等 ") == std::string::npos);
}

TEST_CASE("the survey says who answered and is signed; where nobody was asked, that is said") {
  visit::RouteSlip slip = fever_clinic_slip();
  slip.answered_by = visit::Answerer::relative;
  const Sheet asked = sheet_of(std::move(slip));
  CHECK(saying(asked, "家属代答 answered by a relative"));
  CHECK(saying(asked, "签名 Sign"));
  CHECK(said_between(asked, 255, 285).find("问卷 Form：epi-survey 1.3") != std::string::npos);

  visit::RouteSlip silent = fever_clinic_slip();
  silent.history.clear();
  const Sheet sheet = sheet_of(std::move(silent));
  CHECK(faults(sheet) == "");
  CHECK(saying(sheet, "没有做流行病学问卷。"));
  CHECK(saying(sheet, "签名 Sign") == nullptr);
  CHECK(said_between(sheet, 255, 285).find("问卷 Form") == std::string::npos);
}

TEST_CASE("up to nine answers fit, more are refused rather than squeezed") {
  const visit::RouteSlip nine = hardest_route_slip();
  REQUIRE(nine.history.size() == 9);
  visit::RouteSlip ten = hardest_route_slip();
  ten.history.push_back({{"又一条", "One more"}, {}, {}, visit::HistoryAnswer::no});
  CHECK(refused(std::move(ten)) == SheetTrouble::sentences_too_long);
}

TEST_CASE("what the configuration made too long is refused") {
  visit::RouteSlip slip = fever_clinic_slip();
  SECTION("the word") { slip.destination.word.zh = "去新发热门诊大楼"; }
  SECTION("a building") { slip.destination.map.buildings[1].name = "住院综合大楼"; }
  SECTION("a step") {
    slip.destination.steps[0].head.en = "Turn left at the door and follow all the arrows";
  }
  SECTION("a question") {
    slip.history[0].question.zh =
        "您在最近十四天里有没有去过中风险地区或者高风险地区或者封控的小区";
  }
  CHECK(refused(std::move(slip)) == SheetTrouble::words_do_not_fit);
}

TEST_CASE("a long place takes a second line beside the code, a longer one is refused") {
  SheetDetails how = details();
  how.place = "新疆维吾尔自治区巴音郭楞蒙古自治州第二人民医院博湖县分院 门诊综合楼一楼大厅东侧入口";
  const Sheet sheet = sheet_of(fever_clinic_slip(), how);
  CHECK(faults(sheet) == "");
  CHECK(said_between(sheet, 258, 285).find("07 号机") != std::string::npos);
  for (int i = 0; i < 3; ++i) how.place += how.place;
  const auto refused_sheet = tried(visit::Document(fever_clinic_slip()), how);
  REQUIRE_FALSE(refused_sheet.has_value());
  CHECK(refused_sheet.error() == SheetTrouble::words_do_not_fit);
}

TEST_CASE("the code is the serial, and holds no person") {
  const Sheet sheet = sheet_of(fever_clinic_slip());
  const QrMark& code = code_of(sheet);
  CHECK(code.code.version == 2);
  CHECK(code.code.side * code.module <= 14.01);
  CHECK(code.module >= .33);
}

TEST_CASE("the same slip gives the same bytes, and another answer others") {
  const auto bytes = [](visit::RouteSlip slip) {
    auto pdf = write_pdf(sheet_of(std::move(slip)));
    REQUIRE(pdf.has_value());
    return std::string(pdf->reveal());
  };
  CHECK(bytes(fever_clinic_slip()) == bytes(fever_clinic_slip()));
  visit::RouteSlip other = fever_clinic_slip();
  other.history[0].answer = visit::HistoryAnswer::yes;
  CHECK(bytes(fever_clinic_slip()) != bytes(std::move(other)));
}
