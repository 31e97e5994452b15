// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/health_card.h"

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

constexpr const char* kLong = "ALEKSANDRA MARIE OYELARAN-REID";
constexpr Box kCard{19.4, 186, 171.2, 54};

SheetDetails details() { return details_of("GC07-210126-0061-4"); }
Sheet card(std::string_view name, const SheetDetails& how = details()) {
  return drawn(visit::Document(health_card_of(name)), how);
}

}  // namespace

TEST_CASE("cards are those somebody looked at", "[golden]") {
  const auto look = [](std::string_view file, std::string_view name, const SheetDetails& how) {
    const visit::HealthCard like = health_card_of(name);
    check_paper("health_card_" + std::string(file), card(name, how), like.slip.qr.reveal());
  };
  look("plain", "李秀英", details());
  look("long_name", kLong, details());
  look("two_scripts", "阿卜杜热伊木·托合提 ئابدۇرېھىم توختى", details());
  SheetDetails how = details();
  how.first = First::english;
  look("english", "ALEKSANDRAKONSTANTINOVNAPETROV", how);
  how = details();
  how.practice = true;
  how.palette = Palette::mono;
  how.reprint = visit::Reprint{3, "GC07-210126-0038-1"};
  look("practice", "孙𠅤", how);
}

TEST_CASE("a card shows no colour and no word of one, and says to scan") {
  const Sheet sheet = card("李秀英");
  CHECK(inks(sheet) == std::set{Ink::black, Ink::white});
  for (const TextRun* run : runs(sheet)) {
    for (const char* word : {"绿", "黄", "红", "GREEN", "YELLOW", "RED"}) {
      CHECK(run->text.reveal().find(word) == std::string_view::npos);
    }
  }
  const TextRun* word = saying(sheet, "扫码看颜色");
  REQUIRE(word);
  CHECK(word->size.value == 48);
  CHECK(saying(sheet, "卡上没有颜色"));
}

TEST_CASE("a card says its last day, and how many days that is") {
  const Sheet sheet = card("李秀英");
  CHECK(saying(sheet, "7月25日 24:00"));
  CHECK(saying(sheet, "25 July 2021, 24:00·180 days 天"));
  CHECK(saying(sheet, "2021年7月25日"));
}

TEST_CASE("the card is as large as two bank cards, and its fold is clear of words and code") {
  const Sheet sheet = card(kLong);
  CHECK(faults(sheet) == "");
  CHECK(kCard.w == 2 * 85.6);
  const QrMark& code = code_of(sheet);
  CHECK(within(code.quiet, kCard));
  CHECK(code.quiet.x >= 107);
  for (const TextRun* run : runs(sheet)) {
    if (!overlap(run->box, kCard)) continue;
    CHECK(within(run->box, kCard));
    CHECK((run->box.right() <= 103.01 || run->box.x >= 106.99));
  }
}

TEST_CASE("only the card itself is set smaller than 12 points, and never below 9") {
  const Sheet sheet = card("李秀英");
  bool small = false;
  for (const TextRun* run : runs(sheet)) {
    if (run->size.value >= 12) continue;
    small = true;
    CHECK(within(run->box, kCard));
    CHECK(run->size.value >= 9);
  }
  CHECK(small);
  Sheet moved = card("李秀英");
  moved.small_print.reset();
  CHECK_FALSE(check(moved).empty());
}

TEST_CASE("a name that would take three lines on the card is refused: such a person gets a slip") {
  const std::string name = "MARIA DE LOS ANGELES FERNANDEZ RODRIGUEZ DE LA VEGA Y MENDOZA DEL RIO";
  const auto refused = tried(visit::Document(health_card_of(name)), details());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == SheetTrouble::name_does_not_fit);
  for (const char* fits :
       {"买买提吐尔逊江·阿卜杜热合曼·托合提如则麦麦提", "ALEKSANDRAKONSTANTINOVNAPETROV", "孙𠅤",
        "索朗旺堆 བསོད་ནམས་དབང་འདུས།", "呼和巴特尔 ᠬᠥᠬᠡᠪᠠᠭᠠᠲᠤᠷ"}) {
    INFO(fits);
    CHECK(faults(card(fits)) == "");
  }
}

TEST_CASE("a practice card has a practice code") {
  SheetDetails how = details();
  CHECK(saying(card("李秀英", how), "练习码") == nullptr);
  how.practice = true;
  CHECK(saying(card("李秀英", how), "练习码"));
}

TEST_CASE("a card is not made on a roll") {
  SheetDetails how = details();
  how.paper = Paper::roll;
  const auto sheet = tried(visit::Document(health_card_of("李秀英")), how);
  REQUIRE_FALSE(sheet.has_value());
  CHECK(sheet.error() == SheetTrouble::not_on_this_paper);
}

TEST_CASE("a card with a code too large or a character nobody has is refused") {
  visit::HealthCard large = health_card_of("李秀英");
  large.slip.qr = visit::Secret("HC1:" + std::string(1400, 'A'));
  CHECK(tried(visit::Document(std::move(large)), details()).error() ==
        SheetTrouble::code_does_not_fit);
  CHECK(tried(visit::Document(health_card_of("王\uE000")), details()).error() ==
        SheetTrouble::character_missing);
}

TEST_CASE("the same card gives the same bytes, and another name others") {
  const auto bytes = [](std::string_view name) {
    auto pdf = write_pdf(card(name));
    REQUIRE(pdf.has_value());
    return std::string(pdf->reveal());
  };
  CHECK(bytes(kLong) == bytes(kLong));
  CHECK(bytes(kLong) != bytes("李秀英"));
}
