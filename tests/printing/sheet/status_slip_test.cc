// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/status_slip.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/status_slip_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

tl::expected<Sheet, SheetTrouble> try_draw(const visit::Certificate& certificate,
                                           const SheetDetails& details) {
  return status_slip(certificate, details, slip_words(), slip_faces());
}

// All lines between two heights left of the code, as they are read.
std::vector<const TextRun*> between(const Sheet& sheet, double top, double bottom) {
  std::vector<const TextRun*> found;
  for (const TextRun* run : runs(sheet)) {
    if (run->at.x < 150 && run->at.y > top && run->at.y < bottom) found.push_back(run);
  }
  return found;
}

std::vector<const TextRun*> name_lines(const Sheet& sheet) { return between(sheet, 71, 92); }

visit::Certificate named(std::string_view name) {
  visit::Certificate certificate = green_certificate();
  certificate.name = visit::Secret(name);
  return certificate;
}

visit::Certificate coloured(visit::Colour colour) {
  switch (colour) {
    case visit::Colour::green:
      return green_certificate();
    case visit::Colour::yellow:
      return yellow_certificate();
    case visit::Colour::red:
      return red_certificate();
  }
  return green_certificate();
}

std::string without_spaces(std::string_view words) {
  std::string letters;
  for (const char c : words) {
    if (c != ' ') letters += c;
  }
  return letters;
}

constexpr visit::Colour kColours[] = {visit::Colour::green, visit::Colour::yellow,
                                      visit::Colour::red};

}  // namespace

TEST_CASE("the sheets are those somebody looked at", "[golden]") {
  const auto look = [](std::string_view name, const visit::Certificate& certificate,
                       const SheetDetails& details) {
    check_paper("status_slip_" + std::string(name), drawn(certificate, details),
                certificate.slip.qr.reveal());
  };
  look("green", green_certificate(), slip_details());
  look("red", red_certificate(), slip_details());

  SheetDetails second = slip_details();
  second.serial = "GC07-210126-0051-9";
  second.reprint = visit::Reprint{2, "GC07-210126-0038-1"};
  visit::Certificate acted = yellow_certificate();
  acted.agent = son();
  look("yellow", acted, second);

  SheetDetails mono = slip_details();
  mono.palette = Palette::mono;
  look("mono", green_certificate(), mono);

  SheetDetails reprinted = slip_details();
  reprinted.reprint = visit::Reprint{12, "GC07-211226-0938-1"};
  visit::Certificate hardest = hardest_certificate();
  hardest.agent = son();
  look("hardest", hardest, reprinted);

  SheetDetails practice = slip_details();
  practice.practice = true;
  practice.palette = Palette::mono;
  practice.reprint = visit::Reprint{2, "GC07-210126-0038-1"};
  visit::Certificate kept = yellow_certificate();
  kept.name = visit::Secret("ALEKSANDRAKONSTANTINOVNAPETROV");
  kept.verdict.code.source = visit::Source::kept;
  look("practice", kept, practice);

  look("uyghur", named("ئابدۇرېھىم توختى"), slip_details());
}

TEST_CASE("every colour, advice, test result, palette and printer gives a sheet without fault") {
  for (const visit::Colour colour : kColours) {
    for (const visit::Advice advice :
         {visit::Advice::pass, visit::Advice::nat_needed, visit::Advice::fever_clinic,
          visit::Advice::isolate, visit::Advice::staff_assist, visit::Advice::not_today}) {
      for (const int result : {0, 1, 2, 3}) {
        visit::Certificate certificate = coloured(colour);
        certificate.verdict.advice = advice;
        certificate.verdict.code.nat.reset();
        if (result < 3) {
          certificate.verdict.code.nat = {static_cast<visit::NatResult>(result),
                                          shanghai(2021, 1, 26, 9, 30), "武汉市第一医院"};
        }
        SheetDetails details = slip_details();
        details.palette = result % 2 == 0 ? Palette::colour : Palette::mono;
        details.practice = advice == visit::Advice::isolate;
        CHECK(faults(drawn(certificate, details)) == "");
      }
    }
  }
}

TEST_CASE("nobody with a yellow or red code is left without 看病照常 on a line of its own") {
  for (const visit::Colour colour : {visit::Colour::yellow, visit::Colour::red}) {
    for (const visit::Advice advice :
         {visit::Advice::nat_needed, visit::Advice::fever_clinic, visit::Advice::isolate,
          visit::Advice::staff_assist, visit::Advice::not_today}) {
      visit::Certificate certificate = coloured(colour);
      certificate.verdict.advice = advice;
      const Sheet sheet = drawn(certificate, slip_details());
      CHECK(saying(sheet, "看病照常。") != nullptr);
    }
  }
  CHECK(saying(drawn(green_certificate(), slip_details()), "看病照常。") == nullptr);
}

TEST_CASE("the sheet holds the masked number, and the expiry is the largest thing after the word") {
  const Sheet sheet = drawn(green_certificate(), slip_details());
  REQUIRE(saying(sheet, "990101********0028"));
  const TextRun* expiry = saying(sheet, "1月28日 09:30");
  REQUIRE(expiry);
  CHECK(saying(sheet, "28 January 2021, 09:30"));
  CHECK(saying(sheet, "星期四"));
  for (const TextRun* run : runs(sheet)) {
    if (run == expiry || run->text.reveal() == "绿码") continue;
    CHECK(run->size.value < expiry->size.value);
  }
}

TEST_CASE("what a guard needs stands in the half that is shown, above the fold") {
  const Sheet sheet = drawn(hardest_certificate(), slip_details());
  for (const char* words : {"红码", "集中观察", "ALEKSANDRA MARIE", "OYELARAN-REID",
                            "990101********002X", "12月28日 19:30"}) {
    const TextRun* run = saying(sheet, words);
    INFO(words);
    REQUIRE(run);
    CHECK(run->box.bottom() < 143.5);
  }
  CHECK(code_of(sheet).quiet.bottom() < 143.5);
}

TEST_CASE("a day that ends is said by its own date, not as the next day at 00:00") {
  visit::Certificate certificate = green_certificate();
  certificate.slip.expires_at = shanghai(2021, 2, 1, 0, 0);
  const Sheet sheet = drawn(certificate, slip_details());
  CHECK(saying(sheet, "1月31日 24:00"));
  CHECK(saying(sheet, "31 January 2021, 24:00"));
  CHECK(saying(sheet, "星期日"));
}

TEST_CASE("a name is as large as it fits and loses nothing but spaces at a line's end") {
  struct Case {
    const char* name;
    double points;
    std::size_t lines;
  };
  for (const Case& c :
       {Case{"李秀英", 30, 1}, Case{"阿卜杜热伊木·托合提", 30, 1},
        Case{"买买提吐尔逊江·阿卜杜热合曼·托合提如则麦麦提", 24, 2},
        Case{"ALEKSANDRA MARIE OYELARAN-REID", 24, 2},
        Case{"MARIA DE LOS ANGELES FERNANDEZ RODRIGUEZ DE LA VEGA", 20, 2},
        Case{"ALEKSANDRAKONSTANTINOVNAPETROV", 18, 1}, Case{"ئابدۇرېھىم توختى", 30, 1},
        Case{"བསོད་ནམས་རྒྱ་མཚོ", 30, 1}, Case{"孙𠅤", 30, 1}}) {
    INFO(c.name);
    const Sheet sheet = drawn(named(c.name), slip_details());
    CHECK(faults(sheet) == "");
    const auto lines = name_lines(sheet);
    REQUIRE(lines.size() == c.lines);
    std::string whole;
    for (const TextRun* line : lines) {
      CHECK(line->size.value == c.points);
      CHECK(line->box.right() < 147.01);
      whole += line->text.reveal();
    }
    CHECK(without_spaces(whole) == without_spaces(c.name));
  }
}

TEST_CASE("a rare character is drawn in a face that has it") {
  const std::string list = as_text(drawn(red_certificate(), slip_details()));
  const auto line = list.find("孙𠅤");
  REQUIRE(line != std::string::npos);
  // One of the ideographs, not a box: the glyph has ink of a full character's size.
  const Sheet sheet = drawn(red_certificate(), slip_details());
  const auto lines = name_lines(sheet);
  REQUIRE(lines.size() == 1);
  const text::Box ink = lines[0]->glyphs.ink();
  const double em = lines[0]->size.mm();
  CHECK(ink.right - ink.left > 1.8 * em);
  for (const text::Run& run : lines[0]->glyphs.runs()) {
    for (const text::Glyph& glyph : run.glyphs) CHECK(glyph.id != 0);
  }
}

TEST_CASE("what cannot be printed is refused, and says which field") {
  SheetDetails details = slip_details();
  const auto refused = [&](const visit::Certificate& certificate) {
    const auto sheet = try_draw(certificate, details);
    REQUIRE_FALSE(sheet.has_value());
    return sheet.error();
  };
  CHECK(refused(named(std::string(60, 'W'))) == SheetTrouble::name_does_not_fit);
  CHECK(refused(named("王\uE000")) == SheetTrouble::character_missing);
  CHECK(refused(named("王\u202E明")) == SheetTrouble::character_missing);

  visit::Certificate large = green_certificate();
  large.slip.qr = visit::Secret("HC1:" + std::string(1400, 'A'));
  CHECK(refused(large) == SheetTrouble::code_does_not_fit);

  visit::Certificate wordy = red_certificate();
  std::string sentence;
  for (int i = 0; i < 150; ++i) sentence += "很长的话，";
  wordy.verdict.code.reasons = {{"X_NEW", {}, "", 0, {sentence, "Long."}}};
  CHECK(refused(wordy) == SheetTrouble::sentences_too_long);

  for (int i = 0; i < 12; ++i) details.place += "武汉市第一医院";
  CHECK(refused(green_certificate()) == SheetTrouble::words_do_not_fit);
}

TEST_CASE("a policy with a long name is named by its version and id") {
  visit::Certificate certificate = green_certificate();
  certificate.verdict.code.policy.name = "湖北省新型冠状病毒肺炎疫情防控健康码赋码转码规则试行稿";
  const Sheet sheet = drawn(certificate, slip_details());
  CHECK(saying(sheet, "签发 Issuer：湖北省健康码服务·政策 Policy：3.2 (HB-HC)"));
  CHECK(faults(sheet) == "");
}

TEST_CASE("more reasons than fit are counted, and none is cut short") {
  visit::Certificate certificate = hardest_certificate();
  auto& reasons = certificate.verdict.code.reasons;
  for (int i = 0; i < 6; ++i) reasons.push_back(visit::Reason(reasons[1]));
  const Sheet sheet = drawn(certificate, slip_details());
  CHECK(faults(sheet) == "");
  CHECK(saying(sheet, "另有 6 条，请问工作人员。"));

  certificate.verdict.code.reasons.resize(3);
  CHECK(saying(drawn(certificate, slip_details()), "另有 6 条，请问工作人员。") == nullptr);
}

TEST_CASE("a rule newer than our words speaks in the service's own") {
  visit::Certificate certificate = yellow_certificate();
  certificate.verdict.code.reasons = {
      {"Y_SOMETHING_NEW", {}, "", 0, {"您坐过同一班飞机。", "You took the same flight."}}};
  Sheet sheet = drawn(certificate, slip_details());
  CHECK(saying(sheet, "您坐过同一班飞机。"));
  CHECK(saying(sheet, "You took the same flight."));

  certificate.verdict.code.reasons = {{"Y_SOMETHING_NEW", {}, "", 0, {}}};
  sheet = drawn(certificate, slip_details());
  CHECK(saying(sheet, "没有说明原因，请问工作人员。"));
  CHECK(faults(sheet) == "");
}

TEST_CASE("a reason says only what is known of it") {
  visit::Certificate certificate = yellow_certificate();
  auto& reason = certificate.verdict.code.reasons.front();
  reason.place.clear();
  CHECK(saying(drawn(certificate, slip_details()), "1月18日去过中风险地区，还没满14天。"));
  reason.day.reset();
  reason.place = "东西湖区";
  CHECK(saying(drawn(certificate, slip_details()), "您现在住的东西湖区是中风险地区。"));
}

TEST_CASE("every rule of the reference policy has its own sentence, and it fits on two lines") {
  const auto policy =
      nlohmann::json::parse(files::contents(KIOSK_SOURCE_DIR "/config/policy/reference.json"));
  std::set<std::string> codes{"G_NO_ABNORMAL", "Y_WAITING_NEGATIVE_NAT"};
  const std::function<void(const nlohmann::json&)> collect = [&](const nlohmann::json& node) {
    for (const auto& [key, value] : node.items()) {
      if (key == "reason") codes.insert(value.get<std::string>());
      if (value.is_structured()) collect(value);
    }
  };
  collect(policy);
  REQUIRE(codes.size() > 15);
  for (const std::string& code : codes) {
    INFO(code);
    CHECK_FALSE(slip_words().reasons(code).empty());
    for (const bool dated : {true, false}) {
      visit::Certificate certificate = red_certificate();
      visit::Reason reason{code, {}, "东西湖区", 14, {"service", "service"}};
      if (dated) reason.day = certificate.verdict.code.reasons.front().day;
      certificate.verdict.code.reasons = {reason};
      const Sheet sheet = drawn(certificate, slip_details());
      CHECK(faults(sheet) == "");
      std::size_t chinese = 0;
      for (const TextRun* run : runs(sheet)) chinese += run->size.value == 20 && run->at.y > 155;
      CHECK(chinese <= 2);
      if (dated) CHECK(saying(sheet, "service") == nullptr);
    }
  }
}

TEST_CASE("an answer that is not live says so in the panel and at the foot") {
  visit::Certificate certificate = yellow_certificate();
  const auto foot = [](const Sheet& sheet) {
    std::string words;
    for (const TextRun* run : between(sheet, 262, 285)) words += run->text.reveal();
    return words;
  };
  const Sheet live = drawn(certificate, slip_details());
  CHECK(saying(live, "查询时间 As of"));
  CHECK(foot(live).find("实时 live") != std::string::npos);

  certificate.verdict.code.source = visit::Source::kept;
  const Sheet kept = drawn(certificate, slip_details());
  CHECK(saying(kept, "暂存 Not live"));
  CHECK(saying(kept, "查询时间 As of") == nullptr);
  CHECK(foot(kept).find("暂存结果 not live") != std::string::npos);

  certificate.verdict.code.source = visit::Source::national;
  CHECK(foot(drawn(certificate, slip_details())).find("国家平台 National") != std::string::npos);
}

TEST_CASE("a code that was told in another issuer's words says whose it was") {
  visit::Certificate certificate = green_certificate();
  const auto foot = [&certificate] {
    const Sheet sheet = drawn(certificate, slip_details());
    CHECK(faults(sheet) == "");
    std::string words;
    for (const TextRun* run : between(sheet, 262, 285)) words += run->text.reveal();
    return words;
  };
  CHECK(foot().find("换算自") == std::string::npos);  // the control: one's own
  certificate.verdict.code.origin = visit::Origin{"44", {"粤康码", ""}, {"绿码", ""}};
  CHECK(foot().find("换算自粤康码（绿码）") != std::string::npos);
  // The longest of the 31 names still stands, before its word and the place where the line has no
  // room.
  certificate.verdict.code.origin =
      visit::Origin{"43", {"湖南省居民电子健康卡", ""}, {"未见异常", ""}};
  CHECK(foot().find("换算自湖南省居民电子健康卡") != std::string::npos);
  // Where only facts were told nothing was transcoded.
  certificate.verdict.code.origin = visit::Origin{"43", {"湖南省居民电子健康卡", ""}, {}};
  CHECK(foot().find("换算自") == std::string::npos);
  CHECK(foot().find("湖南省居民电子健康卡的记录") != std::string::npos);
}

TEST_CASE("a printer without colour gets pure black and white") {
  for (const visit::Colour colour : kColours) {
    SheetDetails details = slip_details();
    details.practice = true;
    CHECK(inks(drawn(coloured(colour), details)).size() > 2);
    details.palette = Palette::mono;
    CHECK(inks(drawn(coloured(colour), details)) == std::set{Ink::black, Ink::white});
  }
}

TEST_CASE("a code's module is whole dots of the printer, at least four and 0.33 mm, or refused") {
  for (const int dots_per_inch : {203, 300, 360, 400, 600, 1200}) {
    for (const std::size_t letters : {200U, 400U, 783U}) {
      visit::Certificate certificate = green_certificate();
      certificate.slip.qr = visit::Secret("HC1:" + std::string(letters - 4, 'A'));
      SheetDetails details = slip_details();
      details.dots_per_inch = dots_per_inch;
      INFO(dots_per_inch << " dpi, " << letters << " letters");
      if (dots_per_inch == 203 && letters > 400) {
        CHECK(try_draw(certificate, details).error() == SheetTrouble::code_does_not_fit);
        continue;
      }
      const Sheet sheet = drawn(certificate, details);
      CHECK(faults(sheet) == "");
      const QrMark& code = code_of(sheet);
      const double dots = code.module * dots_per_inch / 25.4;
      CHECK(dots == Approx(std::round(dots)).margin(1e-9));
      CHECK(std::round(dots) >= 4);
      CHECK(code.module >= .33);
      CHECK(code.module * code.code.side <= 40.01);
    }
  }
}
