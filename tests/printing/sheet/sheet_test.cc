// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/sheet.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "tests/printing/sheet/status_slip_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

Sheet good_sheet() { return drawn(green_certificate(), slip_details()); }

TextRun& run_saying(Sheet& sheet, std::string_view words) {
  for (Mark& mark : sheet.marks) {
    auto* run = std::get_if<TextRun>(&mark);
    if (run != nullptr && run->text.reveal() == words) return *run;
  }
  FAIL("no such words on the sheet: " << words);
  std::abort();
}

QrMark& code_of(Sheet& sheet) {
  for (Mark& mark : sheet.marks) {
    if (auto* code = std::get_if<QrMark>(&mark)) return *code;
  }
  FAIL("no code on the sheet");
  std::abort();
}

void move(TextRun& run, double dx, double dy) {
  run.at.x += dx;
  run.at.y += dy;
  run.box.x += dx;
  run.box.y += dy;
}

void move(QrMark& code, double dx, double dy) {
  code.at.x += dx;
  code.at.y += dy;
  code.quiet.x += dx;
  code.quiet.y += dy;
}

std::set<Fault> kinds(const Sheet& sheet) {
  std::set<Fault> kinds;
  for (const SheetFault& fault : check(sheet)) kinds.insert(fault.fault);
  return kinds;
}

bool finds(const Sheet& sheet, Fault fault) { return kinds(sheet).contains(fault); }

}  // namespace

TEST_CASE("a sheet as it is drawn has no fault") { CHECK(faults(good_sheet()) == ""); }

TEST_CASE("text on text is found, and both marks are named") {
  Sheet sheet = good_sheet();
  TextRun& moved = run_saying(sheet, "李秀英");
  const TextRun& other = run_saying(sheet, "990101********0028");
  move(moved, 0, other.at.y - moved.at.y);
  const auto found = check(sheet);
  REQUIRE(found.size() == 1);
  CHECK(found[0].fault == Fault::text_on_text);
  CHECK(&std::get<TextRun>(sheet.marks[found[0].mark]) == &moved);
  CHECK(&std::get<TextRun>(sheet.marks[found[0].other]) == &other);
}

TEST_CASE("a line or the edge of a frame through text is found") {
  Sheet sheet = good_sheet();
  const Point name = run_saying(sheet, "李秀英").at;
  SECTION("a line") {
    sheet.marks.push_back(Line{{name.x, name.y - 3}, {name.x + 40, name.y - 3}, .3});
    CHECK(kinds(sheet) == std::set{Fault::mark_through_text});
  }
  SECTION("a frame that ends inside it") {
    sheet.marks.push_back(Frame{{name.x - 1, name.y - 12, 20, 14}, .5});
    CHECK(finds(sheet, Fault::mark_through_text));
  }
  SECTION("a fill drawn later covers it") {
    sheet.marks.push_back(FilledRect{{name.x - 1, name.y - 11, 60, 13}, Ink::white});
    CHECK(finds(sheet, Fault::mark_through_text));
  }
  SECTION("but a frame around it is none") {
    sheet.marks.push_back(Frame{{name.x - 1, name.y - 11.5, 60, 14}, .5});
    CHECK(kinds(sheet).empty());
  }
}

TEST_CASE("a figure in a disc is read on the disc, and what lies below it does not matter") {
  Sheet sheet = good_sheet();
  TextRun& name = run_saying(sheet, "Name");
  move(name, 100, 180);
  const Box box = name.box;
  const Point middle{box.x + box.w / 2, box.y + box.h / 2};
  const double r = std::hypot(box.w, box.h) / 2 + .01;
  // A way through the disc, the disc on it; the words are drawn last.
  Mark words = std::move(*std::find_if(sheet.marks.begin(), sheet.marks.end(), [&](const Mark& m) {
    const auto* run = std::get_if<TextRun>(&m);
    return run && run->text.reveal() == "Name";
  }));
  sheet.marks.clear();
  sheet.marks.push_back(
      Polyline{{{middle.x - 30, middle.y}, {middle.x + 30, middle.y}}, 1.8, Ink::black});
  SECTION("white disc, black figure") { sheet.marks.push_back(Circle{middle, r, Ink::white}); }
  SECTION("black disc, white figure") {
    sheet.marks.push_back(Circle{middle, r, Ink::black});
    std::get<TextRun>(words).ink = Ink::white;
  }
  SECTION("but a disc that is too small leaves its corners out") {
    sheet.marks.push_back(Circle{middle, r - .1, Ink::white});
    sheet.marks.push_back(std::move(words));
    CHECK(kinds(sheet) == std::set{Fault::mark_through_text});
    return;
  }
  sheet.marks.push_back(std::move(words));
  CHECK(kinds(sheet).empty());
}

TEST_CASE("a slanting or bent line is found where it runs, not in the box around it") {
  Sheet sheet = good_sheet();
  const Box name = run_saying(sheet, "李秀英").box;
  const auto with = [&](Mark mark) {
    sheet.marks.push_back(std::move(mark));
    const bool found = finds(sheet, Fault::mark_through_text);
    sheet.marks.pop_back();
    return found;
  };
  const double below = name.bottom() + 1;
  CHECK_FALSE(with(Polyline{
      {{name.right() + 3, name.y}, {name.right() + 3, below}, {name.x, below}}, .5, Ink::black}));
  CHECK(with(Polyline{{{name.right() + 3, name.y}, {name.x, below}}, .5, Ink::black}));
  CHECK_FALSE(with(Line{{name.right() + 1, name.y}, {name.right() + 8, below}, .3}));
  CHECK(with(Line{{name.x, name.y}, {name.right() + 8, below}, .3}));
}

TEST_CASE("every trouble says in words what staff does, of any sheet") {
  std::set<std::string_view> said;
  for (const SheetTrouble trouble :
       {SheetTrouble::name_does_not_fit, SheetTrouble::character_missing,
        SheetTrouble::sentences_too_long, SheetTrouble::words_do_not_fit,
        SheetTrouble::code_does_not_fit, SheetTrouble::not_on_this_paper}) {
    CHECK(describe(trouble).find("staff") != std::string_view::npos);
    CHECK(describe(trouble).find("status slip") == std::string_view::npos);
    said.insert(describe(trouble));
  }
  CHECK(said.size() == 6);
}

TEST_CASE("words that nobody can read on their ground are found") {
  Sheet sheet = good_sheet();
  SECTION("white on white") { run_saying(sheet, "李秀英").ink = Ink::white; }
  SECTION("black on black") { run_saying(sheet, "有效期至").ink = Ink::black; }
  SECTION("coloured words") { run_saying(sheet, "绿码").ink = Ink::green; }
  CHECK(kinds(sheet) == std::set{Fault::unreadable_ink});
}

TEST_CASE("text in the fold is found, at 3 mm and not at 3.1") {
  Sheet sheet = good_sheet();
  TextRun& run = run_saying(sheet, "李秀英");
  const double bottom = run.box.bottom();
  move(run, 130, 0);  // away from everything else
  run.box.x = run.at.x = 150;
  sheet.marks.erase(std::remove_if(sheet.marks.begin(), sheet.marks.end(),
                                   [](const Mark& mark) {
                                     return !std::holds_alternative<TextRun>(mark) ||
                                            std::get<TextRun>(mark).text.reveal() != "李秀英";
                                   }),
                    sheet.marks.end());
  auto& alone = std::get<TextRun>(sheet.marks.front());
  move(alone, 0, 145.5 - bottom - .1);
  CHECK(kinds(sheet).empty());
  move(alone, 0, .2);
  CHECK(kinds(sheet) == std::set{Fault::text_in_keep_out});
}

TEST_CASE("type below 12 points is found") {
  Sheet sheet = good_sheet();
  run_saying(sheet, "Name").size = {11.9};
  CHECK(kinds(sheet) == std::set{Fault::below_floor});
}

TEST_CASE("text beyond the margins and marks beyond the paper are found") {
  Sheet sheet = good_sheet();
  SECTION("text") { move(run_saying(sheet, "李秀英"), -.1, 0); }
  SECTION("a rectangle") { sheet.marks.push_back(FilledRect{{200, 280, 10.1, 5}, Ink::black}); }
  SECTION("a place that is no number") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    sheet.marks.push_back(Circle{{nan, 100}, 2, Ink::black});
  }
  CHECK(kinds(sheet) == std::set{Fault::outside_margin});
}

TEST_CASE("whatever stands in a code's white box is found, the practice mark below it is not") {
  Sheet sheet = good_sheet();
  SECTION("a dot at its rim") {
    const Box quiet = code_of(sheet).quiet;
    sheet.marks.push_back(Circle{{quiet.x + .5, quiet.y + .5}, .3, Ink::black});
    CHECK(kinds(sheet) == std::set{Fault::mark_on_code});
  }
  SECTION("text") {
    TextRun& name = run_saying(sheet, "李秀英");
    move(name, 152 - name.box.right() + .5, 0);
    CHECK(finds(sheet, Fault::mark_on_code));
  }
  SECTION("practice") {
    SheetDetails details = slip_details();
    details.practice = true;
    CHECK(kinds(drawn(green_certificate(), details)).empty());
  }
}

TEST_CASE("a code across either fold is found") {
  Sheet sheet = good_sheet();
  move(code_of(sheet), 0, GENERATE(40.0, 60.0));
  CHECK(finds(sheet, Fault::code_in_keep_out));
  Sheet other = good_sheet();
  move(code_of(other), -60, 0);
  CHECK(finds(other, Fault::code_in_keep_out));
}

TEST_CASE("a code nearer than 16 mm to the edge is found") {
  Sheet sheet = good_sheet();
  const QrMark& code = code_of(sheet);
  const double right = code.at.x + code.code.side * code.module;
  move(code_of(sheet), 194 - right, 0);
  CHECK_FALSE(finds(sheet, Fault::code_near_edge));
  move(code_of(sheet), .1, 0);
  CHECK(finds(sheet, Fault::code_near_edge));
}

TEST_CASE("a code with modules too fine, or with too little white around, is found") {
  Sheet sheet = good_sheet();
  QrMark& code = code_of(sheet);
  SECTION("fine") { code.module = .32; }
  SECTION("white") { code.quiet = grown(code.quiet, -.1); }
  CHECK(kinds(sheet) == std::set{Fault::code_too_fine});
}

TEST_CASE("the rectangles of a code are its dark modules, each once") {
  const auto code = make_qr_code("HC1:ANYTHING ELSE $%*+-./:", QrLevel::quartile, 22);
  REQUIRE(code);
  std::vector<int> inked(static_cast<std::size_t>(code->side * code->side));
  const auto runs = rectangles(*code);
  for (const Box& run : runs) {
    for (int y = int(run.y); y < int(run.bottom()); ++y) {
      for (int x = int(run.x); x < int(run.right()); ++x) {
        ++inked[static_cast<std::size_t>(y * code->side + x)];
      }
    }
  }
  int dark = 0;
  for (int y = 0; y < code->side; ++y) {
    for (int x = 0; x < code->side; ++x) {
      CHECK(inked[static_cast<std::size_t>(y * code->side + x)] == (code->dark(x, y) ? 1 : 0));
      dark += code->dark(x, y) ? 1 : 0;
    }
  }
  CHECK(runs.size() < static_cast<std::size_t>(dark));
}
