// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout.h"

#include <catch2/catch.hpp>

#include "tests/ui/pages.h"

using namespace ui;
using namespace ui::test;
using visit::Language;

namespace {

Layout laid_out(std::string_view page, int size, const Panel& panel = kPortrait,
                Language language = Language::zh_hans) {
  return lay_out(page_of(page, {language, size, 0, false}), panel, {}, part_words(language),
                 typesetter());
}

const Node* find(const Layout& layout, std::string_view id) {
  for (const Node& node : layout.nodes) {
    if (node.id == id) return &node;
  }
  return nullptr;
}

bool says(const Layout& layout, std::string_view id, std::string_view words) {
  const Node* node = find(layout, id);
  return node != nullptr && node->label.reveal().find(words) != std::string_view::npos;
}

}  // namespace

TEST_CASE("in the ordinary size nothing gives way on the upright panel") {
  CHECK(says(laid_out("welcome", 0), "ask_staff", "按一下，就有人过来"));
  CHECK(says(laid_out("consent", 0), "point-3", "您一走"));
  CHECK(says(laid_out("consent", 0), "point-4", "工作人员用纸笔帮您办"));
  CHECK(says(laid_out("verdict-green", 0), "person", "990***********0055"));
  CHECK(find(laid_out("verdict-yellow", 0), "picture") != nullptr);
  for (const NamedState& page : pages()) {
    const Layout layout = laid_out(page.name, 0);
    INFO(page.name);
    CHECK(layout.overflow <= 0.01);
    CHECK(layout.parts == 1);
    if (!page_of(page).lead.empty()) CHECK(find(layout, "lead") != nullptr);
  }
}

TEST_CASE("a picture shrinks before a word goes") {
  const Layout ordinary = laid_out("lay-card", 0), largest = laid_out("lay-card", 3);
  const double before = find(ordinary, "picture")->rect.h, after = find(largest, "picture")->rect.h;
  CHECK(after < before);
  CHECK(after >= 0.55 * 182 - 0.01);
  CHECK(find(largest, "lead") != nullptr);
}

TEST_CASE("sub-lines go before the masked number, the number before the list splits") {
  const Layout welcome = laid_out("welcome", 3);
  CHECK_FALSE(says(welcome, "help_family", "替老人"));
  CHECK(says(welcome, "help_family", "帮家人代办"));
  // Still spoken by the page, whatever is shown.
  bool spoken = false;
  for (const auto& sentence : visit::utterance(page_of("welcome")).sentences) {
    spoken = spoken || sentence.key == "welcome.help_family_sub";
  }
  CHECK(spoken);

  const Layout green = laid_out("verdict-green", 3);
  CHECK(green.parts == 2);
  CHECK(says(green, "person", "王*英"));
  CHECK_FALSE(says(green, "person", "0055"));
  CHECK(find(green, "more") != nullptr);
  CHECK(says(green, "part", "第 1 页，共 2 页"));
  // The primary keeps its place.
  const Rect a = find(green, "print")->rect, b = find(laid_out("verdict-green", 0), "print")->rect;
  CHECK(a.x == b.x);
  CHECK(a.y == b.y);
}

TEST_CASE("a part shows until when and what next before why") {
  const Layout green = laid_out("verdict-green", 3);
  CHECK(says(green, "fact-1", "有效到"));
  CHECK(find(green, "fact-2") == nullptr);
  CHECK(says(green, "fact-3", "可以去看病"));
}

TEST_CASE("red stands exactly where green stands") {
  for (int size = 0; size < 4; ++size) {
    for (const Panel& panel : {kPortrait, kSmall, kWide}) {
      const Layout green = laid_out("verdict-green", size, panel);
      const Layout red = laid_out("verdict-red", size, panel);
      const Rect a = find(green, "verdict")->rect, b = find(red, "verdict")->rect;
      CHECK(a.y == b.y);
      CHECK(a.h == b.h);
      const auto shape = [](const Layout& layout) {
        // The first disc or polygon after the field's ground.
        for (const Mark& mark : layout.marks) {
          if (const auto* disc = std::get_if<mark::Disc>(&mark)) {
            if (disc->radius > 10) return disc->centre;
          }
          if (const auto* polygon = std::get_if<mark::Polygon>(&mark)) {
            if (polygon->points.size() > 40) {
              const Point p = polygon->points.front(),
                          q = polygon->points[polygon->points.size() / 2];
              return Point{(p.x + q.x) / 2, (p.y + q.y) / 2};
            }
          }
        }
        return Point{};
      };
      INFO(panel.width_px << " size " << size);
      CHECK(shape(green).x == Approx(shape(red).x).margin(0.6));
    }
  }
}

TEST_CASE("a rare name is drawn, a name nobody can draw is spelled, and neither is dropped") {
  visit::Page page = page_of("confirm");
  std::get<visit::block::Person>(page.blocks[0]).name =
      visit::own_words(visit::Secret("周\xEE\x80\x80"));  // U+E000, from an old register
  Layout layout = lay_out(page, kPortrait, {}, {}, typesetter());
  CHECK(layout.overflow <= 0.01);
  CHECK(find(layout, "person")->fits);
  const text::Style style{
      36, text::Weight::bold, 1.35, text::Align::start, text::Breaks::name, text::Fill::balanced};
  const double spelled = typesetter().measure("周\xEE\x80\x80", style, text::kUnbounded).width;
  const double written = typesetter().measure("周[U+E000]", style, text::kUnbounded).width;
  CHECK(spelled == Approx(written));
  CHECK(spelled > 3 * 36);
}

TEST_CASE("a long name breaks where names break, in letters a person of eighty can read") {
  const Layout longest = laid_out("confirm-longest", 0);
  CHECK(longest.overflow <= 0.01);
  CHECK(find(longest, "person")->fits);
  CHECK(find(longest, "person")->em >= 11);
}

TEST_CASE("where the five words do not fit, only the present step has its word") {
  CHECK(says(laid_out("confirm", 0), "step-1", "同意"));
  const Layout english = laid_out("confirm", 0, kPortrait, Language::en);
  CHECK_FALSE(says(english, "step-1", "Agree"));
  CHECK(says(english, "step-3", "Check"));
  CHECK(says(laid_out("confirm", 0, kSmall), "step", "第 3 步 核对"));
}
