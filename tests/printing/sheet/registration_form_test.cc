// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/registration_form.h"

#include <catch2/catch.hpp>
#include <string>

#include "printing/sheet/pdf.h"
#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/route_slip_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

SheetDetails details() { return details_of("GC07-210126-0080-3"); }
Sheet form(const SheetDetails& how = details()) {
  return drawn(visit::RegistrationForm{"epi-survey 1.3"}, how);
}

}  // namespace

TEST_CASE("forms are those somebody looked at", "[golden]") {
  check_paper("registration_form", form(), details().serial);
  SheetDetails how = details();
  how.first = First::english;
  check_paper("registration_form_english", form(how), how.serial);
  how.first = First::chinese;
  how.practice = true;
  how.palette = Palette::mono;
  how.reprint = visit::Reprint{2, "GC07-210126-0079-1"};
  check_paper("registration_form_practice", form(how), how.serial);
}

TEST_CASE("a form says first that nobody is to blame and everybody is treated") {
  const Sheet sheet = form();
  CHECK(saying(sheet, "现在查不到健康码，不怪您。")->at.y < 50);
  CHECK(saying(sheet, "填好交工作人员，照常看病。")->at.y < 50);
  CHECK(
      saying(sheet, "No code can be found now. Fill this in and you will be seen as usual.")->at.y <
      50);
}

TEST_CASE("a form has one box a character: 18 of a number, 11 of a telephone, 3 of a temperature") {
  const Sheet sheet = form();
  const auto cells = [&sheet](double top) {
    int inner = 0;
    int combs = 0;
    for (const Mark& mark : sheet.marks) {
      const auto* line = std::get_if<Line>(&mark);
      if (line && line->from.x == line->to.x && line->from.y == top) ++inner;
      const auto* frame = std::get_if<Frame>(&mark);
      if (frame && frame->box.y == top && frame->width == .6 && frame->box.x != 133 &&
          frame->box.w != 118.2) {
        ++combs;
      }
    }
    return inner + combs;
  };
  CHECK(cells(80.8) == 18);
  CHECK(cells(102.2) == 11);
  CHECK(cells(58.4) == 3);
}

TEST_CASE("every box to tick has its own word beside it, in either language") {
  for (const First first : {First::chinese, First::english}) {
    SheetDetails how = details();
    how.first = first;
    const Sheet sheet = form(how);
    CHECK(faults(sheet) == "");
    int ticks = 0;
    for (const Mark& mark : sheet.marks) {
      const auto* frame = std::get_if<Frame>(&mark);
      if (!frame || frame->width != .5 || frame->box.w > 8) continue;
      ++ticks;
      int words = 0;
      for (const TextRun* run : runs(sheet)) {
        const double gap = run->box.x - frame->box.right();
        words +=
            gap > 0 && gap < 2.5 && run->at.y > frame->box.y && run->at.y < frame->box.bottom() + 2;
      }
      CHECK(words >= 1);
    }
    CHECK(ticks == 2 + 5 * 3 + 12 + 4);
  }
}

TEST_CASE("a place too long for the last line leaves it: the serial names the machine") {
  SheetDetails how = details();
  for (int i = 0; i < 8; ++i) how.place += "武汉市第一医院";
  const Sheet sheet = form(how);
  CHECK(faults(sheet) == "");
  CHECK(saying(sheet, "问卷 epi-survey 1.3·打印 Printed 2021-01-26 10:06·07 号机"));
}

TEST_CASE("a form is not made on a roll") {
  SheetDetails how = details();
  how.paper = Paper::roll;
  const auto sheet = tried(visit::RegistrationForm{"epi-survey 1.3"}, how);
  REQUIRE_FALSE(sheet.has_value());
  CHECK(sheet.error() == SheetTrouble::not_on_this_paper);
}

TEST_CASE("the same form gives the same bytes, and another serial others") {
  const auto bytes = [](const SheetDetails& how) {
    auto pdf = write_pdf(form(how));
    REQUIRE(pdf.has_value());
    return std::string(pdf->reveal());
  };
  CHECK(bytes(details()) == bytes(details()));
  CHECK(bytes(details()) != bytes(details_of("GC07-210126-0081-1")));
}
