// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/status_roll.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "printing/sheet/draw.h"
#include "printing/sheet/prepared_sheet.h"
#include "printing/sheet/slip_rows.h"
#include "printing/sheet/status_slip.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/report_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

constexpr visit::Colour kColours[] = {visit::Colour::green, visit::Colour::yellow,
                                      visit::Colour::red};

visit::Certificate coloured(visit::Colour colour) {
  switch (colour) {
    case visit::Colour::green:
      return on_roll(green_certificate());
    case visit::Colour::yellow:
      return on_roll(yellow_certificate());
    case visit::Colour::red:
      return on_roll(red_certificate());
  }
  return on_roll(green_certificate());
}

// The hardest one holds for a year: here for as long as a roll may promise.
visit::Certificate hardest() {
  visit::Certificate certificate = on_roll(hardest_certificate());
  certificate.slip.expires_at = shanghai(2021, 1, 28, 19, 30);
  certificate.agent = son();
  return certificate;
}

// All that a service may know, with more cities than a page has room for.
visit::Certificate recorded() {
  const auto day = [](unsigned month, unsigned number) {
    return visit::Date{std::chrono::year(2021), std::chrono::month(month),
                       std::chrono::day(number)};
  };
  visit::Certificate certificate = hardest();
  visit::HealthCode& code = certificate.verdict.code;
  code.antibody = visit::AntibodyTest{shanghai(2021, 1, 20, 8, 0), false, true};
  code.vaccinations = {{"新冠疫苗（Vero细胞）", 1, day(1, 2)},
                       {"新冠疫苗（Vero细胞）", 2, day(1, 23)}};
  for (int i = 0; i < 12; ++i) code.itinerary.push_back({{"乌鲁木齐市", "Urumqi"}, i == 3});
  code.itinerary_days = 14;
  return certificate;
}

visit::Certificate named(std::string_view name) {
  visit::Certificate certificate = coloured(visit::Colour::green);
  certificate.name = visit::Secret(name);
  return certificate;
}

SheetDetails practice_reprint() {
  SheetDetails details = roll_details();
  details.practice = true;
  details.reprint = visit::Reprint{12, "GC07-211226-0938-1"};
  return details;
}

tl::expected<Sheet, SheetTrouble> tried(const visit::Certificate& certificate,
                                        const SheetDetails& details) {
  return status_roll(certificate, details, slip_words(), slip_faces());
}

Sheet drawn_roll(const visit::Certificate& certificate, const SheetDetails& details) {
  auto sheet = tried(certificate, details);
  INFO((sheet ? "" : std::string(describe(sheet.error()))));
  REQUIRE(sheet.has_value());
  CHECK(faults(*sheet).empty());
  CHECK(within_print_head(*sheet));
  return std::move(*sheet);
}

// Without what a line's end may take: spaces, and the dot between two halves of a sentence.
std::string letters(std::string_view words) {
  static const std::regex kTaken(" |　|·");
  return std::regex_replace(std::string(words), kTaken, "");
}

void check(std::string_view name, const visit::Certificate& certificate,
           const SheetDetails& details) {
  check_paper(name, drawn_roll(certificate, details), certificate.slip.qr.reveal());
}

}  // namespace

TEST_CASE("the status rolls in Chinese are those somebody looked at", "[golden]") {
  check("roll_status_green", coloured(visit::Colour::green), roll_details());
  check("roll_status_yellow", coloured(visit::Colour::yellow), roll_details());
  check("roll_status_red", coloured(visit::Colour::red), roll_details());
  visit::Certificate stressed = coloured(visit::Colour::yellow);
  stressed.agent = son();
  stressed.verdict.code.source = visit::Source::kept;
  check("roll_status_practice", stressed, practice_reprint());
  check("roll_status_records", recorded(), roll_details());
  check("roll_status_uyghur", named("阿不都热依木·托合提 ئابدۇرېھىم توختى"), roll_details());
}

TEST_CASE("the status rolls in English are those somebody looked at", "[golden]") {
  check("roll_status_green_english", coloured(visit::Colour::green), english(roll_details()));
  check("roll_status_yellow_english", coloured(visit::Colour::yellow), english(roll_details()));
  check("roll_status_red_english", coloured(visit::Colour::red), english(roll_details()));
  check("roll_status_hardest_english", hardest(), english(practice_reprint()));
}

TEST_CASE("every colour, advice, test result and language gives a roll without fault") {
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
        SheetDetails details = roll_details();
        if (result % 2 == 0) details = english(std::move(details));
        details.practice = advice == visit::Advice::isolate;
        const Sheet sheet = drawn_roll(certificate, details);
        CHECK(sheet.width == 80);
      }
    }
  }
}

TEST_CASE("nobody with a yellow or red code is left without 看病照常, in either order") {
  for (const visit::Colour colour : {visit::Colour::yellow, visit::Colour::red}) {
    CHECK(saying(drawn_roll(coloured(colour), roll_details()), "看病照常。"));
    CHECK(saying(drawn_roll(coloured(colour), english(roll_details())), "看病照常。"));
  }
  CHECK_FALSE(saying(drawn_roll(coloured(visit::Colour::green), roll_details()), "看病照常。"));
}

TEST_CASE("the roll says what the A4 slip says, sentence by sentence") {
  for (const First first : {First::chinese, First::english}) {
    SheetDetails details = roll_details();
    details.first = first;
    const visit::Certificate certificate = recorded();
    const std::string roll = letters(all_words(drawn_roll(certificate, details)));
    const auto all = rations(certificate.verdict.code).front();
    for (const Row& row : slip_rows(certificate, slip_words(), all, first)) {
      for (const auto* sentences : {&row.large, &row.small}) {
        for (const visit::Secret& sentence : *sentences) {
          INFO(sentence.reveal());
          CHECK(roll.find(letters(sentence.reveal())) != std::string::npos);
        }
      }
    }
    CHECK(roll.find(letters("没有这样的话")) == std::string::npos);
  }
}

TEST_CASE("what a guard needs is large: the word, then the end, then the name") {
  for (const bool in_english : {false, true}) {
    const SheetDetails details = in_english ? english(roll_details()) : roll_details();
    const Sheet sheet = drawn_roll(coloured(visit::Colour::green), details);
    const TextRun* word = saying(sheet, "绿码");
    const TextRun* end = saying(sheet, in_english ? "28 Jan 09:30" : "1月28日 09:30");
    const TextRun* name = saying(sheet, "李秀英");
    REQUIRE((word && end && name));
    CHECK(word->size.value == 36);
    CHECK(end->size.value == 28);
    CHECK(name->size.value == 22);
    CHECK(saying(sheet, "GREEN"));
    CHECK(saying(sheet, "990101********0028"));
    for (const Mark& mark : sheet.marks) {
      const auto* run = std::get_if<TextRun>(&mark);
      if (run && run != word && run != end) CHECK(run->size.value <= name->size.value);
    }
  }
}

TEST_CASE("a day that ends is said by its own date, and the widest one stands in its frame") {
  visit::Certificate day = coloured(visit::Colour::green);
  day.slip.expires_at = shanghai(2021, 2, 1, 0, 0);
  CHECK(saying(drawn_roll(day, roll_details()), "1月31日 24:00"));
  for (const bool in_english : {false, true}) {
    visit::Certificate certificate = coloured(visit::Colour::red);
    certificate.slip.expires_at = shanghai(2021, 12, 28, 20, 0);
    SheetDetails details = in_english ? english(roll_details()) : roll_details();
    details.printed_at = shanghai(2021, 12, 27, 20, 0);
    const Sheet sheet = drawn_roll(certificate, details);
    const TextRun* end = saying(sheet, in_english ? "28 Dec 20:00" : "12月28日 20:00");
    REQUIRE(end);
    CHECK(end->size.value >= 22);
    CHECK(end->box.w <= 67.01);
  }
}

TEST_CASE(
    "a name on the roll is as large as it fits and loses nothing but spaces at a line's end") {
  struct Case {
    const char* name;
    double points;
    std::size_t lines;
  };
  for (const Case& c :
       {Case{"李秀英", 22, 1}, Case{"阿卜杜热伊木·托合提", 20, 1},
        Case{"买买提吐尔逊江·阿卜杜热合曼·托合提如则麦麦提", 20, 3},
        Case{"ALEKSANDRA MARIE OYELARAN-REID", 20, 2},
        Case{"MARIA DE LOS ANGELES FERNANDEZ RODRIGUEZ DE LA VEGA", 18, 4},
        Case{"ئابدۇرېھىم توختى", 22, 1}, Case{"བསོད་ནམས་རྒྱ་མཚོ", 22, 1}, Case{"孙𠅤", 22, 1}}) {
    INFO(c.name);
    const Sheet sheet = drawn_roll(named(c.name), roll_details());
    std::string whole;
    std::size_t lines = 0;
    for (const Mark& mark : sheet.marks) {
      const auto* run = std::get_if<TextRun>(&mark);
      if (!run || run->weight != text::Weight::bold || run->size.value != c.points ||
          run->text.reveal() == "未见异常") {
        continue;
      }
      ++lines;
      whole += run->text.reveal();
    }
    CHECK(lines == c.lines);
    CHECK(letters(whole) == letters(c.name));
  }
}

TEST_CASE("what a roll cannot say is refused in words") {
  const auto refused = [](const visit::Certificate& certificate) {
    const auto sheet = tried(certificate, roll_details());
    REQUIRE_FALSE(sheet.has_value());
    CHECK_FALSE(describe(sheet.error()).empty());
    return sheet.error();
  };
  // Never a hyphen of ours in a name.
  CHECK(refused(named("ALEKSANDRAKONSTANTINOVNAPETROV")) == SheetTrouble::name_does_not_fit);
  CHECK(refused(named("王\uE000")) == SheetTrouble::character_missing);

  visit::Certificate large = coloured(visit::Colour::green);
  large.slip.qr = visit::Secret("HC1:" + std::string(1400, 'A'));
  CHECK(refused(large) == SheetTrouble::code_does_not_fit);
  // Four dots of such a coarse head make 96 mm of a code that other printers make 57.
  SheetDetails coarse = roll_details();
  coarse.dots_per_inch = 120;
  CHECK(tried(green_certificate(), roll_details()).has_value());
  CHECK(tried(green_certificate(), coarse).error() == SheetTrouble::code_does_not_fit);

  visit::Certificate wordy = coloured(visit::Colour::red);
  std::string sentence;
  for (int i = 0; i < 400; ++i) sentence += "很长的话，";
  wordy.verdict.code.reasons = {{"X_NEW", {}, "", 0, {sentence, "Long."}}};
  CHECK(refused(wordy) == SheetTrouble::sentences_too_long);
}

TEST_CASE("thermal paper promises a week and not a moment more") {
  const SheetDetails details = roll_details();
  visit::Certificate certificate = coloured(visit::Colour::green);
  certificate.slip.expires_at = details.printed_at + std::chrono::days{7};
  CHECK(tried(certificate, details).has_value());
  certificate.slip.expires_at += std::chrono::milliseconds{1};
  const auto refused = tried(certificate, details);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == SheetTrouble::not_on_this_paper);
}

TEST_CASE("more reasons than a roll may be long are counted, and none is cut short") {
  visit::Certificate certificate = hardest();
  auto& reasons = certificate.verdict.code.reasons;
  for (int i = 0; i < 40; ++i) reasons.push_back(visit::Reason(reasons[1]));
  const Sheet sheet = drawn_roll(certificate, roll_details());
  CHECK(saying(sheet, "另有 40 条，请问工作人员。"));
  certificate.verdict.code.reasons.resize(5);
  CHECK_FALSE(saying(drawn_roll(certificate, roll_details()), "另有 2 条，请问工作人员。"));
}

TEST_CASE("a code's module on the roll is whole dots of the printer, four or more, from a dot on") {
  for (const int dots_per_inch : {180, 203, 300, 600}) {
    for (const std::size_t letters : {200U, 410U, 783U}) {
      INFO(dots_per_inch << " dpi, " << letters << " letters");
      visit::Certificate certificate = coloured(visit::Colour::green);
      certificate.slip.qr = visit::Secret("HC1:" + std::string(letters - 4, 'A'));
      SheetDetails details = roll_details();
      details.dots_per_inch = dots_per_inch;
      const Sheet sheet = drawn_roll(certificate, details);
      const QrMark& code = code_of(sheet);
      const auto dots = [&](double mm) { return mm * dots_per_inch / 25.4; };
      const auto whole = [](double value) { return std::abs(value - std::round(value)) < 1e-6; };
      CHECK(whole(dots(code.module)));
      CHECK(std::round(dots(code.module)) >= 4);
      CHECK(code.module >= .33);
      CHECK((whole(dots(code.at.x)) && whole(dots(code.at.y))));
      CHECK(code.quiet.w <= 72);
      if (dots_per_inch == 203) CHECK(std::round(dots(code.module)) == 4);
    }
  }
}

TEST_CASE("an answer that is not live says so on the roll, above and below") {
  visit::Certificate certificate = coloured(visit::Colour::yellow);
  Sheet sheet = drawn_roll(certificate, roll_details());
  CHECK(saying(sheet, "查询 As of"));
  CHECK(saying(sheet, "实时 live"));

  certificate.verdict.code.source = visit::Source::kept;
  sheet = drawn_roll(certificate, roll_details());
  const TextRun* label = saying(sheet, "暂存 Not live");
  REQUIRE(label);
  CHECK(label->ink == Ink::white);
  CHECK_FALSE(saying(sheet, "查询 As of"));
  CHECK(saying(sheet, "暂存结果 not live"));

  certificate.verdict.code.source = visit::Source::national;
  CHECK(saying(drawn_roll(certificate, roll_details()), "国家平台 National"));

  certificate.verdict.code.origin = visit::Origin{"44", {"粤康码", ""}, {"绿码", ""}};
  CHECK(saying(drawn_roll(certificate, roll_details()), "换算自粤康码（绿码）"));
}

TEST_CASE("a roll is pure black and white, whatever palette the details name") {
  for (const visit::Colour colour : kColours) {
    SheetDetails details = practice_reprint();
    details.palette = Palette::colour;
    CHECK(inks(drawn_roll(coloured(colour), details)) == std::set{Ink::black, Ink::white});
  }
}

TEST_CASE("a practice roll is void above, below and across; a reprint names what it replaces") {
  const Sheet sheet = drawn_roll(coloured(visit::Colour::red), practice_reprint());
  std::size_t strips = 0;
  for (const Mark& mark : sheet.marks) {
    const auto* run = std::get_if<TextRun>(&mark);
    if (run && run->text.reveal() == "练习用·无效 PRACTICE") ++strips;
  }
  CHECK(strips == 2);
  CHECK(saying(sheet, "练习码 PRACTICE"));
  CHECK(saying(sheet, "代替 GC07-211226-0938-1"));
  // The contours lie below everything and reach every part of a slip that could be cut off.
  std::vector<double> contours;
  bool before_all = true;
  for (const Mark& mark : sheet.marks) {
    const auto* contour = std::get_if<TextContour>(&mark);
    if (contour) {
      CHECK(before_all);
      contours.push_back(contour->centre.y);
    } else {
      before_all = false;
    }
  }
  REQUIRE(contours.size() >= 2);

  const Sheet plain = drawn_roll(coloured(visit::Colour::red), roll_details());
  CHECK(all_words(plain).find("练习") == std::string::npos);
  CHECK(all_words(plain).find("代替") == std::string::npos);
  CHECK(plain.height < sheet.height);
}

TEST_CASE("the blade cuts 6 mm below the last line") {
  for (const bool practice : {false, true}) {
    SheetDetails details = roll_details();
    details.practice = practice;
    const Sheet sheet = drawn_roll(coloured(visit::Colour::green), details);
    double end = 0;
    for (const Mark& mark : sheet.marks) {
      if (!std::holds_alternative<TextContour>(mark)) end = std::max(end, box(mark).bottom());
    }
    CHECK(sheet.height - end > 5);
    CHECK(sheet.height - end < 6.2);
  }
}

TEST_CASE("a status slip asked for on a roll is this one, through every door") {
  const visit::Certificate certificate = coloured(visit::Colour::green);
  const std::string list = as_text(drawn_roll(certificate, roll_details()));
  const auto slip = status_slip(certificate, roll_details(), slip_words(), slip_faces());
  REQUIRE(slip.has_value());
  CHECK(as_text(*slip) == list);
  CHECK(as_text(sheet_of(document_of(certificate), roll_details())) == list);

  visit::Certificate theirs = green_certificate();
  sign(theirs);
  const Press press{stationery(), slip_trust(), slip_faces()};
  const auto pdf = prepare(document_of(theirs), roll_details(), press);
  REQUIRE(pdf.has_value());
  CHECK(pdf->reveal().starts_with("%PDF"));
  // The control: a card that holds for half a year gets no thermal paper.
  visit::HealthCard card;
  const auto refused =
      draw(visit::Document(std::move(card)), roll_details(), stationery(), slip_faces());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == SheetTrouble::not_on_this_paper);
}
